"""Comparing the output that a page shows with the output of the command.

Durations, random IDs, times, and the port of the emulator may differ. `...` in a line stands for any text, and a line
`...` for any lines. Empty lines do not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

ANY = "..."
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
VARYING = (
    (re.compile(r"\b\d+(?:\.\d+)?s\b"), "0s"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "00000000-0000-0000-0000-000000000000"),
    (re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)?"), "2026-01-01T00:00:00Z"),
)


def lines_of(output: str) -> list[str]:
    """Return the lines of an output that count."""
    return [line.rstrip() for line in ANSI.sub("", output).splitlines() if line.strip()]


def matches(shown: Sequence[str], actual: Sequence[str]) -> bool:
    """Whether a page shows the output of a command, or lines of it."""
    shown = [line for line in shown if line.strip()]
    return bool(re.fullmatch("".join(map(pattern, shown)), "".join(f"{normalize(line)}\n" for line in actual)))


def pattern(line: str) -> str:
    """Return the regular expression of a shown line."""
    if line.strip() == ANY:
        return r"(?:.*\n)*?"
    return ".*".join(re.escape(part) for part in normalize(line.rstrip()).split(ANY)) + r"\n"


def normalize(line: str) -> str:
    for varying, fixed in VARYING:
        line = varying.sub(fixed, line)
    return line


def updated(shown: Sequence[str], actual: Sequence[str]) -> list[str]:
    """Return the shown lines, each that is not in the output replaced by the most similar line of the output."""
    if ANY not in shown:
        return list(actual)
    return [old if is_in(old, actual) else (get_close_matches(old, actual, 1, 0.3) or [old])[0] for old in shown]


def is_in(shown: str, actual: Sequence[str]) -> bool:
    return (
        not shown.strip()
        or shown.strip() == ANY
        or any(re.fullmatch(pattern(shown), f"{normalize(line)}\n") for line in actual)
    )
