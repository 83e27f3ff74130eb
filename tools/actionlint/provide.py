"""Build actionlint, which checks the workflows of examples/pipelines, and print its path.

It is built from the Go module next to this file, once for each version, in the user's cache folder.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULE = "github.com/rhysd/actionlint"


def main() -> None:
    program = cache() / f"actionlint-{version()}" / "actionlint"
    if not program.exists():
        build(program)
    print(program)


def version() -> str:
    requirement = re.search(rf"{re.escape(MODULE)} (v[\d.]+)", (HERE / "go.mod").read_text())
    assert requirement is not None
    return requirement[1]


def build(program: Path) -> None:
    """Build in a temporary folder and rename the result, so that an interrupted build leaves no partial program."""
    if shutil.which("go") is None:
        sys.exit("actionlint cannot be built: `go` is not on PATH")
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as temporary:
        built = Path(temporary) / "actionlint"
        command = ["go", "build", "-buildvcs=false", "-o", str(built), f"{MODULE}/cmd/actionlint"]
        if subprocess.run(command, cwd=HERE, stdout=subprocess.DEVNULL).returncode:
            sys.exit("actionlint cannot be built: `go build` failed; its error output is above")
        built.rename(program)


def cache() -> Path:
    """Return this project's folder in the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "pulumi-azure-face"


if __name__ == "__main__":
    main()
