"""The rules of single inputs, as types: each refuses with one line that says the rule and what the value is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    field_validator,
)

from pulumi_azure_face.client.accounts import endpoint
from pulumi_azure_face.client.accounts.configuration import names_endpoint
from pulumi_azure_face.client.kinds import KINDS

from .values import Props, is_unknown, present

# The unit is unknown (face-api.md#open-user-data-unit), so the one that refuses earlier.
USER_DATA_BYTES = 16_384  # face-api.md#container-user-data-size
FACE_USER_DATA_BYTES = 1_024  # face-api.md#face-user-data-size
NAME_CHARACTERS = 128  # face-api.md#container-name-length
RECOGNITION_MODELS = ("recognition_01", "recognition_02", "recognition_03", "recognition_04")
DETECTION_MODELS = ("detection_01", "detection_02", "detection_03")
ADOPTIONS = ("identical", "never", "always")
LONGEST_WAIT = 7 * 24 * 3600.0  # seconds


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text; it is of type {type(value).__name__}")
    return value


def listing(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"must be a list; it is of type {type(value).__name__}")
    return value


def name_rule(value: str) -> str:
    if not value:
        raise ValueError(f"must be 1 to {NAME_CHARACTERS} characters; it is empty")
    if len(value) > NAME_CHARACTERS:
        raise ValueError(f"must be 1 to {NAME_CHARACTERS} characters; it has {len(value)}")
    return value


def id_rule(value: str) -> str:
    if not re.fullmatch(r"[a-z0-9_-]{1,64}", value):  # face-api.md#container-id-rule
        raise ValueError(f"must be 1 to 64 of the characters a-z, 0-9, - and _; it is {brief(value)}")
    return value


def at_most_bytes(most: int) -> AfterValidator:
    """Text of so many bytes; an empty one is none."""

    def rule(value: str) -> str | None:
        size = len(value.encode())
        if size > most:
            raise ValueError(f"must be at most {most} bytes ({most // 1024} KB); it has {size}")
        return value or None

    return AfterValidator(rule)


def url_rule(value: str) -> str:
    """The text is not repeated: a URL may hold what lets one read the image."""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an http or https address")
    return value


def rectangle_rule(value: Any) -> list[int]:
    whole = isinstance(value, list) and all(isinstance(edge, int) and not isinstance(edge, bool) for edge in value)
    if not whole or len(value) != 4 or min(value[:2]) < 0 or min(value[2:]) < 1:
        raise ValueError(f"must be four whole numbers of pixels: left, top, width, height; it is {brief(value)}")
    return list(value)


def folder_rule(value: str) -> str:
    if not value:
        raise ValueError("must be a folder; it is empty")  # to a path it would mean wherever the program runs
    return value


def account_rule(value: str) -> str:
    """A name of the settings, or the endpoint of an account that the program makes."""
    if not value:
        raise ValueError("must be the name of an account, or an `Account`; it is empty")
    if not names_endpoint(value):
        return value
    try:
        return endpoint.normalise(value)
    except ValueError as broken:
        raise ValueError(f"endpoint {broken}") from None


def one_of(allowed: Iterable[str]) -> AfterValidator:
    choices = tuple(allowed)

    def rule(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(choices)}; it is {brief(value)}")
        return value

    return AfterValidator(rule)


def seconds_rule(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value <= LONGEST_WAIT:
        raise ValueError(f"must be a number of seconds above 0 and at most {LONGEST_WAIT:.0f}; it is {brief(value)}")
    return float(value)


def flag_rule(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false; it is {brief(value)}")
    return value


def brief(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 70 else f"{shown[:60]}... ({len(shown) - 2} characters)"


Text = Annotated[str, BeforeValidator(text)]
Texts = Annotated[list[Text], BeforeValidator(listing)]
Name = Annotated[Text, AfterValidator(name_rule)]
ContainerId = Annotated[Text, AfterValidator(id_rule)]
UserData = Annotated[Text, at_most_bytes(USER_DATA_BYTES)]
AccountRef = Annotated[Text, AfterValidator(account_rule)]
Folder = Annotated[Text, AfterValidator(folder_rule)]
FaceUserData = Annotated[Text, at_most_bytes(FACE_USER_DATA_BYTES)]
Url = Annotated[Text, AfterValidator(url_rule)]
Rectangle = Annotated[list[int], BeforeValidator(rectangle_rule)]
DetectionModel = Annotated[Text, one_of(DETECTION_MODELS)]
RecognitionModel = Annotated[Text, one_of(RECOGNITION_MODELS)]
Adoption = Annotated[Text, one_of(ADOPTIONS)]
KindName = Annotated[Text, one_of(KINDS)]
Seconds = Annotated[float, BeforeValidator(seconds_rule)]
Flag = Annotated[bool, BeforeValidator(flag_rule)]


class Inputs(BaseModel):
    """Inputs of one resource. A member that nobody declared is refused: it is a typing mistake."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def let_unknown_pass(cls, value: Any, rule: ValidatorFunctionWrapHandler) -> Any:
        return value if is_unknown(value) else rule(value)


def validate(
    model: type[Inputs], news: Props, called: Mapping[str, str] = MappingProxyType({})
) -> tuple[Props, list[str]]:
    """Hold every known input against its rule; unknown ones pass. Returns the inputs with defaults, and what is wrong.

    `called` says under which name the user knows an input, where that is not our own.
    """
    try:
        valid = model.model_validate(present(news))
    except ValidationError as invalid:
        return news, [describe(error, called) for error in invalid.errors()]
    return present(dict(valid)), []


def describe(error: Any, called: Mapping[str, str]) -> str:
    """One line of pydantic's findings: the input, then the rule."""
    own_name, *within = (str(part) for part in error["loc"])
    name = ".".join((called.get(own_name, own_name), *within))
    if error["type"] == "missing":
        return f"{name} is missing"
    if error["type"] == "extra_forbidden":
        return f"{name} is not an input of this resource"
    return f"{name} {error['ctx']['error']}"
