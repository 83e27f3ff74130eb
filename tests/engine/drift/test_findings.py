"""Each kind of change behind the back of a stack is one finding, and nothing else is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_azure_face.drift import DriftOptions, detect
from tools.reference.drift import REPAIRS

from ..photos import jpeg
from .conftest import DeployedStack

Change = Callable[[DeployedStack], object]


def test_an_unchanged_account_has_no_findings(deployed: DeployedStack) -> None:
    report = deployed.drift(strict=True)

    assert report.findings == []
    assert report.unread == []


def test_an_unchanged_account_has_no_findings_in_a_deep_check(deployed: DeployedStack) -> None:
    assert deployed.drift(strict=True, deep=True).findings == []


def test_only_gets_are_sent(deployed: DeployedStack) -> None:
    deployed.drift(deep=True)

    assert {request["method"] for request in deployed.account.request_log()} == {"GET"}


def test_the_fewest_requests_are_sent(deployed: DeployedStack) -> None:
    deployed.drift()

    assert sorted(request.partition("?")[0] for request in deployed.account.requests()) == [
        "GET /facelists",
        "GET /facelists/few",
        "GET /largefacelists",
        "GET /largefacelists/many/persistedfaces",
        "GET /largefacelists/many/training",
        "GET /largepersongroups",
        "GET /largepersongroups/crew/persons",
        "GET /largepersongroups/crew/training",
        "GET /persongroups",
        "GET /persongroups/staff/persons",
        "GET /persongroups/staff/training",
    ]


# --- changes ----------------------------------------------------------------------------------------------------------


def patch(deployed: DeployedStack, path: str, **members: Any) -> None:
    deployed.account.http.patch(path, json=members).raise_for_status()


def delete(deployed: DeployedStack, path: str) -> None:
    deployed.account.http.delete(path).raise_for_status()


def add_face(deployed: DeployedStack, path: str, seed: str, **query: str) -> str:
    headers = {"Content-Type": "application/octet-stream"}
    response = deployed.account.http.post(
        f"{path}/persistedfaces",
        params={"detectionModel": "detection_03", **query},
        content=jpeg(seed),
        headers=headers,
    )
    return str(response.raise_for_status().json()["persistedFaceId"])


def delete_container(deployed: DeployedStack) -> None:
    delete(deployed, "/facelists/few")


def rename_container(deployed: DeployedStack) -> None:
    patch(deployed, "/persongroups/staff", name="Renamed")


def change_json(deployed: DeployedStack) -> None:
    user_data = {"team": {"lead": "b", "size": 2}, "tags": ["x", "y", "z"]}
    patch(deployed, "/persongroups/staff", userData=json.dumps(user_data))


def change_model(deployed: DeployedStack) -> None:
    delete(deployed, "/facelists/few")
    body = {"name": "few", "recognitionModel": "recognition_03"}
    deployed.account.http.put("/facelists/few", json=body).raise_for_status()


def delete_person(deployed: DeployedStack) -> None:
    delete(deployed, f"/largepersongroups/crew/persons/{deployed.resource_id('Person', 'berta')}")


def rename_person(deployed: DeployedStack) -> None:
    patch(deployed, f"/largepersongroups/crew/persons/{deployed.resource_id('Person', 'anna')}", name="Other")


def delete_face(deployed: DeployedStack) -> None:
    person, face = deployed.resource_id("Person", "anna"), deployed.resource_id("Face", "portrait")
    delete(deployed, f"/largepersongroups/crew/persons/{person}/persistedfaces/{face}")


def change_face(deployed: DeployedStack) -> None:
    patch(deployed, f"/largefacelists/many/persistedfaces/{deployed.resource_id('Face', 'single')}", userData="x")


def delete_gallery_person(deployed: DeployedStack) -> None:
    delete(deployed, f"/persongroups/staff/persons/{deployed.persons()[0]['personId']}")


def delete_gallery_face(deployed: DeployedStack) -> None:
    person = deployed.persons()[0]
    face_id = person["persistedFaceIds"][0]
    delete(deployed, f"/persongroups/staff/persons/{person['personId']}/persistedfaces/{face_id}")


def replace_gallery_face(deployed: DeployedStack) -> None:
    delete_gallery_face(deployed)
    add_face(deployed, f"/persongroups/staff/persons/{deployed.persons()[0]['personId']}", "intruder")


def rename_gallery_person(deployed: DeployedStack) -> None:
    patch(deployed, f"/persongroups/staff/persons/{deployed.persons()[0]['personId']}", name="Other")


def delete_list_face(deployed: DeployedStack) -> None:
    faces = deployed.account.http.get("/facelists/few").json()["persistedFaces"]
    delete(deployed, f"/facelists/few/persistedfaces/{faces[0]['persistedFaceId']}")


def fail_training(deployed: DeployedStack) -> None:
    deployed.account.fail_training("No usable face.", "crew")
    deployed.account.http.post("/largepersongroups/crew/train").raise_for_status()
    status = {"status": "running"}
    while status["status"] not in ("succeeded", "failed"):
        status = deployed.account.http.get("/largepersongroups/crew/training").json()


def recreate_untrained(deployed: DeployedStack) -> None:
    """Recreate the list with the same faces, as a script would that restores a copy, but without the training."""
    account = deployed.account.dump()
    next(each for each in account["containers"] if each["id"] == "many")["training"] = None
    deployed.account.restore(account)


CREW, STAFF = ("Training", "crew/training"), ("Training", "staff/training")
SINGLE_CHANGES: dict[Change, list[tuple[str, str, str]]] = {
    delete_container: [("missing", "FaceList", "few"), ("missing", "Gallery", "few/*")],
    rename_container: [("changed", "PersonGroup", "staff")],
    change_json: [("changed", "PersonGroup", "staff"), ("changed", "PersonGroup", "staff")],
    change_model: [("content-changed", "Gallery", "few/*"), ("wrong-model", "FaceList", "few")],
    delete_person: [("missing", "Person", "crew/*")],
    rename_person: [("changed", "Person", "crew/*")],
    delete_face: [("missing", "Face", "crew/*")],
    change_face: [("changed", "Face", "many/*")],
    delete_gallery_person: [("content-changed", "Gallery", "staff/*"), ("stale-training", *STAFF)],
    delete_gallery_face: [("content-changed", "Gallery", "staff/*"), ("stale-training", *STAFF)],
    replace_gallery_face: [("content-changed", "Gallery", "staff/*"), ("stale-training", *STAFF)],
    rename_gallery_person: [("content-changed", "Gallery", "staff/*")],
    delete_list_face: [("content-changed", "Gallery", "few/*")],
    fail_training: [("training-failed", *CREW)],
    recreate_untrained: [("never-trained", "Training", "many/training")],
}


def without_generated_ids(findings: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return sorted(
        (each, kind, item if kind == "Training" or "/" not in item else f"{item.partition('/')[0]}/*")
        for each, kind, item in findings
    )


@pytest.mark.parametrize("change", SINGLE_CHANGES, ids=lambda change: change.__name__)
def test_a_change_is_found(deployed: DeployedStack, change: Change) -> None:
    """Each change is found, and what repairs it is what the reference says."""
    change(deployed)
    found = deployed.findings()

    types = [(str(each.type), each.kind, each.resource_id) for each in found]
    assert without_generated_ids(types) == sorted(SINGLE_CHANGES[change])
    assert [each.fix for each in found if f"`{each.fix.removesuffix(' --stack dev')}`" not in REPAIRS[each.type]] == []


def test_the_ids_of_findings_are_stable(deployed: DeployedStack) -> None:
    change_json(deployed)
    delete_person(deployed)

    first, second = deployed.findings(), deployed.findings()

    assert [finding.id for finding in first] == [finding.id for finding in second]
    assert len({finding.id for finding in first}) == len(first)


def test_json_is_compared_place_by_place(deployed: DeployedStack) -> None:
    change_json(deployed)

    places = {finding.path: (finding.desired, finding.actual) for finding in deployed.findings()}

    assert places == {"team.lead": ("a", "b"), "tags[2]": (None, "z")}


def test_names_of_persons_are_hidden(deployed: DeployedStack) -> None:
    rename_person(deployed)
    delete_gallery_person(deployed)

    text = deployed.drift(deep=True).model_dump_json()

    assert not [name for name in ("Anna", "anna", "Other", '"ann"', "bob") if name in text]


def test_names_of_persons_are_shown_on_request(deployed: DeployedStack) -> None:
    rename_person(deployed)

    (finding,) = deployed.findings(show_names=True)

    assert (finding.desired, finding.actual) == ("Anna Example", "Other")
    assert finding.resource is not None
    assert finding.resource.name == "anna"


def test_a_finding_points_to_the_line_of_the_program(deployed: DeployedStack) -> None:
    rename_container(deployed)

    (finding,) = deployed.findings()
    program = (deployed.stack.folder / "__main__.py").read_text().splitlines()

    assert finding.location.path == "__main__.py"
    assert 'face.PersonGroup("staff"' in program[(finding.location.line or 0) - 1]


# --- what no stack has ------------------------------------------------------------------------------------------------


def notes(deployed: DeployedStack, **options: Any) -> list[tuple[str, str, str]]:
    report = deployed.drift(**options)
    assert not report.has_drift
    return [(str(each.type), each.kind, each.resource_id) for each in report.findings]


def test_an_unmanaged_container_is_a_note(deployed: DeployedStack) -> None:
    deployed.account.create_unmanaged_group("other")

    assert notes(deployed) == [("unmanaged", "PersonGroup", "other")]
    assert deployed.types(strict=True) == [("unmanaged", "PersonGroup", "other")]


def test_the_scope_limits_what_counts_as_unmanaged(deployed: DeployedStack) -> None:
    deployed.account.create_unmanaged_group("other")

    assert notes(deployed, scope=["oth*"]) == [("unmanaged", "PersonGroup", "other")]
    assert notes(deployed, scope=["st*", "f*"]) == []


def test_an_added_face_of_a_gallery_is_a_note_in_a_deep_check(deployed: DeployedStack) -> None:
    person_id = deployed.persons()[0]["personId"]
    face_id = add_face(deployed, f"/persongroups/staff/persons/{person_id}", "intruder")

    assert notes(deployed) == []
    assert notes(deployed, deep=True) == [("face-added", "Gallery", f"staff/{person_id}/{face_id}")]


def test_a_face_of_another_gallery_is_a_note_in_a_deep_check(deployed: DeployedStack) -> None:
    tag = '{"pulumi-azure-face":{"gallery":"12345678","photo":"00000000000000000000000000000000"}}'
    face_id = add_face(deployed, "/facelists/few", "intruder", userData=tag)

    assert notes(deployed) == [("unmanaged", "Face", f"few/{face_id}")]
    assert notes(deployed, deep=True) == [("face-foreign", "Gallery", f"few/{face_id}")]


def test_missing_faces_are_named_in_a_deep_check(deployed: DeployedStack) -> None:
    person_id = deployed.persons()[0]["personId"]
    delete_gallery_face(deployed)

    found = deployed.types(deep=True)

    assert ("face-missing", "Gallery", f"staff/{person_id}") in found
    assert ("content-changed", "Gallery", deployed.resource_id("Gallery", "staff")) in found


def test_unmanaged_persons_and_faces_in_managed_containers_are_notes(deployed: DeployedStack) -> None:
    added = deployed.account.http.post("/largepersongroups/crew/persons", json={"name": "x"}).json()["personId"]
    anna = deployed.resource_id("Person", "anna")
    face_id = add_face(deployed, f"/largepersongroups/crew/persons/{anna}", "intruder")

    found = [("unmanaged", "Face", f"crew/{anna}/{face_id}"), ("unmanaged", "Person", f"crew/{added}")]
    assert sorted(notes(deployed)) == found


def test_many_unmanaged_persons_are_one_note(deployed: DeployedStack) -> None:
    for number in range(101):
        deployed.account.http.post("/largepersongroups/crew/persons", json={"name": str(number)}).raise_for_status()

    assert notes(deployed) == [("unmanaged", "Person", "crew/*")]


# --- a deep check with the source -------------------------------------------------------------------------------------


def test_a_missing_person_is_known_from_the_source(deployed: DeployedStack, monkeypatch: pytest.MonkeyPatch) -> None:
    delete_gallery_person(deployed)
    delete_list_face(deployed)
    for name, value in deployed.stack.process_environment().items():
        monkeypatch.setenv(name, value)

    report = detect(stacks=["dev"], projects=[deployed.stack.folder], options=DriftOptions(deep=True))

    missing = [each for each in report.findings if each.type == "face-missing"]
    faces = {"ann": 3, "bob": 2}[deployed.persons()[0]["name"]]  # those of the other person
    assert [each.message for each in missing] == [
        "The gallery in FaceList 'few' lacks a photo",
        f"The gallery in PersonGroup 'staff' lacks a person with {faces} faces",
    ]
