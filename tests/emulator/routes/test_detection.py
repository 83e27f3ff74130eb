"""Detect: ids, rectangles, landmarks and attributes of faces, and the lifetime of the ids.

See face-api.md#request-image-media-type, face-api.md#identify-face-missing and face-api.md#detect-face-id-lifetime.
"""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from pictures import picture

from ..conftest import ManualClock
from ..documented_calls import LARGE_FACE_LIST, VERSIONS, add_face, create_container, detect, detect_face_id, get_error

every_version = pytest.mark.parametrize("version", VERSIONS)
ALL_ATTRIBUTES = (
    "headPose,glasses,occlusion,accessories,blur,exposure,noise,qualityForRecognition,age,smile,facialHair,hair"
)
V1_0_ATTRIBUTES = "gender,emotion,makeup"


def detect_in(face: httpx.Client, version: str, **query: str) -> httpx.Response:
    return face.post(
        f"http://emulator.test/face/{version}/detect",
        content=picture(),
        headers={"Content-Type": "application/octet-stream"},
        params=query,
    )


@every_version
def test_detect_returns_id_and_rectangle(face: httpx.Client, version: str) -> None:
    """By default detect returns a rectangle and a new id for each face."""
    [result], [again] = detect_in(face, version).json(), detect_in(face, version).json()

    assert list(result) == ["faceId", "faceRectangle"]
    assert str(UUID(result["faceId"])) == result["faceId"]
    assert result["faceRectangle"] == again["faceRectangle"] == {"top": 6, "left": 6, "width": 36, "height": 36}
    assert result["faceId"] != again["faceId"]


def test_model_is_omitted_without_id(face: httpx.Client) -> None:
    """Without an id only the rectangle is returned, even if the model is requested."""
    [result] = detect(face, returnFaceId="false", returnRecognitionModel="true").json()

    assert list(result) == ["faceRectangle"]


def test_model_is_returned_on_request(face: httpx.Client) -> None:
    """The recognition model is returned on request: the given one, or the oldest."""
    for query, model in (({}, "recognition_01"), ({"recognitionModel": "recognition_04"}, "recognition_04")):
        [result] = detect(face, returnRecognitionModel="true", **query).json()
        assert result["recognitionModel"] == model


def test_landmarks_are_inside_the_rectangle(face: httpx.Client) -> None:
    """All 27 landmarks are inside the rectangle of the face."""
    [result] = detect(face, returnFaceLandmarks="TRUE").json()

    rectangle = result["faceRectangle"]
    assert len(result["faceLandmarks"]) == 27
    for point in result["faceLandmarks"].values():
        assert rectangle["left"] < point["x"] < rectangle["left"] + rectangle["width"]
        assert rectangle["top"] < point["y"] < rectangle["top"] + rectangle["height"]


@pytest.mark.parametrize(
    ("version", "attributes", "models"),
    [
        *((version, ALL_ATTRIBUTES, ("detection_01", "recognition_04")) for version in VERSIONS),
        ("v1.0", V1_0_ATTRIBUTES, ("detection_01", "recognition_01")),
        ("v1.2", "headPose,mask,qualityForRecognition,blur", ("detection_03", "recognition_03")),
    ],
)
def test_only_requested_attributes_are_returned(
    face: httpx.Client, version: str, attributes: str, models: tuple[str, str]
) -> None:
    """Detect returns the requested attributes and no others."""
    reply = detect_in(
        face, version, returnFaceAttributes=attributes, detectionModel=models[0], recognitionModel=models[1]
    )

    assert list(reply.json()[0]["faceAttributes"]) == attributes.split(",")


