"""Conversion between the engine's property values and the plain values of the lifecycles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.output import Unknown

from pulumi_azure_face.adapter.stack_state import PROVIDER_KEY
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN


def from_engine(props: Mapping[str, Any]) -> dict[str, object]:
    """Convert to plain values: without the provider, with our UNKNOWN, and with integers, which a state returns as
    floats.
    """
    return {name: value_from_engine(value) for name, value in props.items() if name != PROVIDER_KEY}


def value_from_engine(value: Any) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return {name: value_from_engine(member) for name, member in value.items()}
    if isinstance(value, list):
        return [value_from_engine(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def to_engine(props: Mapping[str, object]) -> dict[str, Any]:
    """Convert plain values to the engine's."""
    return {name: value_to_engine(value) for name, value in props.items()}


def value_to_engine(value: Any) -> Any:
    if value is UNKNOWN:
        return Unknown()  # type: ignore[no-untyped-call]
    if isinstance(value, dict):
        return to_engine(value)
    return [value_to_engine(member) for member in value] if isinstance(value, list) else value
