"""The preview summary of a gallery and its progress during an update."""

from __future__ import annotations

import re
import shutil

from .account import Account
from .photos import write_people, write_photos
from .stack import FAILED, Stack

GROUP = 'face.PersonGroup("staff", person_group_id="staff", persons="people")'


def test_preview_summarizes_planned_changes(stack: Stack, account: Account) -> None:
    """A preview summarizes the planned changes of a gallery in one line, and prints no line without changes."""
    people = stack.folder / "people"
    write_people(people, {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    stack.program(GROUP)
    assert stack.preview().lines("+ 2 persons, + 3 faces: 5 transactions, about 1 s at 1000/s")
    assert not account.containers()
    assert not stack.up().lines("transactions, about")

    write_people(people, {"Ann": ["ann-3"], "Cid": ["cid-1"]})
    (people / "Ann" / "ann-1.jpg").unlink()
    shutil.rmtree(people / "Ben")
    account.empty_log()
    summary = "+ 1 person, + 2 faces, ~ 1 person, - 1 person, - 1 face: 6 transactions, about 1 s at 1000/s"
    assert stack.preview().lines(summary)
    assert not account.writes()

    preview, _, update = stack.run("up", "--yes").output.partition("Updating (dev)")
    assert summary in preview
    assert "6 transactions" not in update
    assert len(account.writes()) == 6
    assert not stack.preview("--expect-no-changes").lines("transactions")


def test_exceeded_tier_quota_is_reported_at_preview(stack: Stack, account: Account) -> None:
    """A gallery with more persons than the tier allows fails at preview."""
    stack.run("config", "set", "azure-face:tier", "F0")
    write_photos(stack.folder, "one")
    rows = [f"person-{number},one.jpg" for number in range(1001)]
    (stack.folder / "people").with_suffix(".csv").write_text("\n".join(["key,images", *rows]))
    stack.program('face.PersonGroup("staff", persons="people.csv")')

    failed = stack.preview(exit_code=FAILED)

    assert failed.lines("persons: cannot enroll 1,001 persons, because a PersonGroup has at most 1,000 in tier F0")
    assert not account.containers()


def test_progress_is_shown_on_a_terminal(stack: Stack, account: Account) -> None:
    """A terminal shows count, rate, and remaining time on the gallery's line, and the log of a short run has none."""
    write_people(stack.folder / "people", {name: [f"{name}-{number}" for number in range(4)] for name in "abcd"})
    stack.program(GROUP)
    account.add_rule(method="POST", path=".*/persistedfaces", delay=0.3, times=None)

    screen = stack.run_on_terminal("up", "--yes", "--skip-preview")
    counts = re.findall(r"Gallery.*enrolled (\d+) of 16 faces, [\d.]+/s, \d+ s left", screen)
    assert {0, 16} < {0, 16, *map(int, counts)}, screen

    stack.destroy()
    assert not stack.up().lines("enrolled ")
