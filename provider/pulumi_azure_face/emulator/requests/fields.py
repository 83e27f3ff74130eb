"""The rules for single values, wherever they come from (face-api.md#limits-table)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from pulumi_azure_face.emulator.models.vision import Rectangle
from pulumi_azure_face.emulator.responses import errors

# face-api.md#container-recognition-model
RECOGNITION_MODELS = ("recognition_01", "recognition_02", "recognition_03", "recognition_04")
DETECTION_MODELS = ("detection_01", "detection_02", "detection_03")  # face-api.md#face-detection-model

LONGEST_NAME = 128  # face-api.md#container-name-length
LARGEST_USER_DATA = 16_384  # face-api.md#container-user-data-size
LARGEST_FACE_USER_DATA = 1_024  # face-api.md#face-user-data-size

_CONTAINER_ID = re.compile(r"[a-z0-9_-]{1,64}")  # face-api.md#container-id-rule
_TARGET_FACE = re.compile(r"[0-9]{1,9},[0-9]{1,9},[1-9][0-9]{0,8},[1-9][0-9]{0,8}")  # face-api.md#face-target-face


def is_container_id(value: str) -> bool:
    return _CONTAINER_ID.fullmatch(value) is not None


def name(value: object) -> str:
    given = text("name", value)
    if not 1 <= len(given) <= LONGEST_NAME:
        raise errors.bad_argument(f"'name' must have 1 to {LONGEST_NAME} characters.")
    return given


def user_data(value: object, largest: int = LARGEST_USER_DATA) -> str | None:
    """User data, or None where it is not given. Counted in UTF-8 bytes: the unit is not known
    (face-api.md#open-user-data-unit).
    """
    if value is None:
        return None
    given = text("userData", value)
    if len(given.encode()) > largest:
        raise errors.bad_argument(f"'userData' must not be longer than {largest} bytes.")
    return given


def recognition_model(value: object) -> str:
    return _one_of("recognitionModel", value, RECOGNITION_MODELS)


def detection_model(value: object) -> str:
    return _one_of("detectionModel", value, DETECTION_MODELS)


def target_face(value: str | None) -> Rectangle | None:
    """`left,top,width,height`: four whole numbers, of which the last two make a rectangle."""
    if value is None:
        return None
    if not _TARGET_FACE.fullmatch(value):
        raise errors.bad_argument("Invalid argument targetFace: it must be left,top,width,height in pixels.")
    return Rectangle(*map(int, value.split(",")))


def whole_number(field: str, value: object, least: int, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise errors.bad_argument(f"The argument {field} is not valid. The valid range is {least} to {most}.")
    return value


def confidence(field: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise errors.bad_argument(f"The argument {field} is not valid. The valid range is 0 to 1.")
    return value


def uuid(what: str, value: object) -> str:
    """An id as the service makes them."""
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError as malformed:
        raise errors.bad_argument(f"{what} is invalid.") from malformed


def text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise errors.bad_argument(f"'{field}' must be a string.")
    try:
        value.encode()
    except UnicodeEncodeError as half_a_character:
        raise errors.bad_argument(f"'{field}' is not valid Unicode.") from half_a_character
    return value


def _one_of(field: str, value: object, choices: Sequence[str]) -> str:
    """A model; the service's default is always the oldest (face-api.md#container-recognition-model-default and
    face-api.md#face-detection-model-default).
    """
    if value is None:
        return choices[0]
    if value not in choices:
        raise errors.bad_argument(f"'{field}' is invalid. Valid values are {', '.join(choices)}.")
    return str(value)
