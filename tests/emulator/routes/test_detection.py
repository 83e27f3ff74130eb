"""Detect: what it tells of the faces in an image, and for how long their ids are good
(face-api.md#request-image-media-type, face-api.md#identify-face-missing, face-api.md#detect-face-id-lifetime).
"""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from pictures import picture

from ..conftest import TurnedClock
from ..documented_calls import LARGE_FACE_LIST, VERSIONS, add, created, detect, detected, error_of

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
def test_a_face_is_detected(face: httpx.Client, version: str) -> None:
    """By default detect tells where the face is and gives it an id of its own."""
    [found], [again] = detect_in(face, version).json(), detect_in(face, version).json()

    assert list(found) == ["faceId", "faceRectangle"]
    assert str(UUID(found["faceId"])) == found["faceId"]
    assert found["faceRectangle"] == again["faceRectangle"] == {"top": 6, "left": 6, "width": 36, "height": 36}
    assert found["faceId"] != again["faceId"]


def test_without_an_id(face: httpx.Client) -> None:
    """A face without an id is only a place; its model goes with the id."""
    [found] = detect(face, returnFaceId="false", returnRecognitionModel="true").json()

    assert list(found) == ["faceRectangle"]


def test_the_model_that_was_used(face: httpx.Client) -> None:
    """The recognition model is told on request: the oldest, or the one that was named."""
    for query, told in (({}, "recognition_01"), ({"recognitionModel": "recognition_04"}, "recognition_04")):
        [found] = detect(face, returnRecognitionModel="true", **query).json()
        assert found["recognitionModel"] == told


def test_landmarks(face: httpx.Client) -> None:
    """All 27 points of a face lie inside it."""
    [found] = detect(face, returnFaceLandmarks="TRUE").json()

    inside = found["faceRectangle"]
    assert len(found["faceLandmarks"]) == 27
    for point in found["faceLandmarks"].values():
        assert inside["left"] < point["x"] < inside["left"] + inside["width"]
        assert inside["top"] < point["y"] < inside["top"] + inside["height"]


@pytest.mark.parametrize(
    ("version", "asked", "models"),
    [
        *((version, ALL_ATTRIBUTES, ("detection_01", "recognition_04")) for version in VERSIONS),
        ("v1.0", V1_0_ATTRIBUTES, ("detection_01", "recognition_01")),
        ("v1.2", "headPose,mask,qualityForRecognition,blur", ("detection_03", "recognition_03")),
    ],
)
def test_attributes(face: httpx.Client, version: str, asked: str, models: tuple[str, str]) -> None:
    """The attributes that are asked for come, and no others."""
    reply = detect_in(face, version, returnFaceAttributes=asked, detectionModel=models[0], recognitionModel=models[1])

    assert list(reply.json()[0]["faceAttributes"]) == asked.split(",")


def test_no_attributes(face: httpx.Client) -> None:
    """An empty list of attributes, as some clients send it, asks for none."""
    assert "faceAttributes" not in detect(face, returnFaceAttributes="").json()[0]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"returnFaceAttributes": "beauty"}, id="unknown attribute"),
        pytest.param({"returnFaceAttributes": "headPose,"[::-1] + "beauty"}, id="unknown among others"),
        pytest.param({"returnFaceAttributes": "mask"}, id="attribute of another detection model"),
        pytest.param({"returnFaceAttributes": "glasses", "detectionModel": "detection_03"}, id="glasses by 03"),
        pytest.param({"returnFaceAttributes": "headPose", "detectionModel": "detection_02"}, id="attributes by 02"),
        pytest.param({"returnFaceLandmarks": "true", "detectionModel": "detection_02"}, id="landmarks by 02"),
        pytest.param({"returnFaceAttributes": "qualityForRecognition"}, id="quality for an old model"),
        pytest.param({"recognitionModel": "recognition_05"}, id="unknown recognition model"),
        pytest.param({"detectionModel": "detection_00"}, id="unknown detection model"),
        pytest.param({"returnFaceId": "yes"}, id="no truth value"),
        pytest.param({"faceIdTimeToLive": "59"}, id="too short a life"),
        pytest.param({"faceIdTimeToLive": "86401"}, id="too long a life"),
        pytest.param({"faceIdTimeToLive": "long"}, id="no number"),
        pytest.param({"faces": "1"}, id="unknown parameter"),
    ],
)
def test_the_parameters_that_are_refused(face: httpx.Client, query: dict[str, str]) -> None:
    """A parameter that is unknown or asks for what cannot be had is 400 `BadArgument`."""
    assert error_of(detect(face, **query)) == (400, "BadArgument")


@pytest.mark.parametrize("version", VERSIONS[1:])
def test_retired_attributes(face: httpx.Client, version: str) -> None:
    """What the service has taken back is 403 in every version whose clients no longer know it."""
    assert error_of(detect_in(face, version, returnFaceAttributes="gender")) == (403, "UnsupportedFeature")


def test_detect_by_url(face: httpx.Client, pictures: str) -> None:
    """An image is detected by its URL as well, and is the same face as by its bytes."""
    [found] = face.post("/detect", json={"url": f"{pictures}/photo"}).json()

    other = detected(face, picture(format="png"))
    reply = face.post("/verify", json={"faceId1": found["faceId"], "faceId2": other})
    assert reply.json() == {"isIdentical": True, "confidence": 1.0}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        pytest.param({"url": "{pictures}/text"}, (400, "InvalidImage"), id="no image"),
        pytest.param({"url": "{pictures}/missing"}, (400, "InvalidURL"), id="not there"),
        pytest.param({"url": "http://192.0.2.1/photo"}, (400, "InvalidURL"), id="another machine"),
        pytest.param({}, (400, "BadArgument"), id="nothing"),
        pytest.param({"sessionImageId": "7"}, (501, "NotImplemented"), id="image of a session"),
    ],
)
def test_the_urls_that_are_refused(
    face: httpx.Client, pictures: str, body: dict[str, str], error: tuple[int, str]
) -> None:
    """What a URL does not lead to, detect does not see."""
    reply = face.post("/detect", json={name: value.format(pictures=pictures) for name, value in body.items()})

    assert error_of(reply) == error


def test_another_media_type(face: httpx.Client) -> None:
    """Detect takes an image or a URL, and nothing else."""
    reply = face.post("/detect", content=picture(), headers={"Content-Type": "image/jpeg"})

    assert error_of(reply) == (415, "BadArgument")


@pytest.mark.parametrize(
    ("query", "seconds"), [({}, 86_400), ({"faceIdTimeToLive": "60"}, 60)], ids=["default", "60 s"]
)
def test_an_id_expires(face: httpx.Client, clock: TurnedClock, query: dict[str, str], seconds: int) -> None:
    """A face id is good for as long as was asked, a day by default, and to the second."""
    face_id = detected(face, **query)
    clock.advance(seconds - 0.001)
    assert face.post("/verify", json={"faceId1": face_id, "faceId2": face_id}).status_code == 200

    clock.advance(0.001)

    assert error_of(face.post("/verify", json={"faceId1": face_id, "faceId2": face_id})) == (404, "FaceNotFound")


def test_a_detected_face_is_not_an_enrolled_one(face: httpx.Client) -> None:
    """Detect adds nothing to any container."""
    item = created(face, LARGE_FACE_LIST)
    detected(face)

    assert face.get(f"{item}/persistedfaces").json() == []
    assert add(face, item).status_code == 200
