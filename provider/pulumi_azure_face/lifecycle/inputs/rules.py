"""Types of single inputs. Each rejects an invalid value with the rule and the value: `must be a string, got int`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator

from pulumi_azure_face.client.accounts import endpoint
from pulumi_azure_face.client.accounts.configuration import is_endpoint
from pulumi_azure_face.client.kinds import KINDS

# The unit of the limits is not documented (face-api.md#open-user-data-unit). Bytes are the stricter reading.
USER_DATA_BYTES = 16_384  # face-api.md#container-user-data-size
FACE_USER_DATA_BYTES = 1_024  # face-api.md#face-user-data-size
NAME_CHARACTERS = 128  # face-api.md#container-name-length
RECOGNITION_MODELS = ("recognition_01", "recognition_02", "recognition_03", "recognition_04")
DETECTION_MODELS = ("detection_01", "detection_02", "detection_03")
ADOPTIONS = ("identical", "never", "always")
BAD_IMAGE_ACTIONS = ("fail", "skip")
MAX_TIMEOUT = 7 * 24 * 3600.0  # seconds


def check_string(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be a string, got {type(value).__name__}")
    return value


def check_list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError(f"must be a list, got {type(value).__name__}")
    return value


def check_name(value: str) -> str:
    if not 1 <= len(value) <= NAME_CHARACTERS:
        raise ValueError(f"must have 1 to {NAME_CHARACTERS} characters, got {len(value) or 'an empty string'}")
    return value


def check_container_id(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,64}", value):  # face-api.md#container-id-rule
        raise ValueError(f"must have 1 to 64 characters from a-z, 0-9, - and _, got {shorten_value(value)}")
    return value


def max_bytes(limit: int) -> AfterValidator:
    """Limit the size of a string. An empty string becomes None."""

    def rule(value: str) -> str | None:
        size = len(value.encode())
        if size > limit:
            raise ValueError(f"must have at most {limit} bytes ({limit // 1024} KB), got {size}")
        return value or None

    return AfterValidator(rule)


def check_url(value: str) -> str:
    """Check a URL. The error never contains it, because a URL can include a signature that grants access."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a URL that starts with http:// or https://")
    return value


def check_rectangle(value: object) -> list[int]:
    edges = [edge for edge in value if type(edge) is int] if isinstance(value, list) else []
    if value != edges or len(edges) != 4 or min(edges[:2]) < 0 or min(edges[2:]) < 1:
        rule = "must be [left, top, width, height] in whole pixels, with a width and height of at least 1"
        raise ValueError(f"{rule}, got {shorten_value(value)}")
    return edges


def check_source(value: str) -> str:
    if not value:
        # `Path("")` would be the working directory.
        raise ValueError("must be the path of a folder or a manifest, got an empty string")
    return value


def check_account(value: str) -> str:
    """Check the name of a configured account, or the endpoint of an account that the program creates."""
    if not value:
        raise ValueError("must be the name of an account or an `Account`, got an empty string")
    if not is_endpoint(value):
        return value
    try:
        return endpoint.normalize(value)
    except ValueError as error:
        raise ValueError(f"endpoint {error}") from None


def one_of(allowed: Iterable[str]) -> AfterValidator:
    choices = tuple(allowed)

    def rule(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}, got {shorten_value(value)}")
        return value

    return AfterValidator(rule)


def check_seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= MAX_TIMEOUT:
        raise ValueError(
            f"must be a number of seconds above 0 and at most {MAX_TIMEOUT:.0f}, got {shorten_value(value)}"
        )
    return float(value)


def check_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be True or False, got {shorten_value(value)}")
    return value


def shorten_value(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 70 else f"{text[:60]}... ({len(text) - 2} characters)"


Text = Annotated[str, BeforeValidator(check_string)]
TextList = Annotated[list[Text], BeforeValidator(check_list)]
Name = Annotated[Text, AfterValidator(check_name)]
ContainerId = Annotated[Text, AfterValidator(check_container_id)]
UserData = Annotated[Text, max_bytes(USER_DATA_BYTES)]
AccountRef = Annotated[Text, AfterValidator(check_account)]
SourcePath = Annotated[Text, AfterValidator(check_source)]
FaceUserData = Annotated[Text, max_bytes(FACE_USER_DATA_BYTES)]
Url = Annotated[Text, AfterValidator(check_url)]
Rectangle = Annotated[list[int], BeforeValidator(check_rectangle)]
DetectionModel = Annotated[Text, one_of(DETECTION_MODELS)]
RecognitionModel = Annotated[Text, one_of(RECOGNITION_MODELS)]
Adoption = Annotated[Text, one_of(ADOPTIONS)]
OnBadImage = Annotated[Text, one_of(BAD_IMAGE_ACTIONS)]
KindName = Annotated[Text, one_of(KINDS)]
Seconds = Annotated[float, BeforeValidator(check_seconds)]
Flag = Annotated[bool, BeforeValidator(check_flag)]
