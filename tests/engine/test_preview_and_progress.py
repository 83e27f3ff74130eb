"""What a gallery says of itself: at preview what is coming, on the way how far it is."""

from __future__ import annotations

import re
import shutil

from .account import Account
from .photos import put_people, put_photos
from .stack import FAILED, Stack

GROUP = 'face.PersonGroup("staff", person_group_id="staff", persons="people")'


def test_a_preview_says_what_is_coming(stack: Stack, account: Account) -> None:
    """In one line beside the gallery, for what is new and for what changes; and nothing when nothing does."""
    people = stack.folder / "people"
    put_people(people, {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    stack.program(GROUP)
    assert stack.preview().lines("+ 2 persons, + 3 faces: 5 transactions, about 1 s at 1000/s")
    assert not account.containers()
    stack.up()

    put_people(people, {"Ann": ["ann-3"], "Cid": ["cid-1"]})
    (people / "Ann" / "ann-1.jpg").unlink()
    shutil.rmtree(people / "Ben")
    account.empty_log()
    coming = "+ 1 person, + 2 faces, ~ 1 person, - 1 person, - 1 face: 6 transactions, about 1 s at 1000/s"
    assert stack.preview().lines(coming)
    assert not account.writes()

    stack.up()
    assert len(account.writes()) == 6
    assert not stack.preview("--expect-no-changes").lines("transactions")


def test_what_the_tier_cannot_hold_is_refused_at_preview(stack: Stack, account: Account) -> None:
    """The free tier has room for a thousand persons in a group."""
    stack.run("config", "set", "azure-face:tier", "F0")
    put_photos(stack.folder, "one")
    rows = [f"person-{number},one.jpg" for number in range(1001)]
    (stack.folder / "people").with_suffix(".csv").write_text("\n".join(["key,images", *rows]))
    stack.program('face.PersonGroup("staff", persons="people.csv")')

    refused = stack.preview(exit_code=FAILED)

    assert refused.lines("persons declares 1,001 persons; a PersonGroup holds at most 1,000 in tier F0")
    assert not account.containers()


def test_a_person_sees_how_far_it_is(stack: Stack, account: Account) -> None:
    """On a terminal the gallery's own line tells count, rate and time left; a pipeline's log is spared a run so short."""
    put_people(stack.folder / "people", {name: [f"{name}-{number}" for number in range(4)] for name in "abcd"})
    stack.program(GROUP)
    account.rule(method="POST", path=".*/persistedfaces", delay=0.3, times=None)

    seen = stack.run_on_terminal("up", "--yes", "--skip-preview")
    told = re.findall(r"Gallery.*enrolled (\d+) of 16 faces, [\d.]+/s, \d+ s left", seen)
    assert {0, 16} < {0, 16, *map(int, told)}, seen

    stack.destroy()
    assert not stack.up().lines("enrolled ")
