"""Conversion between the engine's protobuf values and the plain values of the lifecycles.

The engine marks secrets, unknown values, and others with objects and texts that have a signature.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.struct_pb2 import Struct

from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN
from pulumi_azure_face.stacks.deployment import SECRET_SIGNATURE

SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the signature of a secret value
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWN_TEXTS = frozenset(
    {
        UNKNOWN_TEXT,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # a bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # a number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # an array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # an asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # an archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # an object
    }
)
"""What the engine sends for an unknown value, by its type."""


@dataclass(frozen=True)
class Properties:
    """Plain values, and which of them are or contain secrets."""

    values: dict[str, object]
    secrets: frozenset[str] = frozenset()


def from_engine(struct: Struct) -> Properties:
    """Return the properties that a message contains. A missing one and None are the same."""
    found: set[str] = set()
    values = {}
    for name, message in struct.fields.items():
        value, is_secret = plain_value(message)
        if value is not None:
            values[name] = value
        if is_secret:
            found.add(name)
    return Properties(values, frozenset(found))


def plain_value(message: Any) -> tuple[Any, bool]:
    """Return a plain value, and whether it is or contains a secret."""
    kind = message.WhichOneof("kind")
    if kind == "string_value":
        text = message.string_value
        return (UNKNOWN if text in UNKNOWN_TEXTS else text), False
    if kind == "number_value":
        number = message.number_value
        return (int(number) if number.is_integer() else number), False
    if kind == "bool_value":
        return message.bool_value, False
    if kind == "list_value":
        members = [plain_value(member) for member in message.list_value.values]
        return [value for value, _ in members], any(is_secret for _, is_secret in members)
    if kind == "struct_value":
        return plain_object(message.struct_value)
    return None, False


def plain_object(struct: Struct) -> tuple[Any, bool]:
    signature = struct.fields[SECRET_SIGNATURE].string_value if SECRET_SIGNATURE in struct.fields else ""
    if signature == SECRET:
        return plain_value(struct.fields["value"])[0], True
    if signature == OUTPUT:
        is_secret = "secret" in struct.fields and struct.fields["secret"].bool_value
        value = plain_value(struct.fields["value"])[0] if "value" in struct.fields else UNKNOWN
        return value, is_secret
    members = {name: plain_value(member) for name, member in struct.fields.items()}
    return {name: value for name, (value, _) in members.items()}, any(is_secret for _, is_secret in members.values())


def to_engine(values: Mapping[str, object], secrets: Iterable[str] = ()) -> Struct:
    """Return the message for properties.

    Args:
        values: The properties.
        secrets: The names of properties that are secrets.
    """
    secret_names, struct = set(secrets), Struct()
    for name, value in values.items():
        if value is None:
            continue
        engine_value = value_to_engine(value)
        if name in secret_names:
            engine_value = {SECRET_SIGNATURE: SECRET, "value": engine_value}
        struct.update({name: engine_value})
    return struct


def value_to_engine(value: Any) -> Any:
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(value, Mapping):
        return {name: value_to_engine(member) for name, member in value.items()}
    return [value_to_engine(member) for member in value] if isinstance(value, (list, tuple)) else value
