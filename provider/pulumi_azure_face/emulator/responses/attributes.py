"""The landmarks and attributes of detected faces.

They are the same for every face, because the emulator does not read pixels (`models/vision.py`): an upright,
well-lit face without accessories that faces the camera. They test how an application reads attributes, not how
it uses them. The attributes of each model are those in the official clients (azure-cognitiveservices-vision-face 0.6.1,
azure-ai-vision-face 1.0.0b2); docs/face-api.md does not describe them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.vision import Rectangle

_ATTRIBUTES: dict[str, Any] = {
    "headPose": {"pitch": 0.0, "roll": 0.0, "yaw": 0.0},
    "glasses": "noGlasses",
    "occlusion": {"foreheadOccluded": False, "eyeOccluded": False, "mouthOccluded": False},
    "accessories": [],
    "blur": {"blurLevel": "low", "value": 0.0},
    "exposure": {"exposureLevel": "goodExposure", "value": 0.5},
    "noise": {"noiseLevel": "low", "value": 0.0},
    "mask": {"type": "noMask", "noseAndMouthCovered": False},
    "qualityForRecognition": "high",
    "age": 40.0,
    "smile": 0.0,
    "facialHair": {"moustache": 0.0, "beard": 0.0, "sideburns": 0.0},
    "hair": {"bald": 0.0, "invisible": False, "hairColor": [{"color": "other", "confidence": 1.0}]},
    "makeup": {"eyeMakeup": False, "lipMakeup": False},
    "gender": "female",
    "emotion": {
        "anger": 0.0,
        "contempt": 0.0,
        "disgust": 0.0,
        "fear": 0.0,
        "happiness": 0.0,
        "neutral": 1.0,
        "sadness": 0.0,
        "surprise": 0.0,
    },
}
_RETIRED = {"makeup", "gender", "emotion"}
"""Attributes that only the clients of v1.0 have. Later versions reject them."""

_UNSUPPORTED_BY_DETECTION_MODEL = {
    "detection_01": {"mask"},
    "detection_03": set(_ATTRIBUTES) - {"headPose", "blur", "mask", "qualityForRecognition"},
}
_UNSUPPORTED_BY_RECOGNITION_MODEL = {
    "recognition_01": {"qualityForRecognition"},
    "recognition_02": {"qualityForRecognition"},
}

_LANDMARKS = {
    "pupilLeft": (0.30, 0.38),
    "pupilRight": (0.70, 0.38),
    "noseTip": (0.50, 0.60),
    "mouthLeft": (0.34, 0.76),
    "mouthRight": (0.66, 0.76),
    "eyebrowLeftOuter": (0.16, 0.29),
    "eyebrowLeftInner": (0.42, 0.28),
    "eyeLeftOuter": (0.23, 0.39),
    "eyeLeftTop": (0.30, 0.36),
    "eyeLeftBottom": (0.30, 0.41),
    "eyeLeftInner": (0.37, 0.39),
    "eyebrowRightInner": (0.58, 0.28),
    "eyebrowRightOuter": (0.84, 0.29),
    "eyeRightInner": (0.63, 0.39),
    "eyeRightTop": (0.70, 0.36),
    "eyeRightBottom": (0.70, 0.41),
    "eyeRightOuter": (0.77, 0.39),
    "noseRootLeft": (0.45, 0.40),
    "noseRootRight": (0.55, 0.40),
    "noseLeftAlarTop": (0.42, 0.54),
    "noseRightAlarTop": (0.58, 0.54),
    "noseLeftAlarOutTip": (0.39, 0.60),
    "noseRightAlarOutTip": (0.61, 0.60),
    "upperLipTop": (0.50, 0.72),
    "upperLipBottom": (0.50, 0.75),
    "underLipTop": (0.50, 0.77),
    "underLipBottom": (0.50, 0.81),
}
"""All 27 landmarks, as fractions of the width and height of the face."""


def parse_names(text: str, version: str, detection_model: str, recognition_model: str) -> Sequence[str]:
    """Parse a comma-separated list of attributes.

    Raises:
        errors.ServiceError: The version or the models do not have an attribute.
    """
    names = [name for name in text.split(",") if name]
    if names and detection_model == "detection_02":
        raise errors.bad_argument("'returnFaceAttributes' is not supported by detection_02.")
    for name in names:
        if name in _RETIRED and version != "v1.0":
            raise errors.unsupported_feature(f"The attribute '{name}' is retired.")
        is_unsupported = name not in _ATTRIBUTES or name in _UNSUPPORTED_BY_DETECTION_MODEL.get(detection_model, ())
        if is_unsupported or name in _UNSUPPORTED_BY_RECOGNITION_MODEL.get(recognition_model, ()):
            raise errors.bad_argument("Invalid argument returnFaceAttributes.")
    return names


def build_attributes(names: Sequence[str]) -> dict[str, Any]:
    return {name: _ATTRIBUTES[name] for name in names}


def build_landmarks(face: Rectangle) -> dict[str, dict[str, float]]:
    return {
        name: {"x": round(face.left + x * face.width, 1), "y": round(face.top + y * face.height, 1)}
        for name, (x, y) in _LANDMARKS.items()
    }
