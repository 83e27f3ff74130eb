"""The lifecycle of a stack whose program is in YAML: create, preview, update, replace, repair, and destroy."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..account import KEY, Account, ContainerState, large_face_list, person_group
from ..photos import faces_in, people_in, write_people, write_photos
from ..stack import DRIFTED, FAILED, Stack

STAFF_AND_VISITORS = """
    resources:
      staff:
        type: azure-face:PersonGroup
        properties: {{{staff}}}
      people:
        type: azure-face:Gallery
        properties: {{container: "${{staff.ref}}", source: photos/staff}}
        options: {{deletedWith: "${{staff}}"}}
      staff-training:
        type: azure-face:Training
        properties: {{container: "${{staff.ref}}", triggers: ["${{people.revision}}"]}}
      visitors:
        type: azure-face:LargeFaceList
      guests:
        type: azure-face:Gallery
        properties: {{container: "${{visitors.ref}}", source: photos/visitors}}
      visitors-training:
        type: azure-face:Training
        properties: {{container: "${{visitors.ref}}", triggers: ["${{guests.revision}}"]}}
    outputs:
      staff: ${{staff.personGroupId}}
      visitors: ${{visitors.largeFaceListId}}
      persons: ${{people.personCount}}
      trained: ["${{staff-training.trained}}", "${{visitors-training.trained}}"]
