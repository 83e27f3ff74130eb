"""Saved states of releases, replayed with their accounts: this release must treat them as its own.

tests/states/README.md describes the files.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import shake_256
from pathlib import Path

import pytest

from .account import KEY, Account
from .stack import DRIFTED, FAILED, STACK, Stack

STATES = Path(__file__).parents[1] / "states"
PEOPLE = {"ann": 2, "bob": 1}
VISITORS = 3
SAVED_ENDPOINT = re.compile(r"http://127\.0\.0\.1:[0-9]+")


@dataclass(frozen=True)
class Replay:
    """How the replay of a state differs from that of a state that needs nothing."""

    planned: dict[str, str] = field(default_factory=dict)
    """The planned operations of a preview, by resource."""
    previews_with: tuple[str, ...] = ()
    """The requests of that preview."""
    drifted: tuple[str, ...] = ()
    """The resources that a refresh would change."""
    fails_with: tuple[str, ...] = ()
    """Parts of the line that ends `up`, if it fails."""
    writes: tuple[str, ...] = ()
    """The writes of `up`."""
    retained: tuple[str, ...] = ()
    """Ids of the containers that remain in the account after `destroy`."""


REPLAYS = {
    "0.1.0-complete": Replay(
        planned={"half": "update", "theirs": "read"},
        previews_with=("GET /largefacelists/guests-6a044d68/persistedfaces", "GET /persongroups/kept"),
        drifted=("half",),
        fails_with=("could not", "'photos/half'", "LargeFaceList 'guests-6a044d68'", "'photos/half/bad.jpg'"),
        writes=("POST /largefacelists/guests-6a044d68/persistedfaces",),
        retained=("kept",),
    ),
}
RELEASES = sorted(path.name for path in STATES.iterdir() if path.is_dir())


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


def restore(stack: Stack, account: Account, release: str) -> None:
    """Bring back the program, the account and the state of a release.

    The account has another port here than when it was saved. The imported copy of the state says this one, as the
    state of a real account, whose address stays, does.
    """
    folder = STATES / release
    lay_out(stack.folder, folder)
    account.restore(json.loads((folder / "account.json").read_text()))
    state, here = (folder / "state.json").read_text(), stack.root / "state.json"
    if "azure-face:key" not in state:  # the first states were saved without it
        stack.environment["AZURE_FACE_KEY"] = KEY
    here.write_text(SAVED_ENDPOINT.sub(account.url, state))
    stack.run("stack", "import", "--file", str(here))
    account.empty_log()


def changed_by(output: str) -> Iterator[str]:
    """The names of the resources whose changes a command lists."""
    names = re.findall(r"\[urn=\S+::(\S+)\]", output)
    yield from (name for name in names if not name.endswith(f"-{STACK}"))


@pytest.mark.parametrize("release", RELEASES)
def test_a_saved_state_and_its_account_need_nothing(stack: Stack, account: Account, release: str) -> None:
    """Preview, refresh and `up` change nothing and write nothing, and only retained containers remain after `destroy`."""
    restore(stack, account, release)
    replay, before = REPLAYS.get(release, Replay()), account.dump()

    assert stack.planned() == replay.planned
    assert sorted(account.requests()) == list(replay.previews_with)

    refreshed = stack.refresh_preview(exit_code=DRIFTED if replay.drifted else 0)
    assert sorted(changed_by(refreshed.output)) == list(replay.drifted)
    assert account.writes() == []

    ended = stack.up(exit_code=FAILED if replay.fails_with else 0)
    assert bool(ended.lines(*replay.fails_with)) is True
    assert account.writes() == list(replay.writes)
    assert account.dump() == before

    stack.destroy()
    assert tuple(container["id"] for container in account.containers()) == replay.retained


def test_another_content_is_trained_again(stack: Stack, account: Account) -> None:
    """Where the faces of a saved gallery are not the ones that the state knows, `up --refresh` only trains again."""
    restore(stack, account, "0.1.0")
    before = account.holds()

    stack.up("--refresh")

    assert sorted(account.writes()) == [
        "POST /largefacelists/visitors-aace4b74/train",
        "POST /persongroups/staff-7afe682d/train",
    ]
    assert account.holds() == before
    stack.preview("--expect-no-changes")


def test_an_unfinished_gallery_is_finished(stack: Stack, account: Account) -> None:
    """Once the bad photo is gone, the saved gallery needs one update, which writes nothing."""
    restore(stack, account, "0.1.0-complete")
    (stack.folder / "photos" / "half" / "bad.jpg").unlink()

    stack.up()

    assert account.writes() == []
    assert stack.planned() == {"theirs": "read"}
