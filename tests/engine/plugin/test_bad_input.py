"""Invalid input of a program in YAML ends the preview. `tests/plugin/test_bad_input.py` has the message of each rule."""

from __future__ import annotations

from ..account import Account
from ..stack import FAILED, Stack


def test_invalid_input_is_reported_at_preview(stack: Stack, account: Account) -> None:
    """Each invalid input has one line that names the input and the rule, and no request is sent."""
    stack.yaml_program(
        """
        resources:
          wrong:
            type: azure-face:PersonGroup
            properties: {personGroupId: Staff!, displayName: ""}
        """
    )
    preview = stack.preview(exit_code=FAILED)

    problems = {line.partition("resource 'wrong' has a problem: ")[2] for line in preview.lines("has a problem")}
    assert problems == {
        "personGroupId must have 1 to 64 characters from a-z, 0-9, - and _, got 'Staff!'",
        "displayName must have 1 to 128 characters, got an empty string",
    }
    assert account.requests() == []


def test_missing_setting_is_reported_at_preview(stack: Stack, account: Account) -> None:
    """Without a key, the preview fails with a line that says how to set it."""
    stack.run("config", "rm", "azure-face:key")
    stack.yaml_program("resources: {staff: {type: azure-face:PersonGroup}}")
    preview = stack.preview(exit_code=FAILED)

    assert preview.lines("azure-face:key is not set", "AZURE_FACE_KEY")
    assert account.requests() == []
