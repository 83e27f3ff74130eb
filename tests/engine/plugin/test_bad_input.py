"""Invalid input of a program in YAML ends the preview. `tests/plugin/test_bad_input.py` has the message of each rule."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent, indent

import pytest

from ..account import Account
from ..photos import write_invalid_photos
from ..stack import FAILED, Stack


@dataclass(frozen=True)
class InvalidResource:
    """A resource in YAML, and the beginnings of the lines that report it."""

    yaml: str
    lines: tuple[str, ...]


MALFORMED = InvalidResource(
    """
    type: azure-face:PersonGroup
    properties: {personGroupId: Staff!, displayName: "", recognitionModel: recognition_05, adopt: allways}
    """,
    (
        "personGroupId must have 1 to 64 characters from a-z, 0-9, - and _, got 'Staff!'",
        "displayName must have 1 to 128 characters, got an empty string",
        "recognitionModel must be one of recognition_01, recognition_02, recognition_03, recognition_04, got",
        "adopt must be one of identical, never, always, got 'allways'",
    ),
)
TOO_LONG = InvalidResource(
    f"""
    type: azure-face:PersonGroup
    properties: {{personGroupId: {"x" * 65}, displayName: {"n" * 129}, userData: {"d" * (16 * 1024 + 1)}}}
    """,
    (
        "personGroupId must have 1 to 64 characters from a-z, 0-9, - and _, got 'xxx",
        "displayName must have 1 to 128 characters, got 129",
        "userData must have at most 16384 bytes (16 KB), got 16385",
    ),
)
PLAIN_HTTP = InvalidResource(
    """
    type: pulumi:providers:azure-face
    properties: {endpoint: http://example.com, key: k}
    """,
    ("endpoint must be an https URL",),
)
NEGATIVE_TIMEOUT = InvalidResource(
    """
    type: azure-face:Training
    properties: {container: PersonGroup/staff, timeout: -1}
    """,
    ("timeout must be a number of seconds above 0 and at most 604800, got -1",),
)
NO_FOLDER = InvalidResource(
    """
    type: azure-face:Gallery
    properties: {container: PersonGroup/staff, source: photos/absent}
    """,
    ("source: 'photos/absent' does not exist. A relative path starts at the program's folder",),
)
EMPTY_FOLDER = InvalidResource(
    """
    type: azure-face:Gallery
    properties: {container: LargeFaceList/visitors, source: photos/hollow}
    """,
    ("source: no photos found in 'photos/hollow'. Add",),
)
INVALID_PHOTOS = InvalidResource(
    """
    type: azure-face:Gallery
    properties: {container: PersonGroup/staff, source: photos/people}
    """,
    (
        (
            "source: 'people/Ann' has 249 photos, but a person can have at most 248; 'people/Ben/letter.jpg' is not a "
            "JPEG, PNG, GIF, or BMP file (by its content); 'people/Ben/poster.jpg' must have 1024 to 6291456 bytes "
        ),
    ),
)


@pytest.mark.parametrize(
    "invalid",
    [
        pytest.param(MALFORMED, id="malformed"),
        pytest.param(TOO_LONG, id="too long"),
        pytest.param(PLAIN_HTTP, id="plain http"),
        pytest.param(NEGATIVE_TIMEOUT, id="negative timeout"),
        pytest.param(NO_FOLDER, id="no folder"),
        pytest.param(EMPTY_FOLDER, id="empty folder"),
        pytest.param(INVALID_PHOTOS, id="invalid photos"),
    ],
)
def test_invalid_input_is_reported_at_preview(stack: Stack, account: Account, invalid: InvalidResource) -> None:
    """Each invalid input has one line that names the input and the rule, and no request is sent."""
    write_invalid_photos(stack.folder / "photos")
    stack.yaml_program(f"resources:\n  wrong:\n{indent(dedent(invalid.yaml), '    ')}")
    preview = stack.preview(exit_code=FAILED)

    problems = {line.partition("resource 'wrong' has a problem: ")[2] for line in preview.lines("has a problem")}
    assert len(problems) == len(invalid.lines), preview.output
    for line in invalid.lines:
        assert any(problem.startswith(line) for problem in problems), preview.output
    assert account.requests() == []


def test_missing_setting_is_reported_at_preview(stack: Stack, account: Account) -> None:
    """Without a key, the preview fails with a line that says how to set it."""
    stack.run("config", "rm", "azure-face:key")
    stack.yaml_program("resources: {staff: {type: azure-face:PersonGroup}}")
    preview = stack.preview(exit_code=FAILED)

    assert preview.lines("azure-face:key is not set", "AZURE_FACE_KEY")
    assert account.requests() == []
