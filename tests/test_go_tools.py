"""What the absence of a program means that `make setup` builds with Go."""

from __future__ import annotations

import pytest

from go_tools import require_go_tool

REASON = "absent-tool is not installed. Run `make setup` with Go on PATH"


def test_a_developer_without_go_skips_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside of CI, a missing program skips a test and says what to do."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=REASON):
        require_go_tool("absent-tool")


def test_a_missing_tool_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """In CI, a missing program is a failure, so that the tests cannot silently disappear."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=REASON):
        require_go_tool("absent-tool")
