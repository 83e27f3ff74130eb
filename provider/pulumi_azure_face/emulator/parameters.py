"""Query parameters: which a call knows, and how they are read (contract 3.4).

A parameter the call does not know is refused, so that a misspelt one cannot pass unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.requests import Request

from . import errors

LONGEST_START = 64
LARGEST_TOP = 1000

_TOP = re.compile(r"[0-9]{1,9}")


def refuse_unknown(request: Request, known: Sequence[str]) -> None:
    for parameter in request.query_params:
        if parameter not in known:
            raise errors.bad_argument(f"Unknown query parameter '{parameter}'.")


def page(request: Request) -> tuple[str, int]:
    """`start` and `top` of a listing."""
    start = request.query_params.get("start", "")
    if len(start) > LONGEST_START:
        raise errors.bad_argument(f"'start' must not be longer than {LONGEST_START} characters.")
    top = request.query_params.get("top", str(LARGEST_TOP))
    if not _TOP.fullmatch(top) or not 1 <= int(top) <= LARGEST_TOP:
        raise errors.bad_argument(f"'top' is invalid. The valid range is 1 to {LARGEST_TOP}.")
    return start, int(top)


def wants_model(request: Request) -> bool:
    """`returnRecognitionModel`, false unless asked for (contract 4.4)."""
    value = request.query_params.get("returnRecognitionModel", "false").lower()
    if value not in ("true", "false"):
        raise errors.bad_argument("'returnRecognitionModel' must be true or false.")
    return value == "true"
