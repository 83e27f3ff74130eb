"""The wheel in a fresh environment outside the checkout, with the lowest versions of its dependencies."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tools import environments, release_check
from tools.environments import CommandError, Versions
from tools.setup import ROOT, base_python

UNREACHABLE = re.compile("network was disabled|failed to fetch|error sending request|dns error", re.IGNORECASE)
INSTALLED = "import importlib.metadata as m, sys; print(*(m.version(name) for name in sys.argv[1:]), sep='\\n')"


def test_wheel_with_the_lowest_dependencies_runs_a_program(tmp_path: Path) -> None:
    """A program previews, creates, and destroys a group with the wheel and the lower bounds of pyproject.toml.

    It imports without a warning, and the command line, the emulator, and the provider plugin run.
    """
    _, wheel = environments.build(tmp_path / "dist")
    try:
        programs = environments.create(
            tmp_path / "environment", base_python(), wheel, Versions.LOWEST, extras=["emulator"]
        )
    except CommandError as error:
        if UNREACHABLE.search(str(error)):
            pytest.skip(f"the package index is not reachable, and the cache lacks a package: {error}")
        raise

    bounds = lower_bounds()
    installed = environments.run(programs / "python", "-c", INSTALLED, *bounds, cwd=tmp_path).split()
    assert [Version(version) for version in installed] == list(bounds.values())
    environments.run(programs / "python", "-W", "error", "-c", release_check.IMPORT_PUBLIC_NAMES, cwd=tmp_path)
    with release_check.emulator(programs, tmp_path) as endpoint:
        release_check.run_program(programs, endpoint, tmp_path / "program")
        release_check.run_yaml_program(programs, endpoint, tmp_path / "yaml-program")


def lower_bounds() -> dict[str, Version]:
    """Return the lower bound of each dependency in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    requirements = [Requirement(line) for line in project["dependencies"]]
    return {one.name: Version(next(iter(one.specifier)).version) for one in requirements}
