"""The browser of the tests: how it is found, and what its absence means."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from browser import require_browser
from tools import browser

TOOL = Path(browser.__file__)


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv(browser.VARIABLE, raising=False)
    monkeypatch.setattr(browser, "COMMANDS", ())
    monkeypatch.setattr(browser, "PATHS", ())
    return monkeypatch


def test_the_variable_comes_first(tmp_path: Path, no_browser: pytest.MonkeyPatch) -> None:
    """The program in BROWSER_PATH is used before any other, if it exists."""
    program = tmp_path / "chrome"
    no_browser.setattr(browser, "PATHS", (str(TOOL),))

    no_browser.setenv(browser.VARIABLE, str(program))
    assert browser.find_browser() == TOOL
    program.touch()
    assert browser.find_browser() == program


def test_a_developer_without_a_browser_skips_the_tests(no_browser: pytest.MonkeyPatch) -> None:
    """Outside of CI a missing browser skips a test and says what to install."""
    no_browser.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="Install Chromium, or set BROWSER_PATH"):
        require_browser()


def test_a_missing_browser_fails_in_ci(no_browser: pytest.MonkeyPatch) -> None:
    """In CI a missing browser is a failure, so that the tests cannot silently disappear."""
    no_browser.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="Install Chromium"):
        require_browser()


def test_the_tool_prints_the_browser(tmp_path: Path) -> None:
    """The tool prints the program, and installs nothing if there is one."""
    program = tmp_path / "chrome"
    program.touch()
    variables = {browser.VARIABLE: str(program), "PATH": ""}

    run = subprocess.run([sys.executable, TOOL], env=variables, capture_output=True, text=True, check=True)

    assert run.stdout == f"{program}\n"


def test_the_tool_says_what_to_install(no_browser: pytest.MonkeyPatch) -> None:
    """Where the tool cannot install anything, it fails with one line."""
    no_browser.setattr(browser, "can_install", lambda: False)

    with pytest.raises(SystemExit, match="no browser was found"):
        browser.main()
