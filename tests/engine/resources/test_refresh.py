"""A refresh of many resources."""

from __future__ import annotations

from ..account import Account
from ..stack import DRIFTED, Stack

MANY = 20
PROGRAM = f"""
    staff = face.PersonGroup("staff", person_group_id="staff")
    for number in range({MANY}):
        face.Person(f"person-{{number}}", group=staff)
        face.LargeFaceList(f"list-{{number}}", large_face_list_id=f"list-{{number}}", user_data="ours")
"""


def test_many_are_read_from_listings(stack: Stack, account: Account) -> None:
    """It costs far fewer requests than there are resources, and sees what has become of any one of them."""
    stack.program(PROGRAM)
    stack.up()
    account.empty_log()
    stack.refresh_preview(exit_code=0)
    assert len(account.requests()) <= MANY

    change_outside(account)
    account.empty_log()
    seen = stack.refresh_preview(exit_code=DRIFTED)
    assert len(account.requests()) <= MANY
    assert seen.lines("display_name", '"person-9" => "Theirs"')
    assert seen.lines("user_data", '"ours" => "theirs"')
    assert seen.lines("2 to update")
    assert seen.lines("2 to delete")


def change_outside(account: Account) -> None:
    """Change and delete a person and a list."""
    ids = {person["name"]: person["personId"] for person in account.container("staff")["persons"]}
    account.face.patch(f"/persongroups/staff/persons/{ids['person-9']}", json={"name": "Theirs"}).raise_for_status()
    account.face.delete(f"/persongroups/staff/persons/{ids['person-7']}").raise_for_status()
    account.face.patch("/largefacelists/list-11", json={"userData": "theirs"}).raise_for_status()
    account.face.delete("/largefacelists/list-13").raise_for_status()
