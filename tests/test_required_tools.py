"""What the absence of a tool for another language means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from required_tools import require_go_tool, require_programs

ABSENT = [
    pytest.param(require_go_tool, "absent-tool is not installed. Run `make languages` with Go on PATH", id="Go tool"),
    pytest.param(require_programs, "`absent-tool` is not on PATH. Install it, and run `make languages`", id="program"),
]


@pytest.mark.parametrize(("require", "reason"), ABSENT)
def test_a_developer_without_the_tool_skips_the_tests(
    monkeypatch: pytest.MonkeyPatch, require: Callable[[str], object], reason: str
) -> None:
    """Outside of CI, a missing tool skips a test and says what to do."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=reason):
        require("absent-tool")


@pytest.mark.parametrize(("require", "reason"), ABSENT)
def test_a_missing_tool_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, require: Callable[[str], object], reason: str
) -> None:
    """In CI, a missing tool is a failure, so that the tests cannot silently disappear."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=reason):
        require("absent-tool")
