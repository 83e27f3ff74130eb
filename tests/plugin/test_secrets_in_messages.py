"""Messages about resources with secret inputs."""

from __future__ import annotations

import pytest

from pulumi_azure_face.plugin.property_values import Properties
from pulumi_azure_face.plugin.secrets_in_messages import hide_secrets


@pytest.mark.parametrize(
    ("message", "value", "expected"),
    [
        ("adopt must be one of identical, got 'later'", "later", "adopt must be one of identical, got [secret]"),
        ("source: 'a/b' does not exist", "a/b", "source: [secret] does not exist"),
        ("could not read /persongroups/staff-1", "staff-1", "could not read /persongroups/[secret]"),
        ("got '" + "x" * 59 + "... (90 characters)", "x" * 90, "got [secret]"),
        ("timeout must be above 0, got -1", -1, "timeout must be above 0, got [secret]"),
        (
            "targetFace must be [left, top, width, height], got [1, 2]",
            [1, 2],
            "targetFace must be [left, top, width, height], got [secret]",
        ),
        ("triggers[0] must be a string, got int", [5], "triggers[0] must be a string, got int"),
        ("the id of a PersonGroup", "a PersonGrou", "the id of a PersonGroup"),
        ("displayName must have 1 to 128 characters", "", "displayName must have 1 to 128 characters"),
    ],
)
def test_secret_is_hidden(message: str, value: object, expected: str) -> None:
    """A secret is hidden however a message quotes it, and words that only contain it stay."""
    properties = Properties({"it": value, "other": "must"}, frozenset({"it"}))
    assert hide_secrets(message, properties) == expected


def test_other_values_are_shown() -> None:
    assert hide_secrets("got 'later'", Properties({"adopt": "later"})) == "got 'later'"
