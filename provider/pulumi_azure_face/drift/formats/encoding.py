"""Text that every format can encode.

A text of the account or a file name can have lone surrogates, which UTF-8 cannot encode. JSON in `user_data` can have
`NaN`, which Python reads and no other reader of JSON accepts.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping

from pydantic import JsonValue

from pulumi_azure_face.drift.report import Report

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # categories: control, format, surrogate, private use, separators
JOINERS = "\u200c\u200d"  # format characters that Persian and emojis need
SURROGATES = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def make_encodable(report: Report) -> Report:
    """Return the report with a replacement character for each lone surrogate, and words for numbers without a value."""
    members = {name: _encodable(value) for name, value in report.model_dump(mode="json").items()}
    return Report.model_validate(members)


def make_visible(text: str) -> str:
    """Return text in one line that cannot hide or reorder its neighbors: control characters become escapes.

    That includes the characters that change the direction of text.
    """
    if text.isprintable():
        return text
    return "".join(letter if _is_visible(letter) else _escape(letter) for letter in text)


def _is_visible(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter) not in INVISIBLE


def _escape(letter: str) -> str:
    names = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return names.get(letter) or (f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}")


def _encodable(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return SURROGATES.sub(REPLACEMENT, value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    if isinstance(value, Mapping):
        return {str(_encodable(name)): _encodable(item) for name, item in value.items()}
    return value
