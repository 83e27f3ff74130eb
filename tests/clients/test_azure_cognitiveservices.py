"""azure-cognitiveservices-vision-face 0.6.1, Microsoft's client of v1.0: everything it can say, by kind."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from datetime import datetime, timezone
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
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def face(service: Service) -> Any:
    make: Any = FaceClient  # it has no types
    return make(service.url, CognitiveServicesCredentials(service.key))


def trained(containers: Any, container_id: str) -> Any:
    """Train as its callers do: by hand, asking until it is over."""
    containers.train(container_id)
    deadline = time.monotonic() + 10
    while (status := containers.get_training_status(container_id)).status == TrainingStatusType.running:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return status


@pytest.mark.parametrize("large", [False, True], ids=["person group", "large person group"])
def test_groups(face: Any, web: str, large: bool) -> None:
    """Enrol from a stream and by URL, train, identify and verify; read, change and remove all of it."""
    groups, persons, group_id = (
        (face.large_person_group, face.large_person_group_person, "large_person_group_id")
        if large
        else (face.person_group, face.person_group_person, "person_group_id")
    )
    groups.create("staff", "Staff", user_data="u", recognition_model="recognition_03")
    ada, bob = (persons.create("staff", name=name, user_data=name).person_id for name in ("Ada", "Bob"))
    streamed = persons.add_face_from_stream(
        "staff", ada, io.BytesIO(ADA), user_data="left", target_face=[1, 2, 30, 40], detection_model="detection_03"
    ).persisted_face_id
    linked = persons.add_face_from_url("staff", bob, f"{web}/bob.jpg", user_data="right").persisted_face_id

    status = trained(groups, "staff")
    assert status.status == TrainingStatusType.succeeded
    assert abs((datetime.now(timezone.utc) - status.created).total_seconds()) < 60
    assert status.last_successful_training == status.last_action >= status.created
    assert status.message is None

    [seen] = face.face.detect_with_stream(
        io.BytesIO(ADA), recognition_model="recognition_03", return_recognition_model=True, face_id_time_to_live=60
    )
    assert seen.recognition_model == "recognition_03"
    [found] = face.face.identify([seen.face_id], **{group_id: "staff"}, confidence_threshold=0.5)
    assert (found.face_id, [(one.person_id, one.confidence) for one in found.candidates]) == (
        seen.face_id,
        [(ada, 1.0)],
    )
    verified = face.face.verify_face_to_person(seen.face_id, ada, **{group_id: "staff"})
    assert (verified.is_identical, verified.confidence) == (True, 1.0)
    assert not face.face.verify_face_to_person(seen.face_id, bob, **{group_id: "staff"}).is_identical

    assert persons.get_face("staff", ada, streamed).user_data == "left"
    persons.update_face("staff", bob, linked, user_data="new")
    assert persons.get_face("staff", bob, linked).user_data == "new"
    persons.delete_face("staff", bob, linked)
    persons.update("staff", bob, name="Robert")
    shown = persons.get("staff", ada)
    assert (shown.name, shown.user_data, shown.persisted_face_ids) == ("Ada", "Ada", [streamed])
    assert {person.name for person in persons.list("staff", top=10)} == {"Ada", "Robert"}
    persons.delete("staff", ada)
    groups.update("staff", name="Crew")
    crew = groups.get("staff", return_recognition_model=True)
    assert (crew.name, crew.user_data, crew.recognition_model) == ("Crew", "u", "recognition_03")
    assert [group.name for group in groups.list(start="a", top=5)] == ["Crew"]
    groups.delete("staff")
    assert groups.list() == []


def test_a_large_face_list(face: Any, web: str) -> None:
    """Add from a stream and by URL, train and search; read, change and remove all of it."""
    lists = face.large_face_list
    lists.create("visitors", "Visitors")
    streamed = lists.add_face_from_stream("visitors", io.BytesIO(BOB), user_data="left").persisted_face_id
    linked = lists.add_face_from_url("visitors", f"{web}/ada.jpg").persisted_face_id
    ids = sorted([streamed, linked])

    assert trained(lists, "visitors").status == TrainingStatusType.succeeded
    [seen] = face.face.detect_with_url(f"{web}/ada.jpg")
    [similar] = face.face.find_similar(seen.face_id, large_face_list_id="visitors")
    assert (similar.persisted_face_id, similar.confidence, similar.face_id) == (linked, 1.0, None)
    assert len(face.face.find_similar(seen.face_id, large_face_list_id="visitors", mode="matchFace")) == 2

    assert [one.persisted_face_id for one in lists.list_faces("visitors")] == ids
    assert [one.persisted_face_id for one in lists.list_faces("visitors", start=ids[0], top=1)] == ids[1:]
    assert lists.get_face("visitors", streamed).user_data == "left"
    lists.update_face("visitors", linked, user_data="right")
    assert lists.get_face("visitors", linked).user_data == "right"
    lists.delete_face("visitors", ids[0])
    lists.update("visitors", name="Guests")
    assert [shown.name for shown in lists.list(start="a", top=5)] == ["Guests"]
    assert lists.get("visitors", return_recognition_model=True).recognition_model == "recognition_01"
    lists.delete("visitors")


def test_a_face_list(face: Any, web: str) -> None:
    """A face list shows the faces added to it, and is searched at once."""
    lists = face.face_list
    lists.create("few", "Few")
    added = lists.add_face_from_stream("few", io.BytesIO(ADA), user_data="left").persisted_face_id
    linked = lists.add_face_from_url("few", f"{web}/bob.jpg").persisted_face_id

    [seen] = face.face.detect_with_stream(io.BytesIO(ADA))
    assert [one.persisted_face_id for one in face.face.find_similar(seen.face_id, face_list_id="few")] == [added]
    shown = lists.get("few", return_recognition_model=True).persisted_faces
    assert {one.persisted_face_id: one.user_data for one in shown} == {added: "left", linked: None}
    lists.update("few", name="Fewer")
    lists.delete_face("few", added)
    assert [one.persisted_face_id for one in lists.get("few").persisted_faces] == [linked]
    assert [one.name for one in lists.list(return_recognition_model=True)] == ["Fewer"]
    lists.delete("few")


def test_detected_faces(face: Any, service: Service) -> None:
    """Landmarks, every attribute, and faces compared with each other."""
    service.shows(ADA, 2)

    seen = face.face.detect_with_stream(
        io.BytesIO(ADA),
        return_face_landmarks=True,
        return_face_attributes=[one for one in FaceAttributeType if one != FaceAttributeType.mask],
        recognition_model="recognition_04",
    )

    attributes = seen[0].face_attributes
    assert (attributes.glasses, attributes.blur.blur_level) == (GlassesType.no_glasses, BlurLevel.low)
    assert attributes.quality_for_recognition == QualityForRecognition.high
    assert all(getattr(attributes, name) is not None for name in attributes._attribute_map if name != "mask")
    assert all(getattr(seen[0].face_landmarks, name).x > 0 for name in seen[0].face_landmarks._attribute_map)
    assert seen[0].face_rectangle.left < seen[1].face_rectangle.left
    one, two = (found.face_id for found in seen)
    assert not face.face.verify_face_to_face(one, two).is_identical
    assert face.face.verify_face_to_face(one, one).confidence == 1.0
    grouped = face.face.group([one, two, one])
    assert (grouped.groups, grouped.messy_group) == ([[one, one]], [two])
    assert [found.face_id for found in face.face.find_similar(one, face_ids=[one, two])] == [one]
    service.shows(ADA, 0)
    assert face.face.detect_with_stream(io.BytesIO(ADA)) == []


@pytest.mark.parametrize(
    ("call", "code"),
    [
        pytest.param(lambda face: face.person_group.get("nowhere"), "PersonGroupNotFound", id="missing"),
        pytest.param(lambda face: face.face_list.create("taken", "Taken"), "FaceListExists", id="taken"),
        pytest.param(lambda face: face.face.identify([NOBODY], "taken"), "PersonGroupNotFound", id="identify"),
        pytest.param(lambda face: face.face.verify_face_to_face(NOBODY, NOBODY), "FaceNotFound", id="verify"),
        pytest.param(
            lambda face: face.face_list.add_face_from_stream("taken", io.BytesIO(b"-" * 2000)),
            "InvalidImage",
            id="text",
        ),
        pytest.param(lambda face: face.snapshot.list(), "NotImplemented", id="snapshots"),
    ],
)
def test_errors(face: Any, call: Callable[[Any], object], code: str) -> None:
    """The client reads the service's code from every error."""
    face.face_list.create("taken", "Taken")

    with pytest.raises(APIErrorException) as refused:
        call(face)
    answer: Any = refused.value.error
    assert answer.error.code == code
