"""azure-ai-vision-face 1.0.0b2, Microsoft's client of v1.2-preview.1: all calls of its three client classes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from azure.ai.vision.face import FaceAdministrationClient, FaceClient, FaceSessionClient
from azure.ai.vision.face.aio import FaceAdministrationClient as AsyncAdministrationClient
from azure.ai.vision.face.models import (
    BlurLevel,
    CreateLivenessSessionContent,
    CreateLivenessWithVerifySessionContent,
    FaceAttributeType,
    FaceDetectionModel,
    FaceDetectionResult,
    FaceOperationStatus,
    FaceRecognitionModel,
    FaceSessionStatus,
    FindSimilarMatchMode,
    GlassesType,
    LivenessOperationMode,
    MaskType,
    QualityForRecognition,
)
from azure.core.credentials import AzureKeyCredential
from azure.core.exceptions import (
    ClientAuthenticationError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.core.pipeline.transport import AsyncioRequestsTransport

from pictures import picture

from .emulator_process import Service

ADA, BOB = picture("ada"), picture("bob", "gif")
ALL_ATTRIBUTES: list[str | FaceAttributeType] = [name for name in FaceAttributeType if name != FaceAttributeType.MASK]


@pytest.fixture
def manage(service: Service) -> Iterator[FaceAdministrationClient]:
    """The client class for containers."""
    with FaceAdministrationClient(service.url, AzureKeyCredential(service.key), polling_interval=0.05) as client:
        yield client


@pytest.fixture
def face(service: Service) -> Iterator[FaceClient]:
    """The client class for detected faces."""
    with FaceClient(service.url, AzureKeyCredential(service.key)) as client:
        yield client


@pytest.fixture
def sessions(service: Service) -> Iterator[FaceSessionClient]:
    """The client class for liveness sessions."""
    with FaceSessionClient(service.url, AzureKeyCredential(service.key)) as client:
        yield client


def detect(face: FaceClient, image: bytes) -> FaceDetectionResult:
    [detected] = face.detect(
        image,
        detection_model=FaceDetectionModel.DETECTION03,
        recognition_model=FaceRecognitionModel.RECOGNITION04,
        return_face_id=True,
    )
    return detected


def get_face_id(detected: FaceDetectionResult) -> str:
    assert detected.face_id
    return detected.face_id


def test_large_face_list(manage: FaceAdministrationClient, face: FaceClient, web: str) -> None:
    """Faces are added by bytes and by URL, trained and searched; all objects are read, updated and deleted."""
    lists = manage.large_face_list
    lists.create("visitors", name="Visitors", user_data="u", recognition_model=FaceRecognitionModel.RECOGNITION04)
    added = lists.add_face("visitors", ADA, user_data="left", target_face=[1, 2, 30, 40]).persisted_face_id
    added_by_url = lists.add_face_from_url(
        "visitors", url=f"{web}/bob.jpg", detection_model="detection_02", target_face=[0, 0, 20, 20], user_data="right"
    ).persisted_face_id
    ids = sorted([added, added_by_url])

    lists.begin_train("visitors").result(timeout=10)

    status = lists.get_training_status("visitors")
    assert status.status == FaceOperationStatus.SUCCEEDED
    assert abs((datetime.now(UTC) - status.created_date_time).total_seconds()) < 60
    assert status.last_successful_training_date_time == status.last_action_date_time
    face_id = get_face_id(detect(face, ADA))
    [similar] = face.find_similar_from_large_face_list(face_id=face_id, large_face_list_id="visitors")
    assert (similar.persisted_face_id, similar.confidence) == (added, 1.0)
    candidates = face.find_similar_from_large_face_list(
        face_id=face_id,
        large_face_list_id="visitors",
        mode=FindSimilarMatchMode.MATCH_FACE,
        max_num_of_candidates_returned=2,
    )
    assert [candidate.persisted_face_id for candidate in candidates] == [added, added_by_url]

    assert [item.persisted_face_id for item in lists.get_faces("visitors", top=1)] == ids[:1]
    assert [item.persisted_face_id for item in lists.get_faces("visitors", start=ids[0])] == ids[1:]
    lists.update("visitors", name="Guests")
    lists.update_face("visitors", added, user_data="changed")
    assert lists.get_face("visitors", added).user_data == "changed"
    lists.delete_face("visitors", added)
    result = lists.get("visitors", return_recognition_model=True)
    assert (result.name, result.user_data, result.recognition_model) == ("Guests", "u", "recognition_04")
    [listed] = lists.get_large_face_lists(start="a", top=5, return_recognition_model=True)
    assert listed.large_face_list_id == "visitors"
    lists.delete("visitors")
    assert lists.get_large_face_lists() == []


def test_large_person_group(manage: FaceAdministrationClient, face: FaceClient, web: str) -> None:
    """Persons are enrolled, trained, identified and verified; all objects are read, updated and deleted."""
    groups = manage.large_person_group
    groups.create("staff", name="Staff", recognition_model="recognition_04")
    ada, bob = (groups.create_person("staff", name=name, user_data=name).person_id for name in ("Ada", "Bob"))
    added = groups.add_face("staff", ada, ADA, detection_model="detection_03", user_data="left").persisted_face_id
    added_by_url = groups.add_face_from_url("staff", bob, url=f"{web}/bob.jpg").persisted_face_id

    groups.begin_train("staff").wait(timeout=10)

    assert groups.get_training_status("staff").status == FaceOperationStatus.SUCCEEDED
    face_id = get_face_id(detect(face, ADA))
    [identified] = face.identify_from_large_person_group(
        face_ids=[face_id], large_person_group_id="staff", max_num_of_candidates_returned=10, confidence_threshold=0.5
    )
    assert (identified.face_id, [(item.person_id, item.confidence) for item in identified.candidates]) == (
        face_id,
        [(ada, 1.0)],
    )
    for person_id, identical in ((ada, True), (bob, False)):
        verified = face.verify_from_large_person_group(
            face_id=face_id, large_person_group_id="staff", person_id=person_id
        )
        assert verified.is_identical is identical

    groups.update_person("staff", bob, name="Robert")
    person = groups.get_person("staff", bob)
    assert (person.name, person.user_data, person.persisted_face_ids) == ("Robert", "Bob", [added_by_url])
    assert len(groups.get_persons("staff", top=1)) == 1
    groups.update_face("staff", ada, added, user_data="right")
    assert groups.get_face("staff", ada, added).user_data == "right"
    groups.delete_face("staff", ada, added)
    groups.delete_person("staff", ada)
    assert [item.person_id for item in groups.get_persons("staff")] == [bob]
    groups.update("staff", user_data="floor 3")
    assert groups.get("staff").user_data == "floor 3"
    assert [item.large_person_group_id for item in groups.get_large_person_groups()] == ["staff"]
    groups.delete("staff")


def test_detected_faces(face: FaceClient, service: Service, web: str) -> None:
    """Detect returns landmarks and the attributes of each model, and detected faces are compared."""
    service.set_face_count(ADA, 2)

    one, two = face.detect(
        ADA,
        detection_model="detection_01",
        recognition_model="recognition_04",
        return_face_id=True,
        return_face_attributes=ALL_ATTRIBUTES,
        return_face_landmarks=True,
        return_recognition_model=True,
        face_id_time_to_live=120,
    )

    assert one.face_attributes
    assert one.face_landmarks
    assert (one.face_attributes.glasses, one.face_attributes.accessories) == (GlassesType.NO_GLASSES, [])
    assert one.face_attributes.blur
    assert one.face_attributes.blur.blur_level == BlurLevel.LOW
    assert one.face_attributes.quality_for_recognition == QualityForRecognition.HIGH
    assert one.face_landmarks.under_lip_bottom.y > one.face_landmarks.pupil_left.y
    assert one.face_rectangle.left < two.face_rectangle.left
    assert one.recognition_model == FaceRecognitionModel.RECOGNITION04
    [masked] = face.detect_from_url(
        url=f"{web}/ada.jpg",
        detection_model="detection_03",
        recognition_model="recognition_04",
        return_face_id=False,
        return_face_attributes=["headPose", "mask", "qualityForRecognition"],
    )
    assert masked.face_id is None
    assert masked.face_attributes
    assert masked.face_attributes.mask
    assert masked.face_attributes.mask.type == MaskType.NO_MASK

    first, second = get_face_id(one), get_face_id(two)
    assert not face.verify_face_to_face(face_id1=first, face_id2=second).is_identical
    grouped = face.group(face_ids=[first, second, first])
    assert (grouped.groups, grouped.messy_group) == ([[first, first]], [second])
    assert [result.face_id for result in face.find_similar(face_id=first, face_ids=[first, second])] == [first]
    service.set_face_count(ADA, 0)
    assert (
        face.detect(ADA, detection_model="detection_03", recognition_model="recognition_04", return_face_id=True) == []
    )


def test_liveness_sessions(sessions: FaceSessionClient) -> None:
    """Sessions are created, read, listed in pages, audited and deleted."""
    content = CreateLivenessSessionContent(
        liveness_operation_mode=LivenessOperationMode.PASSIVE,
        send_results_to_client=False,
        device_correlation_id_set_in_client=False,
        device_correlation_id="device",
        auth_token_time_to_live_in_seconds=60,
        enable_session_image=True,
    )
    created = [sessions.create_liveness_session(content) for _ in range(3)]
    ids = sorted(item.session_id for item in created)

    assert all(item.auth_token for item in created)
    result = sessions.get_liveness_session_result(ids[0])
    assert (result.id, result.status, result.session_expired) == (ids[0], FaceSessionStatus.NOT_STARTED, False)
    assert (result.device_correlation_id, result.auth_token_time_to_live_in_seconds) == ("device", 60)
    assert abs((datetime.now(UTC) - result.created_date_time).total_seconds()) < 60
    assert result.result is None
    assert [item.id for item in sessions.get_liveness_sessions(top=2)] == ids[:2]
    assert [item.id for item in sessions.get_liveness_sessions(start=ids[1])] == ids[2:]
    assert sessions.get_liveness_session_audit_entries(ids[0], top=5) == []
    sessions.delete_liveness_session(ids[0])
    with pytest.raises(ResourceNotFoundError, match="SessionNotFound"):
        sessions.get_liveness_session_result(ids[0])


def test_liveness_sessions_with_verify(sessions: FaceSessionClient) -> None:
    """A session with verify is created with and without an image."""
    content = CreateLivenessWithVerifySessionContent(
        liveness_operation_mode=LivenessOperationMode.PASSIVE_ACTIVE, device_correlation_id="device"
    )

    without_image = sessions.create_liveness_with_verify_session(content, verify_image=None)
    with_image = sessions.create_liveness_with_verify_session(content, verify_image=ADA)

    assert without_image.verify_image is None
    assert with_image.verify_image
    assert with_image.verify_image.face_rectangle.width == 36
    assert with_image.verify_image.quality_for_recognition == QualityForRecognition.HIGH
    ids = sorted([without_image.session_id, with_image.session_id])
    assert [item.id for item in sessions.get_liveness_with_verify_sessions()] == ids
    assert sessions.get_liveness_with_verify_session_result(ids[0]).status == FaceSessionStatus.NOT_STARTED
    assert sessions.get_liveness_with_verify_session_audit_entries(ids[0]) == []
    sessions.delete_liveness_with_verify_session(ids[0])
    assert [item.id for item in sessions.get_liveness_with_verify_sessions()] == ids[1:]


def test_failed_training_raises(manage: FaceAdministrationClient) -> None:
    """The poller of the client raises an error when a training fails."""
    manage.large_face_list.create("empty", name="Empty")

    with pytest.raises(HttpResponseError):
        manage.large_face_list.begin_train("empty").result(timeout=10)

    assert manage.large_face_list.get_training_status("empty").message


def test_poller_continues_from_a_token(manage: FaceAdministrationClient, service: Service) -> None:
    """A new poller continues from the continuation token of another."""
    lists = manage.large_face_list
    lists.create("visitors", name="Visitors")
    lists.add_face("visitors", ADA)
    token = lists.begin_train("visitors").continuation_token()

    lists.begin_train("visitors", continuation_token=token).result(timeout=10)

    assert lists.get_training_status("visitors").status == FaceOperationStatus.SUCCEEDED


def test_async_client(service: Service) -> None:
    """The async client enrolls and trains."""

    async def enroll_and_train() -> str:
        credential = AzureKeyCredential(service.key)
        transport = AsyncioRequestsTransport()
        async with AsyncAdministrationClient(service.url, credential, transport=transport) as client:
            await client.large_person_group.create("staff", name="Staff")
            person = await client.large_person_group.create_person("staff", name="Ada")
            await client.large_person_group.add_face("staff", person.person_id, ADA)
            poller = await client.large_person_group.begin_train("staff", polling_interval=0.05)
            await poller.wait()
            return (await client.large_person_group.get_training_status("staff")).status

    assert asyncio.run(enroll_and_train()) == FaceOperationStatus.SUCCEEDED


def test_errors(service: Service, manage: FaceAdministrationClient, face: FaceClient) -> None:
    """The client raises the right exception, with the code of the service, for each kind of error."""
    lists = manage.large_face_list
    lists.create("existing", name="Existing")

    with pytest.raises(ResourceNotFoundError, match="LargeFaceListNotFound"):
        lists.get("missing")
    with pytest.raises(ResourceExistsError, match="LargeFaceListExists"):
        lists.create("existing", name="Existing")
    with pytest.raises(HttpResponseError, match="BadArgument"):
        lists.create("UPPER", name="Upper")
    with pytest.raises(HttpResponseError, match="InvalidImageSize"):
        lists.add_face("existing", b"tiny")
    service.set_face_count(BOB, 0)
    with pytest.raises(HttpResponseError, match="NoFaceFound"):
        lists.add_face("existing", BOB)
    face_id = get_face_id(detect(face, ADA))
    with pytest.raises(HttpResponseError, match="LargePersonGroupNotFound"):
        face.identify_from_large_person_group(face_ids=[face_id], large_person_group_id="nowhere")
    with pytest.raises(HttpResponseError, match="LargeFaceListNotTrained"):
        face.find_similar_from_large_face_list(face_id=face_id, large_face_list_id="existing")
    unauthorized = FaceAdministrationClient(service.url, AzureKeyCredential("wrong"))
    with unauthorized, pytest.raises(ClientAuthenticationError, match="Unspecified"):
        unauthorized.large_face_list.get("existing")
