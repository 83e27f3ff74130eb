"""`pulumi import` and `get` of existing containers, persons, and faces, by ids that name everything."""

from __future__ import annotations

import json
import shutil

import pytest

from ..account import Account, person_group
from ..photos import jpeg, photo_digests_in, write_photos
from ..stack import FAILED, Stack
from .programs import VISITORS

STAFF = """
    resources:
      staff:
        type: azure-face:PersonGroup
        properties: {personGroupId: staff, displayName: Staff}
      ann:
        type: azure-face:Person
        properties: {group: "${staff.ref}", displayName: Ann}
      portrait:
        type: azure-face:Face
        properties: {person: "${ann.ref}", image: photos/ann.jpg}
"""


def create_staff(account: Account) -> tuple[str, str]:
    """Create a group with a person and their face outside Pulumi. Return the ids of both."""
    account.http.put("/persongroups/staff", json={"name": "Staff", "recognitionModel": "recognition_04"})
    person = account.http.post("/persongroups/staff/persons", json={"name": "Ann"}).json()["personId"]
    face = account.http.post(
        f"/persongroups/staff/persons/{person}/persistedfaces?detectionModel=detection_03",
        content=jpeg("ann"),
        headers={"Content-Type": "application/octet-stream"},
    ).json()["persistedFaceId"]
    return person, face


def import_resources(stack: Stack, *resources: tuple[str, str, str]) -> None:
    """Import resources by type, name, and id with one command."""
    members = [{"type": f"azure-face:index:{type_}", "name": name, "id": id_} for type_, name, id_ in resources]
    (stack.folder / "import.json").write_text(json.dumps({"resources": members}))
    result = stack.run("import", "--file", "import.json", "--yes", "--protect=false", "--skip-preview")
    assert not result.lines("failed to validate")


def test_imported_resources_are_managed(stack: Stack, account: Account) -> None:
    """After an import, the program changes nothing in the account, and the next preview shows no change."""
    write_photos(stack.folder / "photos", "ann")
    person, face = create_staff(account)
    before = account.dump()["containers"]
    stack.yaml_program("resources: {}")
    account.empty_log()

    import_resources(
        stack,
        ("PersonGroup", "staff", "staff"),
        ("Person", "ann", f"PersonGroup/staff/{person}"),
        ("Face", "portrait", f"PersonGroup/staff/{person}/{face}"),
    )
    assert account.writes() == []

    stack.yaml_program(STAFF)
    planned = stack.planned()
    assert planned.keys() <= {"ann", "portrait"}  # the saved owners get the generation of the group
    assert set(planned.values()) <= {"update"}
    stack.up()
    assert account.writes() == []
    stack.preview("--expect-no-changes")
    assert account.dump()["containers"] == before

    stack.destroy()
    assert account.holds() == []


@pytest.mark.parametrize(
    ("type_", "resource_id", "message"),
    [
        ("Gallery", "staff", "the id of a Gallery must be KIND/CONTAINER/TAG, such as PersonGroup/staff/1f2e3d4c"),
        ("PersonGroup", "absent", "resource 'absent' does not exist"),
    ],
)
def test_invalid_id_is_reported(stack: Stack, account: Account, type_: str, resource_id: str, message: str) -> None:
    """An id in another format, or of nothing, ends the import with one line."""
    stack.yaml_program("resources: {}")
    arguments = ("--yes", "--skip-preview")
    result = stack.run("import", f"azure-face:index:{type_}", "it", resource_id, *arguments, exit_code=FAILED)
    assert result.lines(message)


def test_lost_state_is_imported(stack: Stack, stack_template: Stack, account: Account) -> None:
    """Resources of a stack whose state was lost are imported with their content, tags, and training."""
    write_photos(stack.folder / "photos", "vera", "viktor")
    stack.yaml_program(VISITORS)
    stack.up()
    before = account.holds()
    [gallery] = [resource for resource in stack.resources() if resource["type"].endswith(":Gallery")]
    shutil.rmtree(stack.root / "state")
    shutil.copytree(stack_template.root / "state", stack.root / "state")
    account.empty_log()

    import_resources(
        stack,
        ("LargeFaceList", "visitors", "visitors"),
        ("Gallery", "guests", f"{gallery['id']}/photos"),
        ("Training", "training", "LargeFaceList/visitors"),
    )
    stack.up()
    assert [request for request in account.writes() if not request.endswith("/train")] == []
    assert account.holds() == before
    stack.preview("--expect-no-changes")


def test_existing_group_is_read(stack: Stack, account: Account) -> None:
    """A program reads a group that it does not manage, fills it, and leaves it when it is destroyed."""
    write_photos(stack.folder / "people" / "Ben", "ben")
    account.create_unmanaged_group("staff")
    before = account.holds()
    stack.yaml_program(
        """
        resources:
          staff:
            type: azure-face:PersonGroup
            get: {id: staff}
          people:
            type: azure-face:Gallery
            properties: {container: "${staff.ref}", source: people}
        """
    )
    stack.up()
    [group] = account.holds()
    assert [name for name, _ in group.photos] == ["Ben"]
    stack.preview("--expect-no-changes")
    stack.destroy()
    assert account.holds() == before


def test_replaced_container_takes_imported_resources_along(stack: Stack, account: Account) -> None:
    """A program that replaces an imported group creates the person and the face again."""
    write_photos(stack.folder / "photos", "ann")
    write_photos(stack.folder / "people" / "Ben", "ben")
    person, face = create_staff(account)
    stack.yaml_program("resources: {}")
    import_resources(
        stack,
        ("PersonGroup", "staff", "staff"),
        ("Person", "ann", f"PersonGroup/staff/{person}"),
        ("Face", "portrait", f"PersonGroup/staff/{person}/{face}"),
    )

    stack.yaml_program(STAFF.replace("displayName: Staff", "displayName: Staff, recognitionModel: recognition_03"))
    assert set(stack.planned().values()) == {"replace"}
    stack.up()

    [group] = account.holds()
    assert group == person_group(
        "staff",
        "Staff",
        recognition_model="recognition_03",
        photos=(("Ann", photo_digests_in(stack.folder / "photos")),),
    )
    stack.preview("--expect-no-changes")
    stack.refresh_preview(exit_code=0)
