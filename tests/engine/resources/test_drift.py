"""What changes outside of the program is seen, told and repaired."""

from __future__ import annotations

from ..account import Account, person_group
from ..photos import people_in, put_people
from ..stack import DRIFTED, Stack

PROGRAM = """
    face.PersonGroup("staff", person_group_id="staff", user_data="ours", persons="people", train=True)
    face.LargeFaceList("untouched")
"""


def test_what_others_changed_is_seen_and_repaired(stack: Stack, account: Account) -> None:
    """A refresh that only looks fails on drift, and `up --refresh` restores and trains what was changed or deleted."""
    put_people(stack.folder / "people", {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    stack.program(PROGRAM)
    stack.up()
    whole = person_group("staff", user_data="ours", enrolled=people_in(stack.folder / "people"), trained=True)
    untouched = next(one for one in account.holds() if one.name == "untouched")
    assert account.holds() == [whole, untouched]
    stack.refresh_preview(exit_code=0)

    change_outside(account)
    seen = stack.refresh_preview(exit_code=DRIFTED)
    assert seen.lines("display_name", '"staff" => "Theirs"')
    assert seen.lines("user_data", '"ours" => "theirs"')
    assert seen.lines("face_count", "3 => 2")

    repaired = stack.up("--refresh")
    assert not repaired.lines("untouched", "diff")
    assert account.holds() == [whole, untouched]
    stack.refresh_preview(exit_code=0)

    account.face.delete("/persongroups/staff").raise_for_status()
    stack.up("--refresh")
    assert account.holds() == [whole, untouched]


def change_outside(account: Account) -> None:
    """Rename the group, give it other user data, and remove a face of Ann's."""
    account.face.patch("/persongroups/staff", json={"name": "Theirs", "userData": "theirs"}).raise_for_status()
    ann = next(person for person in account.container("staff")["persons"] if person["name"] == "Ann")
    lost = ann["persistedFaces"][0]["persistedFaceId"]
    account.face.delete(f"/persongroups/staff/persons/{ann['personId']}/persistedfaces/{lost}").raise_for_status()
