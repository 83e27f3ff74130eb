"""A refresh of many resources."""

from __future__ import annotations

from ..account import Account
from ..stack import DRIFTED, Stack

COUNT = 20
PROGRAM = f"""
    staff = face.PersonGroup("staff", person_group_id="staff")
    for number in range({COUNT}):
        face.Person(f"person-{{number}}", group=staff)
        face.LargeFaceList(f"list-{{number}}", large_face_list_id=f"list-{{number}}", user_data="ours")
"""


def test_refresh_reads_many_resources_from_lists(stack: Stack, account: Account) -> None:
    """A refresh needs fewer requests than there are resources and detects a change to any one of them."""
    stack.program(PROGRAM)
    stack.up()
    account.empty_log()
    stack.refresh_preview(exit_code=0)
    assert len(account.requests()) <= COUNT

    change_outside_pulumi(account)
    account.empty_log()
    drift = stack.refresh_preview(exit_code=DRIFTED)
    assert len(account.requests()) <= COUNT
    assert drift.lines("display_name", '"person-9" => "Theirs"')
    assert drift.lines("user_data", '"ours" => "theirs"')
    assert drift.lines("2 to update")
    assert drift.lines("2 to delete")


def change_outside_pulumi(account: Account) -> None:
    """Change one person and one list, and delete another of each."""
    ids = {person["name"]: person["personId"] for person in account.container("staff")["persons"]}
    account.http.patch(f"/persongroups/staff/persons/{ids['person-9']}", json={"name": "Theirs"}).raise_for_status()
    account.http.delete(f"/persongroups/staff/persons/{ids['person-7']}").raise_for_status()
    account.http.patch("/largefacelists/list-11", json={"userData": "theirs"}).raise_for_status()
    account.http.delete("/largefacelists/list-13").raise_for_status()
