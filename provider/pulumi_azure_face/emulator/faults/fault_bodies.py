"""Faults as they are ordered: from the JSON of the admin side to a rule. What they do is in `faults`.

An order is read strictly, for a misspelt fault that never strikes would make a test pass for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from pulumi_azure_face.emulator.responses import errors, replies

from .rules import Rule, TrainingFailure

TRAINING_FAILURE = ("message", "times", "container")
RULE = ("method", "path", "skip", "times", "status", "error", "body", "headers", "drop", "delay", "after", "before")

_STATUSES = {status.value for status in HTTPStatus if status.value >= 200} - {204, 205, 304}


def key(order: Mapping[str, Any]) -> str:
    given = _text(order, "key")
    if not given:
        raise errors.bad_argument("'key' must be a text that is not empty.")
    return given


def training_failure(order: Mapping[str, Any]) -> TrainingFailure:
    return TrainingFailure(
        message=_text(order, "message") or "The training was made to fail.",
        times=_count(order, "times", 1),
        container=_text(order, "container"),
    )


def rule(order: Mapping[str, Any]) -> Rule:
    """A rule from its order, in which `"times": null` is not the same as no `times`: it means always."""
    reply, drop, delay = _reply(order), _flag(order, "drop"), _delay(order)
    if reply is not None and drop:
        raise errors.bad_argument("A rule answers with a 'status' or has 'drop', not both.")
    if reply is None and not drop and not delay:
        raise errors.bad_argument("A rule needs a 'status', 'drop' or a 'delay'.")
    return Rule(
        method=_method(order),
        path=_path(order),
        times=None if "times" in order and order["times"] is None else _count(order, "times", 1),
        skip=_count(order, "skip", 0),
        delay=delay,
        drop=drop,
        reply=reply,
        runs_handler_first=_works_first(order, usually=reply is None),
        as_given=dict(order),
    )


def _works_first(order: Mapping[str, Any], *, usually: bool) -> bool:
    after, before = _flag(order, "after"), _flag(order, "before")
    if after and before:
        raise errors.bad_argument("A rule strikes 'after' or 'before' the work, not both.")
    return after or (usually and not before)


def _reply(order: Mapping[str, Any]) -> Response | None:
    if order.get("status") is None:
        if any(order.get(member) is not None for member in ("error", "body", "headers")):
            raise errors.bad_argument("An answer needs a 'status'.")
        return None
    reply = _content(order, _status(order))
    for name, value in _headers(order).items():
        reply.headers[name] = value
    return reply


def _content(order: Mapping[str, Any], status: int) -> Response:
    error, text = order.get("error"), _text(order, "body")
    if text is not None:
        return Response(text, status, media_type="text/plain" if text else None)
    if error is None:
        return replies.error(errors.of_status(status))
    if not isinstance(error, dict):
        raise errors.bad_argument("'error' must be an object.")
    return replies.payload({"error": error}, status)


def _status(order: Mapping[str, Any]) -> int:
    status = order["status"]
    if status not in _STATUSES:
        raise errors.bad_argument("'status' must be an HTTP status that goes with a body.")
    return int(status)


def _headers(order: Mapping[str, Any]) -> dict[str, str]:
    headers = order.get("headers") or {}
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise errors.bad_argument("'headers' must be an object of strings.")
    return headers


def _method(order: Mapping[str, Any]) -> str | None:
    method = _text(order, "method")
    return None if method is None else method.upper()


def _path(order: Mapping[str, Any]) -> re.Pattern[str]:
    try:
        return re.compile(_text(order, "path") or ".*")
    except re.error as malformed:
        raise errors.bad_argument(f"'path' is not a regular expression: {malformed}.") from malformed


def _delay(order: Mapping[str, Any]) -> float:
    value = order.get("delay") or 0
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise errors.bad_argument("'delay' must be a number of seconds.")
    return float(value)


def _count(order: Mapping[str, Any], member: str, default: int) -> int:
    value = order.get(member, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise errors.bad_argument(f"'{member}' must be a whole number from 0.")
    return value


def _flag(order: Mapping[str, Any], member: str) -> bool:
    value = order.get(member)
    if value not in (None, True, False):
        raise errors.bad_argument(f"'{member}' must be true or false.")
    return bool(value)


def _text(order: Mapping[str, Any], member: str) -> str | None:
    value = order.get(member)
    if value is not None and not isinstance(value, str):
        raise errors.bad_argument(f"'{member}' must be a string.")
    return value
