"""Parsers of the admin API's request bodies: fault rules, training failures, and the key.

They reject every mistake: a misspelled fault that never applies would make a test pass for the wrong reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.responses import replies

from .rules import Rule, TrainingFailure

TRAINING_FAILURE_MEMBERS = ("message", "times", "container")
RULE_MEMBERS = (
    "method",
    "path",
    "skip",
    "times",
    "status",
    "error",
    "body",
    "headers",
    "drop",
    "delay",
    "after",
    "before",
)

_STATUSES = {status.value for status in HTTPStatus if status.value >= 200} - {204, 205, 304}


def parse_key(body: Mapping[str, Any]) -> str:
    key = _parse_text(body, "key")
    if not key:
        raise errors.bad_argument("'key' must be a text that is not empty.")
    return key


def parse_training_failure(body: Mapping[str, Any]) -> TrainingFailure:
    return TrainingFailure(
        message=_parse_text(body, "message") or "The training was made to fail.",
        times=_parse_count(body, "times", 1),
        container=_parse_text(body, "container"),
    )


def parse_rule(body: Mapping[str, Any]) -> Rule:
    """Parse a rule. `"times": null` means all calls and is not the same as a body without `times`."""
    reply, drop, delay = _parse_reply(body), _parse_flag(body, "drop"), _parse_delay(body)
    if reply is not None and drop:
        raise errors.bad_argument("A rule answers with a 'status' or has 'drop', not both.")
    if reply is None and not drop and not delay:
        raise errors.bad_argument("A rule needs a 'status', 'drop' or a 'delay'.")
    return Rule(
        method=_parse_method(body),
        path=_parse_path(body),
        times=None if "times" in body and body["times"] is None else _parse_count(body, "times", 1),
        skip=_parse_count(body, "skip", 0),
        delay=delay,
        drop=drop,
        reply=reply,
        runs_handler_first=_runs_handler_first(body, by_default=reply is None),
        body=dict(body),
    )


def _runs_handler_first(body: Mapping[str, Any], *, by_default: bool) -> bool:
    after, before = _parse_flag(body, "after"), _parse_flag(body, "before")
    if after and before:
        raise errors.bad_argument("A rule strikes 'after' or 'before' the work, not both.")
    return after or (by_default and not before)


def _parse_reply(body: Mapping[str, Any]) -> Response | None:
    if body.get("status") is None:
        if any(body.get(member) is not None for member in ("error", "body", "headers")):
            raise errors.bad_argument("An answer needs a 'status'.")
        return None
    reply = _build_reply(body, _parse_status(body))
    for name, value in _parse_headers(body).items():
        reply.headers[name] = value
    return reply


def _build_reply(body: Mapping[str, Any], status: int) -> Response:
    error, text = body.get("error"), _parse_text(body, "body")
    if text is not None:
        return Response(text, status, media_type="text/plain" if text else None)
    if error is None:
        return replies.error_reply(errors.default_for_status(status))
    if not isinstance(error, dict):
        raise errors.bad_argument("'error' must be an object.")
    return replies.json_reply({"error": error}, status)


def _parse_status(body: Mapping[str, Any]) -> int:
    status = body["status"]
    if status not in _STATUSES:
        raise errors.bad_argument("'status' must be an HTTP status that goes with a body.")
    return int(status)


def _parse_headers(body: Mapping[str, Any]) -> dict[str, str]:
    headers = body.get("headers") or {}
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise errors.bad_argument("'headers' must be an object of strings.")
    return headers


def _parse_method(body: Mapping[str, Any]) -> str | None:
    method = _parse_text(body, "method")
    return None if method is None else method.upper()


def _parse_path(body: Mapping[str, Any]) -> re.Pattern[str]:
    try:
        return re.compile(_parse_text(body, "path") or ".*")
    except re.error as malformed:
        raise errors.bad_argument(f"'path' is not a regular expression: {malformed}.") from malformed


def _parse_delay(body: Mapping[str, Any]) -> float:
    value = body.get("delay") or 0
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise errors.bad_argument("'delay' must be a number of seconds.")
    return float(value)


def _parse_count(body: Mapping[str, Any], member: str, default: int) -> int:
    value = body.get(member, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise errors.bad_argument(f"'{member}' must be a whole number from 0.")
    return value


def _parse_flag(body: Mapping[str, Any], member: str) -> bool:
    value = body.get(member)
    if value not in (None, True, False):
        raise errors.bad_argument(f"'{member}' must be true or false.")
    return bool(value)


def _parse_text(body: Mapping[str, Any], member: str) -> str | None:
    value = body.get(member)
    if value is not None and not isinstance(value, str):
        raise errors.bad_argument(f"'{member}' must be a string.")
    return value