def test_empty_attribute_list_returns_none(face: httpx.Client) -> None:
    """An empty list of attributes, which some clients send, returns no attributes."""
    assert "faceAttributes" not in detect(face, returnFaceAttributes="").json()[0]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"returnFaceAttributes": "beauty"}, id="unknown attribute"),
        pytest.param({"returnFaceAttributes": "headPose,"[::-1] + "beauty"}, id="unknown attribute among others"),
        pytest.param({"returnFaceAttributes": "mask"}, id="attribute of another detection model"),
        pytest.param(
            {"returnFaceAttributes": "glasses", "detectionModel": "detection_03"}, id="glasses with detection_03"
        ),
        pytest.param(
            {"returnFaceAttributes": "headPose", "detectionModel": "detection_02"}, id="attributes with detection_02"
        ),
        pytest.param(
            {"returnFaceLandmarks": "true", "detectionModel": "detection_02"}, id="landmarks with detection_02"
        ),
        pytest.param({"returnFaceAttributes": "qualityForRecognition"}, id="quality with an old recognition model"),
        pytest.param({"recognitionModel": "recognition_05"}, id="unknown recognition model"),
        pytest.param({"detectionModel": "detection_00"}, id="unknown detection model"),
        pytest.param({"returnFaceId": "yes"}, id="not a boolean"),
        pytest.param({"faceIdTimeToLive": "59"}, id="lifetime too short"),
        pytest.param({"faceIdTimeToLive": "86401"}, id="lifetime too long"),
        pytest.param({"faceIdTimeToLive": "long"}, id="lifetime not a number"),
        pytest.param({"faces": "1"}, id="unknown parameter"),
    ],
)
def test_invalid_parameter_is_rejected(face: httpx.Client, query: dict[str, str]) -> None:
    """An unknown, invalid or unsupported parameter is 400 `BadArgument`."""
    assert get_error(detect(face, **query)) == (400, "BadArgument")


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_retired_attribute_is_rejected_after_v1_0(face: httpx.Client, version: str) -> None:
    """An attribute that the service retired is 403 in every version after v1.0."""
    assert get_error(detect_in(face, version, returnFaceAttributes="gender")) == (403, "UnsupportedFeature")


def test_detect_by_url_finds_the_same_face(face: httpx.Client, photo_server: str) -> None:
    """An image by URL is the same face as the image by its bytes."""
    [result] = face.post("/detect", json={"url": f"{photo_server}/photo"}).json()

    other = detect_face_id(face, picture(format="png"))
    reply = face.post("/verify", json={"faceId1": result["faceId"], "faceId2": other})
    assert reply.json() == {"isIdentical": True, "confidence": 1.0}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param({"url": "{photo_server}/text"}, (400, "InvalidImage"), id="not an image"),
        pytest.param({"url": "{photo_server}/missing"}, (400, "InvalidURL"), id="missing"),
        pytest.param({"url": "http://192.0.2.1/photo"}, (400, "InvalidURL"), id="another host"),
        pytest.param({}, (400, "BadArgument"), id="empty body"),
        pytest.param({"sessionImageId": "7"}, (501, "NotImplemented"), id="session image"),
    ],
)
def test_invalid_url_is_rejected(
    face: httpx.Client, photo_server: str, body: dict[str, str], error: tuple[int, str]
) -> None:
    """A URL without an image, or outside this machine, is rejected."""
    reply = face.post("/detect", json={name: value.format(photo_server=photo_server) for name, value in body.items()})

    assert get_error(reply) == error


def test_other_media_type_is_rejected(face: httpx.Client) -> None:
    """A body that is not an image and not JSON is 415."""
    reply = face.post("/detect", content=picture(), headers={"Content-Type": "image/jpeg"})

    assert get_error(reply) == (415, "BadArgument")


@pytest.mark.parametrize(
    ("query", "seconds"), [({}, 86_400), ({"faceIdTimeToLive": "60"}, 60)], ids=["default", "60 s"]
)
def test_face_id_expires(face: httpx.Client, clock: ManualClock, query: dict[str, str], seconds: int) -> None:
    """A face id expires after the given lifetime, by default after a day, exactly to the second."""
    face_id = detect_face_id(face, **query)
    clock.advance(seconds - 0.001)
    assert face.post("/verify", json={"faceId1": face_id, "faceId2": face_id}).status_code == 200

    clock.advance(0.001)

    assert get_error(face.post("/verify", json={"faceId1": face_id, "faceId2": face_id})) == (404, "FaceNotFound")


def test_detect_adds_no_face_to_a_container(face: httpx.Client) -> None:
    """Detect does not change any container."""
    item = create_container(face, LARGE_FACE_LIST)
    detect_face_id(face)

    assert face.get(f"{item}/persistedfaces").json() == []
    assert add_face(face, item).status_code == 200
