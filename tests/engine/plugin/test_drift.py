"""`azure-face drift` compares resources of the plugin like those of Python programs."""

from __future__ import annotations

from textwrap import dedent

import pytest

from pulumi_azure_face.drift import DriftOptions, detect

from ..account import Account
from ..photos import write_people, write_photos
from ..stack import Stack

PROGRAM = """
name: engine-tests
runtime: yaml
resources:
  staff:
    type: azure-face:PersonGroup
    properties: {personGroupId: staff, displayName: Staff}
  people:
    type: azure-face:Gallery
    properties: {container: "${staff.ref}", source: photos/staff}
  training:
    type: azure-face:Training
    properties: {container: "${staff.ref}", triggers: ["${people.revision}"]}
  crew:
    type: azure-face:LargePersonGroup
    properties: {largePersonGroupId: crew}
  anna:
    type: azure-face:Person
    properties: {group: "${crew.ref}", userData: desk 1}
  portrait:
    type: azure-face:Face
    properties: {person: "${anna.ref}", image: photos/one.jpg}
"""


def test_changes_of_plugin_resources_are_found(stack: Stack, account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    write_people(stack.folder / "photos" / "staff", {"ann": ["a1", "a2"], "ben": ["b1"]})
    write_photos(stack.folder / "photos", "one")
    (stack.folder / "Pulumi.yaml").write_text(dedent(PROGRAM))
    stack.up()
    for name, value in stack.process_environment().items():
        monkeypatch.setenv(name, value)
    before = detect(stacks=["dev"], projects=[stack.folder], options=DriftOptions(deep=True))

    account.http.patch("/persongroups/staff", json={"name": "Renamed"}).raise_for_status()
    [person] = account.http.get("/largepersongroups/crew/persons").json()
    path = f"/largepersongroups/crew/persons/{person['personId']}"
    account.http.patch(path, json={"userData": "desk 2"}).raise_for_status()
    account.http.delete(f"{path}/persistedfaces/{person['persistedFaceIds'][0]}").raise_for_status()
    staff = account.http.get("/persongroups/staff/persons").json()
    account.http.delete(f"/persongroups/staff/persons/{staff[0]['personId']}").raise_for_status()
    after = detect(stacks=["dev"], projects=[stack.folder])

    assert before.findings == []
    assert before.unread == []
    assert sorted((str(each.type), each.kind) for each in after.findings) == [
        ("changed", "Person"),
        ("changed", "PersonGroup"),
        ("content-changed", "Gallery"),
        ("missing", "Face"),
        ("stale-training", "Training"),
    ]
    assert {each.location.path for each in after.findings} == {"Pulumi.yaml"}
