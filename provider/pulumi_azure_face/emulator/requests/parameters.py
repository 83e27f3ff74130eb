"""Parsers of query parameters (face-api.md#paging-start and face-api.md#paging-top).

Unknown parameters are rejected, so that a misspelled one is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from starlette.requests import Request

from pulumi_azure_face.emulator.models import errors

MAX_START_LENGTH = 64  # face-api.md#paging-start
MAX_TOP = 1000  # face-api.md#paging-top

ErrorFactory = Callable[[], errors.ServiceError]

_NUMBER = re.compile(r"[0-9]{1,9}")


def reject_unknown(request: Request, known: Sequence[str]) -> None:
    for parameter in request.query_params:
        if parameter not in known:
            raise errors.bad_argument(f"Unknown query parameter '{parameter}'.")


def parse_page(
    request: Request, invalid_start: ErrorFactory = errors.invalid_start, invalid_top: ErrorFactory = errors.invalid_top
) -> tuple[str, int]:
    """Parse `start` and `top` of a listing. Listings of sessions have other error texts."""
    start = request.query_params.get("start", "")
    if len(start) > MAX_START_LENGTH:
        raise invalid_start()
    top = request.query_params.get("top", str(MAX_TOP))
    if not _NUMBER.fullmatch(top) or not 1 <= int(top) <= MAX_TOP:
        raise invalid_top()
    return start, int(top)


def parse_return_model(request: Request) -> bool:
    """Parse `returnRecognitionModel`. The default is false (face-api.md#container-return-recognition-model)."""
    return parse_flag(request, "returnRecognitionModel")


def parse_flag(request: Request, parameter: str, *, default: bool = False) -> bool:
    value = request.query_params.get(parameter, str(default)).lower()
    if value not in ("true", "false"):
        raise errors.bad_argument(f"'{parameter}' must be true or false.")
    return value == "true"


def parse_number(request: Request, parameter: str, minimum: int, maximum: int, default: int | None = None) -> int:
    """Parse a whole number. Without a default, the parameter is required."""
    value = request.query_params.get(parameter, "" if default is None else str(default))
    if not _NUMBER.fullmatch(value) or not minimum <= int(value) <= maximum:
        raise errors.bad_argument(f"'{parameter}' is invalid. The valid range is {minimum} to {maximum}.")
    return int(value)
