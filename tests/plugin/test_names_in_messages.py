"""Messages of the lifecycles as programs of any language see them."""

from __future__ import annotations

import re

import pytest

from pages.session import ROOT
from pulumi_azure_face.plugin.names_in_messages import rename_all, rename_input


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("display_name must be a string, got list", "displayName must be a string, got list"),
        ("user_data must be a string, got dict", "userData must be a string, got object"),
        ("triggers[1] must be a string, got int", "triggers[1] must be a string, got number"),
        ("image must be a string, got 'got int'", "image must be a string, got 'got int'"),
        ("target_face[0] must be at least 0", "targetFace[0] must be at least 0"),
        ("pass either image or url, got both", "pass either image or url, got both"),
        ("wait must be True or False, got 'yes'", "wait must be true or false, got 'yes'"),
        (
            "container must be a FaceList. Faces in a PersonGroup belong to a person: pass person=...",
            "container must be a FaceList. Faces in a PersonGroup belong to a person: pass person",
        ),
    ],
)
def test_problem_has_the_name_of_the_program(problem: str, expected: str) -> None:
    """A problem names the input as the program spells it, without phrases that are valid only in Python."""
    assert rename_input(problem) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("raise the timeout with custom_timeouts.", "raise the timeout with customTimeouts."),
        ("use a FaceList or LargeFaceList: faces=...", "use a FaceList or LargeFaceList"),
        ("the person's display_name and the group's id", "the person's displayName and the group's id"),
        (
            "adopt it: with adopt='always' if it has the same model, else with `pulumi import --file`.",
            "adopt it: with `adopt: always` if it has the same model, else with `pulumi import`.",
        ),
        ("could not enroll 'person_id/on_bad_image.jpg'", "could not enroll 'person_id/on_bad_image.jpg'"),
        ("row 2: user_data must have at most 1024 bytes", "row 2: user_data must have at most 1024 bytes"),
    ],
)
def test_only_inputs_are_renamed(message: str, expected: str) -> None:
    """Inputs are renamed anywhere in a message; quoted values and columns of a manifest stay as they are."""
    assert rename_all(message) == expected


def test_messages_have_no_names_of_python() -> None:
    """Every message on the page of errors is valid in every language."""
    page = (ROOT / "docs" / "errors.md").read_text()
    messages = [line for block in re.findall(r"```text\n(.*?)```", page, re.DOTALL) for line in block.splitlines()]
    assert len(messages) > 10
    for message in map(rename_all, messages):
        unquoted = re.sub(r"'[^']*'", "", message)
        assert not re.search(r"\b[a-z]+_[a-z_]+\b|\w=(['.]|True|False)", unquoted), message
