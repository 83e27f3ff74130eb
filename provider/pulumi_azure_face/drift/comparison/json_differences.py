"""The differences between two texts that are JSON, with the place of each."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from deepdiff import DeepDiff
from deepdiff.model import DiffLevel
from pydantic import JsonValue


class JsonDifference(NamedTuple):
    """One difference. A missing value is None."""

    path: str
    """Such as `team.lead`, `tags[0]`, or `["first name"]`."""
    desired: JsonValue
    actual: JsonValue


def json_differences(desired: object, actual: object) -> list[JsonDifference]:
    """Return the differences between two JSON objects or lists. Empty unless both texts are one."""
    documents = parse(desired), parse(actual)
    if None in documents:
        return []
    by_path: dict[str, JsonDifference] = {}
    # By default, DeepDiff skips members whose names start with two underscores.
    for each in differences(DeepDiff(*documents, view="tree", verbose_level=2, ignore_private_variables=False)):
        # In a list, one item can be removed at a position where another one is added.
        other = by_path.get(each.path)
        by_path[each.path] = merge(other, each) if other else each
    return [by_path[path] for path in sorted(by_path)]


def parse(text: object) -> dict[str, JsonValue] | list[JsonValue] | None:
    try:
        document = json.loads(text, parse_float=finite, parse_constant=finite) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, (dict, list)) else None


def finite(text: str) -> float:
    """Return a number. Infinity and NaN are not JSON, so a report in JSON cannot have them."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def differences(tree: DeepDiff) -> Iterator[JsonDifference]:
    for levels in tree.values():
        for level in levels:
            yield JsonDifference(format_path(level), value_of(level.t1), value_of(level.t2))


def merge(one: JsonDifference, other: JsonDifference) -> JsonDifference:
    desired = other.desired if one.desired is None else one.desired
    return JsonDifference(one.path, desired, other.actual if one.actual is None else one.actual)


def format_path(level: DiffLevel) -> str:
    parts = level.path(output_format="list")
    return "".join(map(format_part, parts)).removeprefix(".")


def format_part(part: int | str) -> str:
    """Return one step. A name with other characters than those of a word is quoted, so each place has its own path."""
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if re.fullmatch(r"[\w-]+", part) else f"[{json.dumps(part, ensure_ascii=False)}]"


def value_of(value: object) -> JsonValue:
    """Return a value, or None for a place that does not exist on one side."""
    return value if isinstance(value, (str, int, float, bool, list, dict)) else None
