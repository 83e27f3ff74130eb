"""Write docs/reference, or check that it is up to date.

python -m tools.reference            write the pages
python -m tools.reference --check    exit with an error if a page differs from the code
"""

from __future__ import annotations

import sys
from pathlib import Path

from . import command_line, drift, emulator, functions, resources, settings

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


def pages() -> dict[str, str]:
    """Return the text of all generated pages by file name."""
    return {
        **resources.pages(),
        **functions.pages(),
        **settings.pages(),
        **command_line.pages(),
        **drift.pages(),
        **emulator.pages(),
    }


def outdated(folder: Path = FOLDER) -> list[str]:
    """Return the names of pages that differ from the code, are missing, or are not generated any more."""
    written = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    current = pages()
    return sorted(name for name in written.keys() | current.keys() if written.get(name) != current.get(name))


def write(folder: Path = FOLDER) -> None:
    folder.mkdir(exist_ok=True)
    for name in outdated(folder):
        (folder / name).unlink(missing_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    if "--check" not in sys.argv:
        write()
    elif names := outdated():
        sys.exit(f"docs/reference is out of date: {', '.join(names)}. Run `make reference`")


if __name__ == "__main__":
    main()
