"""The parts of `make test-matrix` that need no environment: combinations, counts, and tables."""

from __future__ import annotations

import json
import tomllib

import pytest
from packaging.specifiers import SpecifierSet

from tools import environments, version_matrix
from tools.environments import Versions
from tools.setup import ROOT
from tools.version_matrix import COMBINATIONS, Combination, Row

REPORT = '<testsuites><testsuite tests="10" errors="1" failures="2" skipped="3"/></testsuites>'
ROWS = (
    Row("3.11", "locked", "passed", "3.272.0", 7, 0, 1),
    Row("3.14", "locked", "not available", reason="no Python 3.14 on this machine"),
)


def test_every_declared_python_version_is_tested() -> None:
    """The combinations contain every version that the classifiers name, and `requires-python` allows it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    prefix = "Programming Language :: Python :: 3."
    declared = {"3." + line.removeprefix(prefix) for line in project["classifiers"] if line.startswith(prefix)}

    assert declared <= {combination.python for combination in COMBINATIONS}
    assert all(version in SpecifierSet(project["requires-python"]) for version in declared)
    assert "3.10" not in SpecifierSet(project["requires-python"])


def test_the_tests_of_each_combination_exist() -> None:
    """A renamed test file is not left out silently."""
    assert [path for combination in COMBINATIONS for path in combination.tests if not (ROOT / path).exists()] == []


def test_errors_count_as_failures() -> None:
    """Passed tests are those without a failure, an error, or a skip."""
    assert version_matrix.count(REPORT) == (4, 3, 3)


def test_a_missing_python_is_not_available(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python version that is not on the machine is reported as such, never as passed."""
    monkeypatch.setattr(version_matrix, "find_python", lambda _: None)

    row = version_matrix.check(Combination("3.99", Versions.LOCKED, ()), ROOT, ROOT, (), 1)

    assert (row.result, row.reason) == ("not available", "no Python 3.99 on this machine")


def test_python_of_another_version_is_not_found() -> None:
    """Only an interpreter that runs and reports the version is found."""
    assert environments.find_python("3.99") is None


def test_markdown_has_a_line_for_each_combination() -> None:
    """Numbers are shown only where tests ran, and reasons follow the table."""
    assert version_matrix.markdown(ROWS).splitlines()[2:] == [
        "| 3.11 | locked | 3.272.0 | passed | 7 | 0 | 1 |",
        "| 3.14 | locked | - | not available | - | - | - |",
        "",
        "3.14, locked: no Python 3.14 on this machine",
    ]


def test_json_has_an_object_for_each_combination() -> None:
    """Other tools read the results by name."""
    assert [row["result"] for row in json.loads(version_matrix.to_json(ROWS))] == ["passed", "not available"]
