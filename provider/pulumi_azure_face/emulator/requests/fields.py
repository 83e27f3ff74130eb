"""Parsers of single values from query parameters and bodies, with their limits (face-api.md#limits-table)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.vision import Rectangle

# face-api.md#container-recognition-model
RECOGNITION_MODELS = ("recognition_01", "recognition_02", "recognition_03", "recognition_04")
DETECTION_MODELS = ("detection_01", "detection_02", "detection_03")  # face-api.md#face-detection-model

MAX_NAME_LENGTH = 128  # face-api.md#container-name-length
MAX_USER_DATA_SIZE = 16_384  # face-api.md#container-user-data-size
MAX_FACE_USER_DATA_SIZE = 1_024  # face-api.md#face-user-data-size

_CONTAINER_ID = re.compile(r"[a-z0-9_-]{1,64}")  # face-api.md#container-id-rule
_TARGET_FACE = re.compile(r"[0-9]{1,9},[0-9]{1,9},[1-9][0-9]{0,8},[1-9][0-9]{0,8}")  # face-api.md#face-target-face


def is_container_id(value: str) -> bool:
    return _CONTAINER_ID.fullmatch(value) is not None


def parse_name(value: object) -> str:
    name = parse_text("name", value)
    if not 1 <= len(name) <= MAX_NAME_LENGTH:
        raise errors.bad_argument(f"'name' must have 1 to {MAX_NAME_LENGTH} characters.")
    return name


def parse_user_data(value: object, max_size: int = MAX_USER_DATA_SIZE) -> str | None:
    """Parse user data.

    Its size is measured in UTF-8 bytes. The unit of the service is unknown (face-api.md#open-user-data-unit).
    """
    if value is None:
        return None
    user_data = parse_text("userData", value)
    if len(user_data.encode()) > max_size:
        raise errors.bad_argument(f"'userData' must not be longer than {max_size} bytes.")
    return user_data


def parse_recognition_model(value: object) -> str:
    return _parse_model("recognitionModel", value, RECOGNITION_MODELS)


def parse_detection_model(value: object) -> str:
    return _parse_model("detectionModel", value, DETECTION_MODELS)


def parse_target_face(value: str | None) -> Rectangle | None:
    """Parse `left,top,width,height`: four whole numbers, of which width and height are not 0."""
    if value is None:
        return None
    if not _TARGET_FACE.fullmatch(value):
        raise errors.bad_argument("Invalid argument targetFace: it must be left,top,width,height in pixels.")
    return Rectangle(*map(int, value.split(",")))


def parse_whole_number(field: str, value: object, minimum: int, maximum: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
        raise errors.bad_argument(f"The argument {field} is not valid. The valid range is {minimum} to {maximum}.")
    return value


def parse_confidence(field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise errors.bad_argument(f"The argument {field} is not valid. The valid range is 0 to 1.")
    return value


def parse_uuid(noun: str, value: object) -> str:
    """Parse an id that the service generated."""
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError as malformed:
        raise errors.bad_argument(f"{noun} is invalid.") from malformed


def parse_text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise errors.bad_argument(f"'{field}' must be a string.")
    try:
        value.encode()
    except UnicodeEncodeError as lone_surrogate:
        raise errors.bad_argument(f"'{field}' is not valid Unicode.") from lone_surrogate
    return value


def _parse_model(field: str, value: object, choices: Sequence[str]) -> str:
    """Parse a model. The default is always the oldest.

    See face-api.md#container-recognition-model-default and face-api.md#face-detection-model-default.
    """
    if value is None:
        return choices[0]
    if value not in choices:
        raise errors.bad_argument(f"'{field}' is invalid. Valid values are {', '.join(choices)}.")
    return str(value)