"""


def staff_and_visitors(staff: str = "") -> str:
    return STAFF_AND_VISITORS.format(staff=staff)


def staff_of(account: Account) -> ContainerState:
    """Return the only group in the account."""
    [staff] = [state for state in account.holds() if state.kind == "persongroups"]
    return staff


@pytest.fixture
def photos(stack: Stack) -> Path:
    folder = stack.folder / "photos"
    write_people(folder / "staff", {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    write_photos(folder / "visitors", "vera", "viktor")
    return folder


def test_stack_is_created_updated_and_destroyed(stack: Stack, account: Account, photos: Path) -> None:
    """After each run the account matches the program exactly, and unmanaged containers stay unchanged."""
    unmanaged = account.create_unmanaged_group("unmanaged")
    account.empty_log()
    stack.yaml_program(staff_and_visitors("userData: first"))
    preview = stack.preview("--diff")
    assert preview.lines("persons", ": 2")
    assert preview.lines("trained", ": [unknown]")
    assert account.writes() == []
    stack.up()

    outputs = stack.outputs()
    staff_id, visitors_id = outputs["staff"], outputs["visitors"]
    people = people_in(photos / "staff")
    visitors = large_face_list(visitors_id, "visitors", photos=faces_in(photos / "visitors"), trained=True)
    staff = person_group(staff_id, "staff", user_data="first", photos=people, trained=True)
    assert account.holds() == [staff, unmanaged, visitors]
    assert (outputs["persons"], outputs["trained"]) == (2, [True, True])

    account.empty_log()
    stack.preview("--expect-no-changes")
    assert account.requests() == []

    stack.yaml_program(staff_and_visitors("displayName: The staff, userData: second"))
    update = stack.run("up", "--yes", "--diff")
    assert update.lines("displayName", '"staff" => "The staff"')
    assert update.lines("userData", '"first" => "second"')
    staff = person_group(staff_id, "The staff", user_data="second", photos=people, trained=True)
    assert account.holds() == [staff, unmanaged, visitors]
    assert account.writes() == [f"PATCH /persongroups/{staff_id}"]

    stack.yaml_program(staff_and_visitors("displayName: The staff"))
    stack.up()
    staff = person_group(staff_id, "The staff", photos=people, trained=True)
    assert account.holds() == [staff, unmanaged, visitors]

    stack.destroy()
    assert account.holds() == [unmanaged]


def test_python_program_makes_the_same(stack: Stack, account: Account, photos: Path) -> None:
    """A program in YAML and one in Python leave the same content in the account."""
    stack.program(
        """
        face.PersonGroup("staff", person_group_id="staff", persons="photos/staff", train=True)
        face.LargeFaceList("visitors", large_face_list_id="visitors", faces="photos/visitors", train=True)
        """
    )
    stack.up()
    made_in_python = account.holds()
    stack.destroy()
    assert account.holds() == []

    program = staff_and_visitors("personGroupId: staff")
    stack.yaml_program(
        program.replace("LargeFaceList\n", "LargeFaceList\n        properties: {largeFaceListId: visitors}\n")
    )
    stack.up()
    assert account.holds() == made_in_python


@pytest.mark.parametrize("own_id", [pytest.param(True, id="own id"), pytest.param(False, id="derived id")])
def test_replaced_group_is_filled_and_trained_again(stack: Stack, account: Account, photos: Path, own_id: bool) -> None:
    """Another model replaces the group, its gallery, and its training, also under the same id."""
    inputs = "personGroupId: staff" if own_id else ""
    stack.yaml_program(staff_and_visitors(inputs))
    stack.up()
    first_id = staff_of(account).id

    stack.yaml_program(staff_and_visitors(f"{inputs}{', ' if inputs else ''}recognitionModel: recognition_03"))
    assert stack.planned().keys() == {"staff", "people", "staff-training"}
    stack.up()

    staff = staff_of(account)
    assert (staff.id == first_id) is own_id
    assert staff == person_group(
        staff.id, "staff", recognition_model="recognition_03", photos=people_in(photos / "staff"), trained=True
    )
    stack.preview("--expect-no-changes")


def test_drift_is_found_and_repaired(stack: Stack, account: Account, photos: Path) -> None:
    """A refresh shows what changed outside, and `up --refresh` repairs it."""
    stack.yaml_program(staff_and_visitors())
    stack.up()
    before, staff_id = account.holds(), staff_of(account).id
    [visitors] = [state.id for state in before if state.kind == "largefacelists"]

    account.http.patch(f"/persongroups/{staff_id}", json={"name": "DRIFTED"}).raise_for_status()
    [person, *_] = account.container(staff_id)["persons"]
    account.http.delete(f"/persongroups/{staff_id}/persons/{person['personId']}").raise_for_status()
    account.http.delete(f"/largefacelists/{visitors}").raise_for_status()

    drift = stack.refresh_preview(exit_code=DRIFTED)
    assert drift.lines("displayName", '"staff" => "DRIFTED"')
    stack.up("--refresh")
    assert account.holds() == before
    stack.refresh_preview(exit_code=0)


def test_content_change_is_enrolled_and_trained(stack: Stack, account: Account, photos: Path) -> None:
    """A new photo updates the gallery and starts a training; the other container is not touched."""
    stack.yaml_program(staff_and_visitors())
    stack.up()
    account.empty_log()
    write_people(photos / "staff", {"Cleo": ["cleo"]})

    preview = stack.preview("--diff")
    assert preview.lines("+ 1 person, + 1 face")
    stack.up()

    staff_id = staff_of(account).id
    assert {request.split("/")[2] for request in account.writes()} == {staff_id}
    assert account.holds()[0] == person_group(staff_id, "staff", photos=people_in(photos / "staff"), trained=True)


def test_rejected_photo_keeps_the_rest(stack: Stack, account: Account, photos: Path) -> None:
    """A photo that the service rejects fails the run; all others are enrolled and saved, and the next run goes on."""
    account.add_rule(
        method="POST",
        path=".*persistedfaces.*",
        status=400,
        error={"code": "InvalidImage", "message": "No face detected in the image."},
        times=1,
    )
    stack.yaml_program(staff_and_visitors())
    result = stack.up(exit_code=FAILED)
    assert result.lines("could not be enrolled")
    assert any(resource.get("initErrors") for resource in stack.resources())

    stack.up()
    assert [state.trained for state in account.holds()] == [True, True]
    stack.preview("--expect-no-changes")


def test_secrets_stay_secret(stack: Stack, account: Account) -> None:
    """A secret input is encrypted in inputs and outputs of the state, and no message shows it."""
    stack.yaml_program(
        """
        resources:
          staff:
            type: azure-face:PersonGroup
            properties:
              userData: {fn::secret: the hidden text}
        """
    )
    assert "the hidden text" not in stack.up("--diff").output
    state = stack.export()
    assert "the hidden text" not in state
    assert KEY not in state
    [group] = account.holds()
    assert group.user_data == "the hidden text"
    stack.preview("--expect-no-changes")


def test_two_accounts(stack: Stack, account: Account) -> None:
    """A program declares a provider for each account, and resources choose one."""
    stack.run("config", "set", "azure-face:endpoint", "http://127.0.0.1:1")
    stack.yaml_program(
        f"""
        resources:
          lab:
            type: pulumi:providers:azure-face
            properties: {{endpoint: "{account.url}", key: {{fn::secret: {KEY}}}, requestsPerSecond: 1000}}
          staff:
            type: azure-face:PersonGroup
            options: {{provider: "${{lab}}"}}
        """
    )
    stack.up()
    assert [group.name for group in account.holds()] == ["staff"]
    stack.preview("--expect-no-changes")
    stack.destroy()
    assert account.holds() == []
