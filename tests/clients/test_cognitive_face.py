"""cognitive_face 1.5.0, the client of v1.0 from 2018: its own tests, and all that it can say."""

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

from .emulator_process import Service, photo_at, started

cf: Any = importlib.import_module("cognitive_face")  # it has no types

ADA, BOB = picture("ada"), picture("bob")


@pytest.fixture(scope="module")
def instant() -> Iterator[Service]:
    """A service whose trainings take no time: the client waits two seconds for any that does."""
    with started("--training-seconds", "0") as service:
        yield service


@pytest.fixture(autouse=True)
def service(instant: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    """The client knows one service for the whole process: now it is this one, empty."""
    instant.reset()
    monkeypatch.setattr(cf.util.Key, "key", instant.key, raising=False)
    monkeypatch.setattr(cf.util.BaseUrl, "base_url", f"{instant.url}/face/v1.0/", raising=False)
    return instant


def test_the_tests_it_was_shipped_with(service: Service, web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests of the package pass, on photos that are served here instead of on the web."""
    config: Any = ModuleType("cognitive_face.tests.config")
    config.KEY, config.BASE_URL, config.TIME_SLEEP = service.key, f"{service.url}/face/v1.0/", 0
    monkeypatch.setitem(sys.modules, config.__name__, config)
    shipped: Any = importlib.import_module("cognitive_face.tests")
    monkeypatch.setattr(shipped.util, "BASE_URL_IMAGE", f"{web}/")
    monkeypatch.setattr(cf.util, "TIME_SLEEP", 0)
    service.shows(photo_at("/identification1.jpg"), 4)

    shipped.setUpModule()
    home = Path(shipped.__file__).parent
    suite = unittest.TestLoader().discover(str(home), top_level_dir=str(home.parents[1]))
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    shipped.tearDownModule()

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
def test_groups(tmp_path: Path, web: str, groups: Any, persons: Any, faces: Any, wait: Any) -> None:
    """Enrol from a file, from memory and by URL, train, identify and verify; read, change and remove all of it."""
    add, get_face = (faces.add, faces.get) if faces else (persons.add_face, persons.get_face)
    update_face, delete_face = (faces.update, faces.delete) if faces else (persons.update_face, persons.delete_face)
    lists = getattr(groups, "lists", None) or groups.list
    members = getattr(persons, "lists", None) or persons.list
    (tmp_path / "ada.jpg").write_bytes(ADA)

    groups.create("staff", "Staff", "floor 3")
    ada, bob = (persons.create("staff", name)["personId"] for name in ("Ada", "Bob"))
    with warnings.catch_warnings():  # the client leaves files to the garbage collector
        warnings.simplefilter("ignore", ResourceWarning)
        enrolled = add(str(tmp_path / "ada.jpg"), "staff", ada, user_data="left", target_face="0,0,40,40")
    add(io.BytesIO(BOB), "staff", bob)
    linked = add(f"{web}/eve.jpg", "staff", bob)["persistedFaceId"]
    groups.train("staff")
    wait("staff")

    [detected] = cf.face.detect(io.BytesIO(ADA), landmarks=True, attributes="age,gender,headPose")
    assert detected["faceAttributes"]["headPose"]["yaw"] == 0
    group_id = {f"{'large_' if faces else ''}person_group_id": "staff"}
    [found] = cf.face.identify([detected["faceId"]], max_candidates_return=5, threshold=0.6, **group_id)
    assert found == {"faceId": detected["faceId"], "candidates": [{"personId": ada, "confidence": 1.0}]}
    assert cf.face.verify(detected["faceId"], person_id=ada, **group_id)["isIdentical"]
    assert not cf.face.verify(detected["faceId"], person_id=bob, **group_id)["isIdentical"]

    assert get_face("staff", ada, enrolled["persistedFaceId"])["userData"] == "left"
    update_face("staff", bob, linked, "right")
    assert get_face("staff", bob, linked)["userData"] == "right"
    delete_face("staff", bob, linked)
    persons.update("staff", bob, "Robert")
    assert {person["name"] for person in members("staff", top=10)} == {"Ada", "Robert"}
    persons.delete("staff", ada)
    assert persons.get("staff", bob)["name"] == "Robert"
    groups.update("staff", "Crew")
    assert groups.get("staff")["userData"] == "floor 3"
    assert [group["name"] for group in lists(start="a", top=1)] == ["Crew"]
    groups.delete("staff")
    assert lists() == []


def test_lists(web: str) -> None:
    """Faces of either kind of list are found by what they look like."""
    cf.face_list.create("few")
    cf.large_face_list.create("many", "Many", "u")
    few = cf.face_list.add_face(io.BytesIO(ADA), "few", "left", "0,0,40,40")["persistedFaceId"]
    many = cf.large_face_list_face.add(f"{web}/ada.jpg", "many", "left")["persistedFaceId"]
    cf.large_face_list.train("many")
    cf.util.wait_for_large_face_list_training("many")

    asked, linked = (cf.face.detect(image)[0]["faceId"] for image in (io.BytesIO(ADA), f"{web}/ada.jpg"))

    assert cf.face.find_similars(asked, face_list_id="few") == [{"persistedFaceId": few, "confidence": 1.0}]
    assert cf.face.find_similars(linked, large_face_list_id="many") == [{"persistedFaceId": many, "confidence": 1.0}]
    assert len(cf.face.find_similars(asked, face_ids=[asked, linked], mode="matchFace")) == 2
    assert cf.face.group([asked, linked]) == {"groups": [], "messyGroup": [asked, linked]}
    assert not cf.face.verify(asked, linked)["isIdentical"]
    assert cf.face_list.get("few")["persistedFaces"] == [{"persistedFaceId": few, "userData": "left"}]
    assert cf.face_list.lists() == [{"faceListId": "few", "name": "few"}]
    cf.large_face_list_face.update("many", many, "right")
    assert cf.large_face_list_face.get("many", many)["userData"] == "right"
    assert len(cf.large_face_list_face.list("many", top=1)) == 1
    cf.large_face_list_face.delete("many", many)
    assert cf.large_face_list_face.list("many") == []


def test_errors() -> None:
    """The client reads the service's code and text from every error."""
    with pytest.raises(cf.CognitiveFaceException) as missing:
        cf.person_group.get("nowhere")
    assert (missing.value.status_code, missing.value.code) == (404, "PersonGroupNotFound")
    with pytest.raises(cf.CognitiveFaceException) as faceless:
        cf.face.identify(["00000000-0000-4000-8000-000000000000"])
    assert (faceless.value.status_code, faceless.value.code) == (400, "PersonGroupIdAndLargePersonGroupIdBothNull")
    cf.Key.set("another")
    with pytest.raises(cf.CognitiveFaceException, match="invalid subscription key"):
        cf.face_list.lists()
