"""States that releases have saved: to this release they must mean what they meant then."""

from __future__ import annotations

import shutil
from hashlib import shake_256
from pathlib import Path

import pytest

from .account import Account
from .stack import Stack

STATES = Path(__file__).parents[1] / "states"
PEOPLE = {"ann": 2, "bob": 1}
VISITORS = 3


def photo(place: Path, word: str) -> None:
    """A JPEG by its first bytes and noise after them: the same in every release of every library."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"\xff\xd8\xff\xe0" + shake_256(word.encode()).digest(2000))


def lay_out(folder: Path, release: Path) -> None:
    """The program of a release, and its photos: those that lie beside it, or those that the first one was made with."""
    shutil.copy(release / "program.py", folder / "__main__.py")
    if (release / "photos").is_dir():
        shutil.copytree(release / "photos", folder / "photos")
        return
    for person, count in PEOPLE.items():
        for number in range(count):
            photo(folder / "photos" / "staff" / person / f"{number}.jpg", f"{person} {number}")
    for number in range(VISITORS):
        photo(folder / "photos" / "visitors" / f"{number}.jpg", f"visitor {number}")


@pytest.mark.parametrize(
    "release", sorted(path for path in STATES.iterdir() if path.is_dir()), ids=lambda path: path.name
)
def test_a_saved_state_needs_nothing(stack: Stack, account: Account, release: Path) -> None:
    """The program that made a state changes nothing, and asks the service nothing, under this release."""
    lay_out(stack.folder, release)
    stack.run("stack", "import", "--file", str(release / "state.json"))

    stack.preview("--expect-no-changes")
    assert account.requests() == []
