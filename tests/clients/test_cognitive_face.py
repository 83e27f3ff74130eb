"""cognitive_face 1.5.0, the client of v1.0 from 2018: the tests of the package, and all its calls."""

from __future__ import annotations

import importlib
import io
import sys
import unittest
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pictures import picture

from .emulator_process import Service, photo_at, start_emulator

cf: Any = importlib.import_module("cognitive_face")  # the package has no type hints

ADA, BOB = picture("ada"), picture("bob")


@pytest.fixture(scope="module")
def instant_service() -> Iterator[Service]:
    """A service whose trainings finish at once: the client waits two seconds for a running one."""
    with start_emulator("--training-seconds", "0") as service:
        yield service


@pytest.fixture(autouse=True)
def service(instant_service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    """Reset the service, and make it the one service that the client has per process."""
    instant_service.reset()
    monkeypatch.setattr(cf.util.Key, "key", instant_service.key, raising=False)
    monkeypatch.setattr(cf.util.BaseUrl, "base_url", f"{instant_service.url}/face/v1.0/", raising=False)
    return instant_service


def test_package_tests_pass(service: Service, web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests of the package pass, on photos of the local web server."""
    config: Any = ModuleType("cognitive_face.tests.config")
    config.KEY, config.BASE_URL, config.TIME_SLEEP = service.key, f"{service.url}/face/v1.0/", 0
    monkeypatch.setitem(sys.modules, config.__name__, config)
    package_tests: Any = importlib.import_module("cognitive_face.tests")
    monkeypatch.setattr(package_tests.util, "BASE_URL_IMAGE", f"{web}/")
    monkeypatch.setattr(cf.util, "TIME_SLEEP", 0)
    service.set_face_count(photo_at("/identification1.jpg"), 4)

    package_tests.setUpModule()
    home = Path(package_tests.__file__).parent
    suite = unittest.TestLoader().discover(str(home), top_level_dir=str(home.parents[1]))
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    package_tests.tearDownModule()

    assert (result.testsRun, result.failures, result.errors) == (36, [], [])


@pytest.mark.parametrize(
    ("groups", "persons", "faces", "wait"),
    [
        (cf.person_group, cf.person, None, cf.util.wait_for_person_group_training),
        (
            cf.large_person_group,
            cf.large_person_group_person,
            cf.large_person_group_person_face,
            cf.util.wait_for_large_person_group_training,
        ),
    ],
    ids=["person group", "large person group"],
)
def test_person_groups(tmp_path: Path, web: str, groups: Any, persons: Any, faces: Any, wait: Any) -> None:
    """Persons are enrolled, trained, identified and verified; all objects are read, updated and deleted."""
    add, get_face = (faces.add, faces.get) if faces else (persons.add_face, persons.get_face)
    update_face, delete_face = (faces.update, faces.delete) if faces else (persons.update_face, persons.delete_face)
    lists = getattr(groups, "lists", None) or groups.list
    members = getattr(persons, "lists", None) or persons.list
    (tmp_path / "ada.jpg").write_bytes(ADA)

    groups.create("staff", "Staff", "floor 3")
    ada, bob = (persons.create("staff", name)["personId"] for name in ("Ada", "Bob"))
    with warnings.catch_warnings():  # the client does not close its files
        warnings.simplefilter("ignore", ResourceWarning)
        added = add(str(tmp_path / "ada.jpg"), "staff", ada, user_data="left", target_face="0,0,40,40")
    add(io.BytesIO(BOB), "staff", bob)
    added_by_url = add(f"{web}/eve.jpg", "staff", bob)["persistedFaceId"]
    groups.train("staff")
    wait("staff")

    [detected] = cf.face.detect(io.BytesIO(ADA), landmarks=True, attributes="age,gender,headPose")
    assert detected["faceAttributes"]["headPose"]["yaw"] == 0
    group_id = {f"{'large_' if faces else ''}person_group_id": "staff"}
    [result] = cf.face.identify([detected["faceId"]], max_candidates_return=5, threshold=0.6, **group_id)
    assert result == {"faceId": detected["faceId"], "candidates": [{"personId": ada, "confidence": 1.0}]}
    assert cf.face.verify(detected["faceId"], person_id=ada, **group_id)["isIdentical"]
    assert not cf.face.verify(detected["faceId"], person_id=bob, **group_id)["isIdentical"]

    assert get_face("staff", ada, added["persistedFaceId"])["userData"] == "left"
    update_face("staff", bob, added_by_url, "right")
    assert get_face("staff", bob, added_by_url)["userData"] == "right"
    delete_face("staff", bob, added_by_url)
    persons.update("staff", bob, "Robert")
    assert {person["name"] for person in members("staff", top=10)} == {"Ada", "Robert"}
    persons.delete("staff", ada)
    assert persons.get("staff", bob)["name"] == "Robert"
    groups.update("staff", "Team")
    assert groups.get("staff")["userData"] == "floor 3"
    assert [group["name"] for group in lists(start="a", top=1)] == ["Team"]
    groups.delete("staff")
    assert lists() == []


def test_face_lists(web: str) -> None:
    """Faces are found in both kinds of lists, and faces of lists are read, updated and deleted."""
    cf.face_list.create("few")
    cf.large_face_list.create("many", "Many", "u")
    few = cf.face_list.add_face(io.BytesIO(ADA), "few", "left", "0,0,40,40")["persistedFaceId"]
    many = cf.large_face_list_face.add(f"{web}/ada.jpg", "many", "left")["persistedFaceId"]
    cf.large_face_list.train("many")
    cf.util.wait_for_large_face_list_training("many")

    face_id, face_id_by_url = (cf.face.detect(image)[0]["faceId"] for image in (io.BytesIO(ADA), f"{web}/ada.jpg"))

    assert cf.face.find_similars(face_id, face_list_id="few") == [{"persistedFaceId": few, "confidence": 1.0}]
    assert cf.face.find_similars(face_id_by_url, large_face_list_id="many") == [
        {"persistedFaceId": many, "confidence": 1.0}
    ]
    assert len(cf.face.find_similars(face_id, face_ids=[face_id, face_id_by_url], mode="matchFace")) == 2
    assert cf.face.group([face_id, face_id_by_url]) == {"groups": [], "messyGroup": [face_id, face_id_by_url]}
    assert not cf.face.verify(face_id, face_id_by_url)["isIdentical"]
    assert cf.face_list.get("few")["persistedFaces"] == [{"persistedFaceId": few, "userData": "left"}]
    assert cf.face_list.lists() == [{"faceListId": "few", "name": "few"}]
    cf.large_face_list_face.update("many", many, "right")
    assert cf.large_face_list_face.get("many", many)["userData"] == "right"
    assert len(cf.large_face_list_face.list("many", top=1)) == 1
    cf.large_face_list_face.delete("many", many)
    assert cf.large_face_list_face.list("many") == []


def test_errors() -> None:
    """The client raises every error with the code and text of the service."""
    with pytest.raises(cf.CognitiveFaceException) as missing_group_error:
        cf.person_group.get("nowhere")
    assert (missing_group_error.value.status_code, missing_group_error.value.code) == (404, "PersonGroupNotFound")
    with pytest.raises(cf.CognitiveFaceException) as missing_scope_error:
        cf.face.identify(["00000000-0000-4000-8000-000000000000"])
    assert (missing_scope_error.value.status_code, missing_scope_error.value.code) == (
        400,
        "PersonGroupIdAndLargePersonGroupIdBothNull",
    )
    cf.Key.set("another")
    with pytest.raises(cf.CognitiveFaceException, match="invalid subscription key"):
        cf.face_list.lists()
