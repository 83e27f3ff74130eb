"""Fresh environments outside the checkout, with the wheel and a chosen set of its dependencies.

`release_check.py`, `version_matrix.py`, and a test use them. The packages come from the package
index or the cache of uv.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path

from tools.setup import ROOT, find_uv


class Versions(Enum):
    """How the versions of the dependencies are chosen."""

    LOCKED = "locked"
    """Those in uv.lock."""
    LOWEST = "lowest"
    """The lower bounds in pyproject.toml."""
    NEWEST = "newest"
    """The newest ones that the package index has."""


class CommandError(Exception):
    """A command failed. The message is one line with the end of its output."""


def find_python(version: str) -> Path | None:
    """Return an interpreter of a version such as `3.12` on this machine, or None."""
    for candidate in python_candidates(version):
        try:
            found = run(candidate, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
        except (CommandError, OSError):  # such as a shim of pyenv for a version that is not selected
            continue
        if found.strip() == version:
            return candidate
    return None


def python_candidates(version: str) -> Iterator[Path]:
    if on_path := shutil.which(f"python{version}"):
        yield Path(on_path)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)


def build(folder: Path) -> tuple[Path, Path]:
    """Build the source distribution, and the wheel from it. Returns their paths."""
    run(find_uv(), "build", "--quiet", "--out-dir", folder)
    [sdist], [wheel] = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


def create(
    environment: Path,
    python: str | Path,
    wheel: Path,
    versions: Versions,
    *,
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
    pulumi: str | None = None,
) -> Path:
    """Create an environment and install the wheel and its dependencies. Returns the folder of its programs.

    Args:
        environment: The folder to create.
        python: The base interpreter.
        wheel: The wheel of this package.
        versions: How the versions of the dependencies are chosen.
        extras: The extras of the package to install.
        groups: The dependency groups of pyproject.toml to install.
        pulumi: The version of the Pulumi SDK, instead of the chosen one.
    """
    # The Python language host runs `python -m pip list`, so the environment needs pip.
    run(find_uv(), "venv", "--quiet", "--seed", "--no-python-downloads", "--python", python, environment)
    programs = environment / "bin"
    requirements = environment / "requirements.txt"
    options = [*(f"--extra={extra}" for extra in extras), *(f"--group={group}" for group in groups)]
    if versions is Versions.LOCKED:
        export = ("export", "--frozen", "--no-default-groups", "--no-emit-project", "--no-hashes", "--quiet")
        run(find_uv(), *export, *options, "--output-file", requirements)
    else:
        constraints = environment / "constraints.txt"
        constraints.write_text(f"pulumi=={pulumi}\n" if pulumi else "")
        resolution = "lowest-direct" if versions is Versions.LOWEST else "highest"
        resolve = ("pip", "compile", "--quiet", "--resolution", resolution, "--constraint", constraints)
        interpreter = ("--python", programs / "python")
        run(find_uv(), *resolve, *interpreter, *options, "pyproject.toml", "--output-file", requirements)
    install = (find_uv(), "pip", "install", "--quiet", "--python", programs / "python")
    run(*install, "--requirements", requirements)
    run(*install, "--no-deps", "--offline", wheel)
    run(find_uv(), "pip", "check", "--quiet", "--python", programs / "python")
    return programs


def run(*command: str | Path, cwd: Path = ROOT, **variables: str) -> str:
    """Run a command and return its output. Raises CommandError with the end of its output when it fails."""
    words = [str(word) for word in command]
    environment = {**inherited_variables(), **variables}
    words[0] = shutil.which(words[0], path=environment["PATH"]) or words[0]
    ended = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True)
    if ended.returncode:
        said = " | ".join(f"{ended.stdout}\n{ended.stderr}".strip().splitlines()[-15:])
        raise CommandError(f"`{' '.join(words[:4])}` ended with exit code {ended.returncode}: {said}")
    return ended.stdout


def inherited_variables() -> dict[str, str]:
    """Return the variables of this process that lead neither back to the checkout nor to the user's account."""
    return {name: value for name, value in os.environ.items() if not is_project_variable(name)}


def is_project_variable(name: str) -> bool:
    return name in ("VIRTUAL_ENV", "PYTHONPATH") or name.startswith(("PULUMI_", "AZURE_FACE_"))
