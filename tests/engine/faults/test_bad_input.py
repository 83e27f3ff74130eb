"""Invalid input is reported at preview, before any request to the account.

The engine ends a run at the first invalid resource and reports everything that is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ..account import Account
from ..photos import write_invalid_photos
from ..stack import FAILED, Stack


@dataclass(frozen=True)
class InvalidProgram:
    """A program with invalid inputs, and the beginnings of the lines that report them."""

    program: str
    lines: tuple[str, ...]


MALFORMED_INPUTS = InvalidProgram(
    """
    face.PersonGroup(
        "wrong", person_group_id="Staff!", display_name="", recognition_model="recognition_05", adopt="allways",
        account="plain",
    )
    """,
    (
        "person_group_id must have 1 to 64 characters from a-z, 0-9, - and _, got 'Staff!'",
        "display_name must have 1 to 128 characters, got an empty string",
        "recognition_model must be one of recognition_01, recognition_02, recognition_03, recognition_04, got",
        "adopt must be one of identical, never, always, got 'allways'",
        "azure-face:accounts.plain.endpoint must be an https URL",
    ),
)
TOO_LONG_INPUTS = InvalidProgram(
    """
    face.PersonGroup(
        "wrong", person_group_id="x" * 65, display_name="n" * 129, user_data="d" * (16 * 1024 + 1), account="keyless"
    )
    """,
    (
        "person_group_id must have 1 to 64 characters from a-z, 0-9, - and _, got 'xxx",
        "display_name must have 1 to 128 characters, got 129",
        "user_data must have at most 16384 bytes (16 KB), got 16385",
        "azure-face:accounts.keyless.key is not set. Run `pulumi config set --secret azure-face:accounts.keyless.key",
    ),
)
NO_ENDPOINT = InvalidProgram(
    'face.PersonGroup("wrong", account="nowhere")',
    ("azure-face:accounts.nowhere.endpoint is not set. Run `pulumi config set azure-face:accounts.nowhere.endpoint",),
)
NEGATIVE_TIMEOUT = InvalidProgram(
    'face.Training("wrong", container=face.PersonGroup("right"), timeout=-1)',
    ("timeout must be a number of seconds above 0 and at most 604800, got -1",),
)
NO_FOLDER = InvalidProgram(
    'face.PersonGroup("wrong", persons="photos/absent")',
    ("persons: 'photos/absent' does not exist. A relative path starts at the program's folder",),
)
EMPTY_FOLDER = InvalidProgram(
    'face.LargeFaceList("wrong", faces="photos/hollow")',
    ("faces: no photos found in 'photos/hollow'. Add",),
)
INVALID_PHOTOS = InvalidProgram(
    'face.PersonGroup("wrong", persons="photos/people")',
    (
        (
            "persons: 'people/Ann' has 249 photos, but a person can have at most 248; 'people/Ben/letter.jpg' is not a "
            "JPEG, PNG, GIF, or BMP file (by its content); 'people/Ben/poster.jpg' must have 1024 to 6291456 bytes "
        ),
    ),
)


@pytest.mark.parametrize(
    "invalid",
    [
        pytest.param(MALFORMED_INPUTS, id="malformed"),
        pytest.param(TOO_LONG_INPUTS, id="too long"),
        pytest.param(NO_ENDPOINT, id="no endpoint"),
        pytest.param(NEGATIVE_TIMEOUT, id="negative timeout"),
        pytest.param(NO_FOLDER, id="no folder"),
        pytest.param(EMPTY_FOLDER, id="empty folder"),
        pytest.param(INVALID_PHOTOS, id="invalid photos"),
    ],
)
def test_invalid_input_is_reported_at_preview(stack: Stack, account: Account, invalid: InvalidProgram) -> None:
    """Each invalid input has one line that names the input and the rule, and no request is sent."""
    write_invalid_photos(stack.folder / "photos")
    stack.configure(plain_endpoint="http://example.com", plain_key="k", nowhere_key="k", keyless_endpoint=account.url)
    stack.program(invalid.program)
    preview = stack.preview(exit_code=FAILED)

    problems = [line.partition("resource 'wrong' has a problem: ")[2] for line in preview.lines("has a problem")]
    for line in invalid.lines:
        assert any(problem.startswith(line) for problem in problems), preview.output
    assert len(set(problems)) == len(invalid.lines)
    assert account.requests() == []


@pytest.mark.parametrize("setting", ["endpoint", "key"])
def test_missing_setting_is_reported_at_preview(stack: Stack, account: Account, setting: str) -> None:
    """Without an endpoint or a key, the preview fails with a line that says how to set it."""
    stack.run("config", "rm", f"azure-face:{setting}")
    stack.program("face.PersonGroup('staff')")
    preview = stack.preview(exit_code=FAILED)

    assert preview.lines("'staff' has a problem", f"azure-face:{setting} is not set", f"AZURE_FACE_{setting.upper()}")
    assert account.requests() == []
