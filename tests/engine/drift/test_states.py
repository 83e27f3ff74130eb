"""States that need care: of earlier releases, with skipped photos, manifests, and trainings that did not succeed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pulumi_azure_face.drift import DriftOptions, detect
from pulumi_azure_face.emulator import Settings

from ..account import KEY, Account, emulated
from ..photos import write_people
from ..stack import FAILED, Stack

STATES = Path(__file__).parents[2] / "states"


@pytest.mark.parametrize("release", ["0.1.0-complete", "0.1.0-singles"])  # the account of 0.1.0 has other IDs
def test_a_saved_state_agrees_with_its_account(release: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = STATES / release
    with emulated(Settings(key=KEY)) as account:
        account.restore(json.loads((folder / "account.json").read_text()))
        monkeypatch.setenv("AZURE_FACE_ENDPOINT", account.url)
        monkeypatch.setenv("AZURE_FACE_KEY", KEY)

        report = detect(states=[folder / "state.json"], options=DriftOptions(deep=True))

    assert report.drift == []


def compare(stack: Stack, account: Account, monkeypatch: pytest.MonkeyPatch, *, deep: bool = False) -> list[str]:
    """Return the types of the findings about an exported state."""
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", account.url)
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    state = stack.root / "exported.json"
    state.write_text(stack.export())
    return [str(finding.type) for finding in detect(states=[state], options=DriftOptions(deep=deep)).drift]


def test_a_gallery_with_skipped_photos_has_no_drift(
    stack: Stack, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_people(stack.folder / "people", {"ann": ["a1", "a2"], "bob": ["b1"]})
    (stack.folder / "people" / "ann" / "broken.jpg").write_bytes(b"not an image")
    stack.program('face.PersonGroup("g", persons="people", on_bad_image="skip")')
    stack.up()

    assert compare(stack, account, monkeypatch) == []
    assert compare(stack, account, monkeypatch, deep=True) == []


def test_added_faces_stay_quiet_after_a_refresh(
    stack: Stack, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`pulumi up --refresh` leaves an added face alone, so the check must not report the gallery as changed."""
    write_people(stack.folder / "people", {"ann": ["a1", "a2"], "bob": ["b1"]})
    stack.program('face.PersonGroup("g", person_group_id="g", persons="people", train=True)')
    stack.up()
    for person in account.http.get("/persongroups/g/persons").json():
        body = (stack.folder / "people" / "ann" / "a1.jpg").read_bytes()
        headers = {"Content-Type": "application/octet-stream"}
        path = f"/persongroups/g/persons/{person['personId']}/persistedfaces"
        account.http.post(path, content=body, headers=headers).raise_for_status()
    before = compare(stack, account, monkeypatch)
    stack.up("--refresh")

    assert before == []
    assert compare(stack, account, monkeypatch) == []
    assert compare(stack, account, monkeypatch, deep=True) == []


def test_a_failed_training_of_the_last_run_is_found(
    stack: Stack, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack.program('face.PersonGroup("g", person_group_id="g", train=True)')
    stack.up(exit_code=FAILED)

    assert compare(stack, account, monkeypatch) == ["training-failed"]


def test_a_training_without_a_wait_is_quiet_while_it_runs(
    stack: Stack, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_people(stack.folder / "people", {"ann": ["a1"]})
    stack.program(
        """
        group = face.PersonGroup("g", person_group_id="g", persons="people")
        face.Training("t", container=group, wait=False, triggers=[group.gallery.revision])
        """
    )
    stack.up()

    assert compare(stack, account, monkeypatch) == []


def test_an_outdated_revision_of_one_of_two_galleries_is_found(
    stack: Stack, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After `pulumi refresh`, the state has a new revision of the gallery that was changed, but the old training."""
    write_people(stack.folder / "people", {"ann": ["a1"]})
    write_people(stack.folder / "guests", {"bob": ["b1"]})
    stack.program(
        """
        group = face.PersonGroup("g", person_group_id="g")
        people = face.Gallery("people", container=group, source="people")
        guests = face.Gallery("guests", container=group, source="guests")
        face.Training("t", container=group, triggers=[people.revision, guests.revision])
        """
    )
    stack.up()
    before = compare(stack, account, monkeypatch)
    persons = {person["name"]: person["personId"] for person in account.http.get("/persongroups/g/persons").json()}
    account.http.delete(f"/persongroups/g/persons/{persons['bob']}").raise_for_status()
    stack.run("refresh", "--yes", "--skip-preview")

    assert before == []
    assert compare(stack, account, monkeypatch) == ["stale-training"]


def test_a_missing_person_points_to_the_row_of_the_manifest(
    stack: Stack, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_people(stack.folder / "people", {"ann": ["a1"], "bob": ["b1"]})
    rows = ["key,name,images", "k-ann,Ann,people/ann/a1.jpg", "k-bob,Bob,people/bob/b1.jpg"]
    (stack.folder / "people.csv").write_text("\n".join(rows))
    stack.program('face.PersonGroup("g", person_group_id="g", persons="people.csv")')
    stack.up()
    persons = {person["name"]: person["personId"] for person in account.http.get("/persongroups/g/persons").json()}
    account.http.delete(f"/persongroups/g/persons/{persons['Bob']}").raise_for_status()
    for name, value in stack.process_environment().items():
        monkeypatch.setenv(name, value)

    report = detect(stacks=["dev"], projects=[stack.folder], options=DriftOptions(deep=True))

    (location,) = [each.location for each in report.findings if each.type == "face-missing"]
    assert (location.path, location.line) == ("people.csv", 3)
    assert "Bob" not in report.model_dump_json()
    assert "k-bob" not in report.model_dump_json()
