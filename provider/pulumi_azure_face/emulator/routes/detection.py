"""Detect: the faces in an image, each with an id by which it can be asked about for a while
(face-api.md#request-image-media-type and face-api.md#detect-face-id-lifetime).

An image without a face is no error here but an empty list. Left out: an image that a liveness session has kept, for no
session of the emulator ever gets one (`liveness`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator import service
from pulumi_azure_face.emulator.models.detected_faces import DetectedFaces
from pulumi_azure_face.emulator.models.vision import Face
from pulumi_azure_face.emulator.requests import bodies, fields, parameters
from pulumi_azure_face.emulator.requests.images import Image
from pulumi_azure_face.emulator.responses import attributes, errors, replies

QUERY = (
    "returnFaceId",
    "returnFaceLandmarks",
    "returnFaceAttributes",
    "returnRecognitionModel",
    "recognitionModel",
    "detectionModel",
    "faceIdTimeToLive",
)

# face-api.md#detect-face-id-lifetime
_DEFAULT_SECONDS = 86_400
_LEAST_SECONDS, _MOST_SECONDS = 60, 86_400


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a caller wants to know of each face."""

    face_id: bool
    landmarks: bool
    attributes: Sequence[str]
    model: bool
    recognition_model: str
    seconds: int


async def detect(version: str, request: Request) -> Response:
    """Faces are ranked by size; these are all of one size, and so in the order of reading."""
    wanted, emulated = _wanted(version, request), service.service_of(request)
    image = await _image(request)
    return replies.payload(
        [_shown(face, wanted, emulated.account.detected) for face in emulated.vision.faces_in(image)]
    )


async def _image(request: Request) -> Image:
    if bodies.media_type(request) == bodies.JSON:
        body = await bodies.json_object(request, "url", "sessionImageId")
        if "sessionImageId" in body:
            raise errors.not_implemented("POST /detect with sessionImageId")
    return await bodies.image(request)


def _wanted(version: str, request: Request) -> Wanted:
    query = request.query_params
    detection_model = fields.detection_model(query.get("detectionModel"))
    recognition_model = fields.recognition_model(query.get("recognitionModel"))
    landmarks = parameters.flag(request, "returnFaceLandmarks")
    if landmarks and detection_model == "detection_02":
        raise errors.bad_argument("'returnLandmarks' is not supported by detection_02.")
    asked = query.get("returnFaceAttributes", "")
    return Wanted(
        face_id=parameters.flag(request, "returnFaceId", default=True),
        landmarks=landmarks,
        attributes=attributes.asked(asked, version, detection_model, recognition_model),
        model=parameters.flag(request, "returnRecognitionModel"),
        recognition_model=recognition_model,
        seconds=parameters.number(request, "faceIdTimeToLive", _LEAST_SECONDS, _MOST_SECONDS, _DEFAULT_SECONDS),
    )


def _shown(face: Face, wanted: Wanted, detected: DetectedFaces) -> dict[str, Any]:
    """A face as it is told of. Without an id the model means nothing, and is left out with it."""
    with_id = wanted.face_id
    return {
        **replies.given(
            faceId=detected.add(face.features, wanted.recognition_model, wanted.seconds) if with_id else None,
            recognitionModel=wanted.recognition_model if with_id and wanted.model else None,
        ),
        "faceRectangle": face.rectangle.shown(),
        **replies.given(
            faceLandmarks=attributes.landmarks(face.rectangle) if wanted.landmarks else None,
            faceAttributes=attributes.of_a_face(wanted.attributes) if wanted.attributes else None,
        ),
    }
