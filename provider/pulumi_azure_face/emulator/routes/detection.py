"""Detect: the faces in an image, each with an id for the recognition calls.

See face-api.md#request-image-media-type and face-api.md#detect-face-id-lifetime.

An image without a face is not an error here: the result is an empty list. Detection in the image of a liveness session
is not implemented, because the sessions of the emulator never have one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.detected_faces import DetectedFaces
from pulumi_azure_face.emulator.models.vision import Face, Image
from pulumi_azure_face.emulator.requests import bodies, fields, parameters
from pulumi_azure_face.emulator.responses import attributes, replies
from pulumi_azure_face.emulator.service import get_service

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
_MIN_SECONDS, _MAX_SECONDS = 60, 86_400


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options of a detect call.

    face_id, landmarks, model: Whether each face is returned with its id, its landmarks and its recognition model.
    attributes: The names of the attributes that are returned.
    seconds: The lifetime of the face ids.
    """

    face_id: bool
    landmarks: bool
    attributes: Sequence[str]
    model: bool
    recognition_model: str
    seconds: int


async def detect(version: str, request: Request) -> Response:
    """Detect faces.

    The service orders them by size. Here all have the same size, and the order is from left to right and top to bottom.
    """
    options, service = _parse_options(version, request), get_service(request)
    image = await _read_image(request)
    return replies.json_reply(
        [_to_json(face, options, service.account.detected) for face in service.vision.find_faces(image)]
    )


async def _read_image(request: Request) -> Image:
    if bodies.get_media_type(request) == bodies.JSON:
        body = await bodies.read_object(request, "url", "sessionImageId")
        if "sessionImageId" in body:
            raise errors.not_implemented("POST /detect with sessionImageId")
    return await bodies.read_image(request)


def _parse_options(version: str, request: Request) -> Options:
    query = request.query_params
    detection_model = fields.parse_detection_model(query.get("detectionModel"))
    recognition_model = fields.parse_recognition_model(query.get("recognitionModel"))
    landmarks = parameters.parse_flag(request, "returnFaceLandmarks")
    if landmarks and detection_model == "detection_02":
        raise errors.bad_argument("'returnLandmarks' is not supported by detection_02.")
    attribute_names = query.get("returnFaceAttributes", "")
    return Options(
        face_id=parameters.parse_flag(request, "returnFaceId", default=True),
        landmarks=landmarks,
        attributes=attributes.parse_names(attribute_names, version, detection_model, recognition_model),
        model=parameters.parse_flag(request, "returnRecognitionModel"),
        recognition_model=recognition_model,
        seconds=parameters.parse_number(request, "faceIdTimeToLive", _MIN_SECONDS, _MAX_SECONDS, _DEFAULT_SECONDS),
    )


def _to_json(face: Face, options: Options, detected: DetectedFaces) -> dict[str, Any]:
    """Build the JSON of a face. Without an id the model is omitted too."""
    return {
        **replies.drop_nulls(
            faceId=detected.add(face.features, options.recognition_model, options.seconds) if options.face_id else None,
            recognitionModel=options.recognition_model if options.face_id and options.model else None,
        ),
        "faceRectangle": face.rectangle.to_json(),
        **replies.drop_nulls(
            faceLandmarks=attributes.build_landmarks(face.rectangle) if options.landmarks else None,
            faceAttributes=attributes.build_attributes(options.attributes) if options.attributes else None,
        ),
    }
