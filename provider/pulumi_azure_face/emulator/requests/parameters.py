"""Query parameters: which a call knows, and how they are read (face-api.md#paging-start and face-api.md#paging-top).

A parameter the call does not know is refused, so that a misspelt one cannot pass unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from starlette.requests import Request

from pulumi_azure_face.emulator.responses import errors

LONGEST_START = 64  # face-api.md#paging-start
LARGEST_TOP = 1000  # face-api.md#paging-top

Refusal = Callable[[], errors.ServiceError]

_NUMBER = re.compile(r"[0-9]{1,9}")


def refuse_unknown(request: Request, known: Sequence[str]) -> None:
    for parameter in request.query_params:
        if parameter not in known:
            raise errors.bad_argument(f"Unknown query parameter '{parameter}'.")


def page(
    request: Request, invalid_start: Refusal = errors.invalid_start, invalid_top: Refusal = errors.invalid_top
) -> tuple[str, int]:
    """`start` and `top` of a listing. Those of sessions are refused in words of their own."""
    start = request.query_params.get("start", "")
    if len(start) > LONGEST_START:
        raise invalid_start()
    top = request.query_params.get("top", str(LARGEST_TOP))
    if not _NUMBER.fullmatch(top) or not 1 <= int(top) <= LARGEST_TOP:
        raise invalid_top()
    return start, int(top)


def wants_model(request: Request) -> bool:
    """`returnRecognitionModel`, false unless asked for (face-api.md#container-return-recognition-model)."""
    return flag(request, "returnRecognitionModel")


def flag(request: Request, parameter: str, *, default: bool = False) -> bool:
    value = request.query_params.get(parameter, str(default)).lower()
    if value not in ("true", "false"):
        raise errors.bad_argument(f"'{parameter}' must be true or false.")
    return value == "true"


def number(request: Request, parameter: str, least: int, most: int, default: int | None = None) -> int:
    """A whole number; where it has no default, it must be given."""
    value = request.query_params.get(parameter, "" if default is None else str(default))
    if not _NUMBER.fullmatch(value) or not least <= int(value) <= most:
        raise errors.bad_argument(f"'{parameter}' is invalid. The valid range is {least} to {most}.")
    return int(value)
