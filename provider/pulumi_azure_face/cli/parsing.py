"""Parsers for command-line values."""

from __future__ import annotations

import re

import typer

from pulumi_azure_face.client.kinds import KINDS, Kind

SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
KIND_NAMES = ", ".join(kind.cli_name for kind in KINDS.values())
DURATION = re.compile("".join(rf"(?:(?P<{unit}>\d+){unit})?" for unit in SECONDS))


def parse_kind(text: str) -> Kind:
    """Parse a kind of container in any common spelling: person-group, PersonGroup, persongroups."""
    name = re.sub("[^a-z]", "", text.lower()).removesuffix("s")
    matches = [kind for kind in KINDS.values() if kind.name.lower() == name]
    if not matches:
        raise typer.BadParameter(f"must be one of {KIND_NAMES}, got {text!r}")
    return matches[0]


def parse_duration(text: str) -> float:
    """Parse a duration such as 90s, 30m, 1h30m, or 2d into seconds."""
    parts = DURATION.fullmatch(text)
    if not text or not parts:
        raise typer.BadParameter(f"must be a duration such as 90s, 30m, 1h30m, or 2d, got {text!r}")
    return float(sum(int(count) * SECONDS[unit] for unit, count in parts.groupdict("0").items()))
