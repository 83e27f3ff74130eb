"""Changes outside the program are detected, reported, and repaired."""

from __future__ import annotations

from ..account import Account, person_group
from ..photos import people_in, write_people
from ..stack import DRIFTED, Stack

PROGRAM = """
    face.PersonGroup("staff", person_group_id="staff", user_data="ours", persons="people", train=True)
    face.LargeFaceList("untouched")
"""


def test_drift_is_detected_and_repaired(stack: Stack, account: Account) -> None:
    """A refresh preview fails on drift, and `up --refresh` restores and trains what was changed or deleted."""
    write_people(stack.folder / "people", {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    stack.program(PROGRAM)
    stack.up()
    staff = person_group("staff", user_data="ours", photos=people_in(stack.folder / "people"), trained=True)
    untouched = next(container for container in account.holds() if container.name == "untouched")
    assert account.holds() == [staff, untouched]
    stack.refresh_preview(exit_code=0)

    change_outside_pulumi(account)
    drift = stack.refresh_preview(exit_code=DRIFTED)
    assert drift.lines("display_name", '"staff" => "Theirs"')
    assert drift.lines("user_data", '"ours" => "theirs"')
    assert drift.lines("face_count", "3 => 2")

    repair = stack.up("--refresh")
    assert not repair.lines("untouched", "diff")
    assert account.holds() == [staff, untouched]
    stack.refresh_preview(exit_code=0)

    account.http.delete("/persongroups/staff").raise_for_status()
    stack.up("--refresh")
    assert account.holds() == [staff, untouched]


def change_outside_pulumi(account: Account) -> None:
    """Rename the group, change its user data, and delete one of Ann's faces."""
    account.http.patch("/persongroups/staff", json={"name": "Theirs", "userData": "theirs"}).raise_for_status()
    ann = next(person for person in account.container("staff")["persons"] if person["name"] == "Ann")
    face = f"{ann['personId']}/persistedfaces/{ann['persistedFaces'][0]['persistedFaceId']}"
    account.http.delete(f"/persongroups/staff/persons/{face}").raise_for_status()
