"""Validation of query inputs, before any request is sent (face-api.md#limits-table)."""

from __future__ import annotations

import re
from collections.abc import Callable

from pulumi_azure_face.client.errors import ExpectedError
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import MAX_PAGE_SIZE
from pulumi_azure_face.lifecycle.inputs.rules import check_container_id, check_string, shorten_value

MAX_START_LENGTH = 64  # characters (face-api.md#paging-start)
# Seconds for one query. A million persons take a thousand calls (face-api.md#paging-top), at ten per second
# (face-api.md#rate-limit-standard).
DEFAULT_TIMEOUT = 600.0


class InvalidInputError(ExpectedError):
    """An input that breaks a rule."""

    def __init__(self, name: str, rule: str) -> None:
        super().__init__(f"{name} {rule}")


def ensure(name: str, value: object, rule: Callable[[object], object]) -> None:
    """Raise InvalidInputError if the rule rejects the value."""
    try:
        rule(value)
    except ValueError as error:
        raise InvalidInputError(name, str(error)) from None


def ensure_container(kind: Kind, container_id: object) -> None:
    ensure(kind.id_input, container_id, lambda value: check_container_id(check_string(value)))


def ensure_uuid(name: str, value: object) -> None:
    """Check the id of a person or face, which the service generates (face-api.md#request-ids-in-path)."""
    ensure(name, value, check_uuid)


def ensure_session(session_id: object) -> None:
    ensure("session_id", session_id, check_session_id)


def ensure_page(start: object, top: object) -> None:
    ensure("start", "" if start is None else start, check_start)
    ensure("top", MAX_PAGE_SIZE if top is None else top, check_top)


def check_uuid(value: object) -> None:
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", check_string(value)):
        raise ValueError(f"must be a UUID such as 25985303-c537-4467-b41d-bdb45cd95ca1, got {shorten_value(value)}")


def check_session_id(value: object) -> None:
    if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", check_string(value)):
        raise ValueError(f"must have 1 to 64 characters from A-Z, a-z, 0-9, - and _, got {shorten_value(value)}")


def check_start(value: object) -> None:
    length = len(check_string(value))
    if length > MAX_START_LENGTH:
        raise ValueError(f"must have at most {MAX_START_LENGTH} characters, got {length}")


def check_top(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_PAGE_SIZE:
        raise ValueError(f"must be a whole number from 1 to {MAX_PAGE_SIZE}, got {shorten_value(value)}")
