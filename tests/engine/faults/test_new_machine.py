"""Runs that are killed, and resumed on a machine without the local files of the killed run."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from pictures import picture

from ..account import Account
from ..photos import write_photos
from ..stack import FAILED, Stack

PROGRAM = """
    staff = face.PersonGroup("staff")
    watched = face.FaceList("watched")
    visitors = face.LargeFaceList("visitors")
    ann = face.Person("ann", group=staff, user_data=pulumi.Output.secret("ann's"), faces=["photos/1.jpg"])
    ben = face.Person("ben", group=staff, user_data="ben's")
    face.Face("front", person=ben, image="photos/2.jpg", user_data="front")
    face.Face("watched", container=watched, image="photos/3.jpg", user_data="watched")
    face.Face("visitor", container=visitors, image="photos/4.jpg", user_data="visitor")
"""
TEXTS = ["ann's", "ben's", "front", "visitor", "watched"]


def texts(account: Account) -> list[str]:
    """Return the user data of all persons and faces, without ownership tags."""
    persons = [person for container in account.containers() for person in container["persons"]]
    faces = [face for owner in (*account.containers(), *persons) for face in owner["persistedFaces"]]
    return sorted(item["userData"] for item in (*persons, *faces) if "pulumi-azure-face" not in item["userData"])


def kill_in(stack: Stack, account: Account, **request: Any) -> None:
    """Kill an `up` while the reply to a request is held back, after the service has done its work."""
    account.empty_log()
    account.add_rule(**request, times=None, delay=30)
    with stack.killed_up(partial(is_held, account, request["method"])):
        account.delete_rules()


def is_held(account: Account, method: str) -> bool:
    return any(write.startswith(method) for write in account.writes())


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({"method": "PATCH", "path": ".*/persons/[^/]*"}, id="text of a person"),
        pytest.param({"method": "POST", "path": "/facelists/.*/persistedfaces"}, id="face of a FaceList"),
        pytest.param({"method": "PATCH", "path": ".*/persistedfaces/[^/]*"}, id="text of a face"),
    ],
)
def test_another_machine_resumes(stack: Stack, account: Account, request_: dict[str, str]) -> None:
    """Each person and face exists once with the program's text, and the `up` after the kill succeeds."""
    write_photos(stack.folder / "photos", "1", "2", "3", "4")
    stack.program(PROGRAM)
    kill_in(stack, account, **request_)
    stack.move_to_new_machine()

    stack.up()

    assert texts(account) == TEXTS
    stack.preview("--expect-no-changes")
    stack.destroy()
    assert account.containers() == []


def test_changed_program_removes_what_the_killed_run_left(stack: Stack, account: Account) -> None:
    """If the image and the text change after the kill, the face of the killed run goes."""
    write_photos(stack.folder / "photos", "1", "2")
    program = 'face.Face("one", container=face.FaceList("watched"), image="photos/{}.jpg", user_data="text {}")'
    stack.program(program.format(1, 1))
    kill_in(stack, account, method="POST", path="/facelists/.*/persistedfaces")
    stack.move_to_new_machine()

    stack.program(program.format(2, 2))
    stack.up()

    assert texts(account) == ["text 2"]


def test_equal_item_of_another_application_stops_the_create(stack: Stack, account: Account) -> None:
    """If an equal person appears after the kill, the `up` names both and takes neither; the named command resolves it."""
    stack.program('face.Person("ann", group=face.PersonGroup("staff", person_group_id="staff"), user_data="text")')
    kill_in(stack, account, method="PATCH", path=".*/persons/[^/]*")
    account.http.post("/persongroups/staff/persons", json={"name": "ann", "userData": "text"}).raise_for_status()
    stack.move_to_new_machine()

    failed = stack.up(exit_code=FAILED)

    line = failed.lines("could not create a person in PersonGroup 'staff'", "it can be any of these")[0]
    ids = {person["personId"] for person in account.container("staff")["persons"]}
    assert len(ids) == 2
    assert all(person_id in line for person_id in ids)
    stack.run("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
    stack.up()
    assert texts(account) == ["text"] * 3


@pytest.mark.parametrize("text", ["'text'", "None"])
def test_reused_name_gets_its_own_person(stack: Stack, account: Account, text: str) -> None:
    """A renamed resource keeps its person, and a new resource under the old name gets another one."""
    group = '\n    staff = face.PersonGroup("staff")\n    '
    old = f'face.Person("old", group=staff, display_name="Ann", user_data={text})'
    new = f'face.Person("new", group=staff, display_name="Ann", user_data={text}'
    stack.program(group + old)
    stack.up()
    stack.program(f'{group}{new}, opts=pulumi.ResourceOptions(aliases=[pulumi.Alias(name="old")]))')
    stack.up()
    [renamed_id] = person_ids(account)
    stack.move_to_new_machine()

    stack.program(f"{group}{old}\n    {new})")
    stack.up()

    [reused_id] = set(person_ids(account)) - {renamed_id}
    stack.program(f"{group}{old}")
    stack.up()
    assert person_ids(account) == [reused_id]


def person_ids(account: Account) -> list[str]:
    return [person["personId"] for container in account.containers() for person in container["persons"]]


def test_record_of_a_resumed_create_proves_nothing(stack: Stack, account: Account) -> None:
    """The state keeps the record of a killed create. An equal face that another application adds later is not ours."""
    write_photos(stack.folder / "photos", "1", "2")
    watched = 'face.LargeFaceList("watched", large_face_list_id="watched")'
    program = f'face.Face("one", container={watched}, image="photos/{{}}.jpg", user_data="text")'
    stack.program(program.format(1))
    kill_in(stack, account, method="POST", path="/largefacelists/.*/persistedfaces")
    stack.up()
    other = account.http.post(
        "/largefacelists/watched/persistedfaces",
        content=picture("other"),
        headers={"Content-Type": "application/octet-stream"},
        params={"userData": "text"},
    ).json()["persistedFaceId"]

    stack.program(program.format(2))
    stack.up()

    assert other in [face["persistedFaceId"] for face in account.container("watched")["persistedFaces"]]
    assert texts(account) == ["text", "text"]
