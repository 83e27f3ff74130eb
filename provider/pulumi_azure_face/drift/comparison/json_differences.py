"""The differences between two texts that are JSON, with the place of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from deepdiff import DeepDiff
from deepdiff.model import DiffLevel
from pydantic import JsonValue


class JsonDifference(NamedTuple):
    """One difference. A missing value is None."""

    path: str
    """Such as `team.lead` or `tags[0]`."""
    desired: JsonValue
    actual: JsonValue


def json_differences(desired: object, actual: object) -> list[JsonDifference]:
    """Return the differences between two JSON objects or lists. Empty unless both texts are one."""
    documents = parse(desired), parse(actual)
    if None in documents:
        return []
    return sorted(differences(DeepDiff(*documents, view="tree", verbose_level=2)))


def parse(text: object) -> dict[str, JsonValue] | list[JsonValue] | None:
    try:
        document = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, (dict, list)) else None


def differences(tree: DeepDiff) -> Iterator[JsonDifference]:
    for levels in tree.values():
        for level in levels:
            yield JsonDifference(format_path(level), value_of(level.t1), value_of(level.t2))


def format_path(level: DiffLevel) -> str:
    parts = level.path(output_format="list")
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")


def value_of(value: object) -> JsonValue:
    """Return a value, or None for a place that does not exist on one side."""
    return value if isinstance(value, (str, int, float, bool, list, dict)) else None
