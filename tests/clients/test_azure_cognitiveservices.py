"""azure-cognitiveservices-vision-face 0.6.1, Microsoft's client of v1.0: all its calls, by kind of container."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from azure.cognitiveservices.vision.face import FaceClient
from azure.cognitiveservices.vision.face.models import (
    APIErrorException,
    BlurLevel,
    FaceAttributeType,
    GlassesType,
    QualityForRecognition,
    TrainingStatusType,
)
from msrest.authentication import CognitiveServicesCredentials

from pictures import picture

from .emulator_process import Service

ADA, BOB = picture("ada", "png"), picture("bob", "bmp")
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def face(service: Service) -> Any:
    """The client."""
    untyped_client: Any = FaceClient  # the package has no type hints
    return untyped_client(service.url, CognitiveServicesCredentials(service.key))


def train(containers: Any, container_id: str) -> Any:
    """Train and poll until the training ends: this client has no poller."""
    containers.train(container_id)
    deadline = time.monotonic() + 10
    while (status := containers.get_training_status(container_id)).status == TrainingStatusType.running:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return status


@pytest.mark.parametrize("large", [False, True], ids=["person group", "large person group"])
def test_person_groups(face: Any, web: str, large: bool) -> None:
    """Persons are enrolled, trained, identified and verified; all objects are read, updated and deleted."""
    groups, persons, group_id = (
        (face.large_person_group, face.large_person_group_person, "large_person_group_id")
        if large
        else (face.person_group, face.person_group_person, "person_group_id")
    )
    groups.create("staff", "Staff", user_data="u", recognition_model="recognition_03")
    ada, bob = (persons.create("staff", name=name, user_data=name).person_id for name in ("Ada", "Bob"))
    added = persons.add_face_from_stream(
        "staff", ada, io.BytesIO(ADA), user_data="left", target_face=[1, 2, 30, 40], detection_model="detection_03"
    ).persisted_face_id
    added_by_url = persons.add_face_from_url("staff", bob, f"{web}/bob.jpg", user_data="right").persisted_face_id

    status = train(groups, "staff")
    assert status.status == TrainingStatusType.succeeded
    assert abs((datetime.now(UTC) - status.created).total_seconds()) < 60
    assert status.last_successful_training == status.last_action >= status.created
    assert status.message is None

    [detected] = face.face.detect_with_stream(
        io.BytesIO(ADA), recognition_model="recognition_03", return_recognition_model=True, face_id_time_to_live=60
    )
    assert detected.recognition_model == "recognition_03"
    [identified] = face.face.identify([detected.face_id], **{group_id: "staff"}, confidence_threshold=0.5)
    assert (identified.face_id, [(item.person_id, item.confidence) for item in identified.candidates]) == (
        detected.face_id,
        [(ada, 1.0)],
    )
    verified = face.face.verify_face_to_person(detected.face_id, ada, **{group_id: "staff"})
    assert (verified.is_identical, verified.confidence) == (True, 1.0)
    assert not face.face.verify_face_to_person(detected.face_id, bob, **{group_id: "staff"}).is_identical

    assert persons.get_face("staff", ada, added).user_data == "left"
    persons.update_face("staff", bob, added_by_url, user_data="new")
    assert persons.get_face("staff", bob, added_by_url).user_data == "new"
    persons.delete_face("staff", bob, added_by_url)
    persons.update("staff", bob, name="Robert")
    person = persons.get("staff", ada)
    assert (person.name, person.user_data, person.persisted_face_ids) == ("Ada", "Ada", [added])
    assert {person.name for person in persons.list("staff", top=10)} == {"Ada", "Robert"}
    persons.delete("staff", ada)
    groups.update("staff", name="Team")
    team = groups.get("staff", return_recognition_model=True)
    assert (team.name, team.user_data, team.recognition_model) == ("Team", "u", "recognition_03")
    assert [group.name for group in groups.list(start="a", top=5)] == ["Team"]
    groups.delete("staff")
    assert groups.list() == []


def test_large_face_list(face: Any, web: str) -> None:
    """Faces are added by stream and by URL, trained and searched; all objects are read, updated and deleted."""
    lists = face.large_face_list
    lists.create("visitors", "Visitors")
    added = lists.add_face_from_stream("visitors", io.BytesIO(BOB), user_data="left").persisted_face_id
    added_by_url = lists.add_face_from_url("visitors", f"{web}/ada.jpg").persisted_face_id
    ids = sorted([added, added_by_url])

    assert train(lists, "visitors").status == TrainingStatusType.succeeded
    [detected] = face.face.detect_with_url(f"{web}/ada.jpg")
    [similar] = face.face.find_similar(detected.face_id, large_face_list_id="visitors")
    assert (similar.persisted_face_id, similar.confidence, similar.face_id) == (added_by_url, 1.0, None)
    assert len(face.face.find_similar(detected.face_id, large_face_list_id="visitors", mode="matchFace")) == 2

    assert [item.persisted_face_id for item in lists.list_faces("visitors")] == ids
    assert [item.persisted_face_id for item in lists.list_faces("visitors", start=ids[0], top=1)] == ids[1:]
    assert lists.get_face("visitors", added).user_data == "left"
    lists.update_face("visitors", added_by_url, user_data="right")
    assert lists.get_face("visitors", added_by_url).user_data == "right"
    lists.delete_face("visitors", ids[0])
    lists.update("visitors", name="Guests")
    assert [item.name for item in lists.list(start="a", top=5)] == ["Guests"]
    assert lists.get("visitors", return_recognition_model=True).recognition_model == "recognition_01"
    lists.delete("visitors")


def test_face_list(face: Any, web: str) -> None:
    """A face list returns its faces and can be searched without training."""
    lists = face.face_list
    lists.create("few", "Few")
    added = lists.add_face_from_stream("few", io.BytesIO(ADA), user_data="left").persisted_face_id
    added_by_url = lists.add_face_from_url("few", f"{web}/bob.jpg").persisted_face_id

    [detected] = face.face.detect_with_stream(io.BytesIO(ADA))
    assert [item.persisted_face_id for item in face.face.find_similar(detected.face_id, face_list_id="few")] == [added]
    result = lists.get("few", return_recognition_model=True).persisted_faces
    assert {item.persisted_face_id: item.user_data for item in result} == {added: "left", added_by_url: None}
    lists.update("few", name="Fewer")
    lists.delete_face("few", added)
    assert [item.persisted_face_id for item in lists.get("few").persisted_faces] == [added_by_url]
    assert [item.name for item in lists.list(return_recognition_model=True)] == ["Fewer"]
    lists.delete("few")


def test_detected_faces(face: Any, service: Service) -> None:
    """Detect returns landmarks and all attributes, and detected faces are compared."""
    service.set_face_count(ADA, 2)

    detected = face.face.detect_with_stream(
        io.BytesIO(ADA),
        return_face_landmarks=True,
        return_face_attributes=[name for name in FaceAttributeType if name != FaceAttributeType.mask],
        recognition_model="recognition_04",
    )

    attributes = detected[0].face_attributes
    assert (attributes.glasses, attributes.blur.blur_level) == (GlassesType.no_glasses, BlurLevel.low)
    assert attributes.quality_for_recognition == QualityForRecognition.high
    assert all(getattr(attributes, name) is not None for name in attributes._attribute_map if name != "mask")
    assert all(getattr(detected[0].face_landmarks, name).x > 0 for name in detected[0].face_landmarks._attribute_map)
    assert detected[0].face_rectangle.left < detected[1].face_rectangle.left
    one, two = (item.face_id for item in detected)
    assert not face.face.verify_face_to_face(one, two).is_identical
    assert face.face.verify_face_to_face(one, one).confidence == 1.0
    grouped = face.face.group([one, two, one])
    assert (grouped.groups, grouped.messy_group) == ([[one, one]], [two])
    assert [item.face_id for item in face.face.find_similar(one, face_ids=[one, two])] == [one]
    service.set_face_count(ADA, 0)
    assert face.face.detect_with_stream(io.BytesIO(ADA)) == []


@pytest.mark.parametrize(
    ("call", "code"),
    [
        pytest.param(lambda face: face.person_group.get("nowhere"), "PersonGroupNotFound", id="missing"),
        pytest.param(lambda face: face.face_list.create("existing", "Existing"), "FaceListExists", id="existing"),
        pytest.param(lambda face: face.face.identify([UNKNOWN_ID], "existing"), "PersonGroupNotFound", id="identify"),
        pytest.param(lambda face: face.face.verify_face_to_face(UNKNOWN_ID, UNKNOWN_ID), "FaceNotFound", id="verify"),
        pytest.param(
            lambda face: face.face_list.add_face_from_stream("existing", io.BytesIO(b"-" * 2000)),
            "InvalidImage",
            id="text",
        ),
        pytest.param(lambda face: face.snapshot.list(), "NotImplemented", id="snapshots"),
    ],
)
def test_errors(face: Any, call: Callable[[Any], object], code: str) -> None:
    """The client raises every error with the code of the service."""
    face.face_list.create("existing", "Existing")

    with pytest.raises(APIErrorException) as error:
        call(face)
    details: Any = error.value.error
    assert details.error.code == code
