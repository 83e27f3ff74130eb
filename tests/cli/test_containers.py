"""The commands `azure-face list`, `show`, and `train`."""

from __future__ import annotations

import httpx
import pytest

from pictures import picture
from pulumi_azure_face.client.kinds import KINDS, Kind

from .command import azure_face

OCTET_STREAM = {"Content-Type": "application/octet-stream"}


def put_container(account: httpx.Client, kind: Kind, id: str, name: str = "Staff") -> None:
    body = {"name": name, "userData": "floor 3", "recognitionModel": "recognition_04"}
    account.put(f"/face/v1.2/{kind.path}/{id}", json=body).raise_for_status()


def add_faces(account: httpx.Client, kind: Kind, id: str) -> None:
    """Add one person with one face to a group, or two faces to a list."""
    owners = [f"/face/v1.2/{kind.path}/{id}"] * 2
    if kind.holds == "persons":
        person = account.post(f"{owners[0]}/persons", json={"name": "Ann"}).raise_for_status().json()
        owners = [f"{owners[0]}/persons/{person['personId']}"]
    for owner in owners:
        account.post(f"{owner}/persistedfaces", content=picture(), headers=OCTET_STREAM).raise_for_status()


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_list_prints_containers_of_one_kind(account: httpx.Client, kind: Kind) -> None:
    """`list` prints a table, or with --json the fields of the functions, and only containers of the given kind."""
    for letter in ("b", "a"):
        put_container(account, kind, letter, name=letter.upper())
    properties = {
        "user_data": "floor 3",
        "recognition_model": "recognition_04",
        **({"faces": None} if kind.has_inline_faces else {}),
    }

    assert azure_face("list", kind.name).lines == [
        "ID NAME MODEL USER DATA",
        "a A recognition_04 floor 3",
        "b B recognition_04 floor 3",
    ]
    assert azure_face("list", kind.name, "--json").json == [
        {"id": letter, kind.id_input: letter, "display_name": letter.upper(), **properties} for letter in ("a", "b")
    ]
    other_kinds = [other.path for other in KINDS.values() if other is not kind]
    assert [azure_face("list", path, "--json").json for path in other_kinds] == [[], [], []]


def test_list_passes_start_and_top(account: httpx.Client) -> None:
    """`list` passes --start and --top to the service."""
    for letter in "abcde":
        put_container(account, KINDS["PersonGroup"], letter)

    groups = azure_face("list", "person-group", "--start", "b", "--top", "2", "--json").json

    assert [group["id"] for group in groups] == ["c", "d"]


@pytest.mark.parametrize("spelling", ["person-group", "person_groups", "PersonGroup", "persongroups", "PERSONGROUP"])
def test_kind_has_several_spellings(account: httpx.Client, spelling: str) -> None:
    """A kind may be spelled as in Azure, as in a program, or as in a URL path."""
    put_container(account, KINDS["PersonGroup"], "staff")

    assert azure_face("show", spelling, "staff").lines[0] == "id staff"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_show_prints_a_container(account: httpx.Client, kind: Kind) -> None:
    """`show` prints the training of a trainable container, and counts if requested or already known."""
    put_container(account, kind, "staff")
    add_faces(account, kind, "staff")
    counts = {"person_count": 1, "face_count": 1} if kind.holds == "persons" else {"face_count": 2}
    counted = [f"{name.removesuffix('_count')}s {count}" for name, count in counts.items()]
    training = ["training notTrained"] if kind.is_trainable else []

    assert azure_face("show", kind.name, "staff", "--count").lines == [
        "id staff", "name Staff", "model recognition_04", "user data floor 3", *training, *counted
    ]  # fmt: skip
    shown = azure_face("show", kind.name, "staff", "--json").json
    assert (shown["id"], shown[kind.id_input], shown["display_name"]) == ("staff", "staff", "Staff")
    assert shown.get("training", {}).get("status") == ("notTrained" if kind.is_trainable else None)
    assert ("face_count" in shown) == kind.has_inline_faces


def test_control_characters_are_removed(account: httpx.Client) -> None:
    """Names and user data print as one line of plain text, without markup and control codes."""
    put_container(account, KINDS["PersonGroup"], "staff", name="[red]a\x1b[31m\nb")

    assert azure_face("list", "person-group").lines[1] == "staff [red]a [31m b recognition_04 floor 3"


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.is_trainable], ids=lambda kind: kind.name)
def test_train_waits_for_the_training(account: httpx.Client, kind: Kind) -> None:
    """Without a terminal, `train` prints each status change to stderr and the final status to stdout."""
    put_container(account, kind, "staff")
    add_faces(account, kind, "staff")
    result = azure_face("train", kind.name, "staff")

    assert result.lines[0].startswith("training succeeded since 20")
    progress = [line.rpartition(" (")[0] for line in result.err.splitlines()]
    assert progress == [f"training of {kind.name} 'staff': {status}" for status in ("running", "succeeded")]
    assert azure_face("train", kind.name, "staff", "--json").json["trained"] is True


def test_train_without_waiting(account: httpx.Client) -> None:
    """With --no-wait, the training is still running when the command ends."""
    put_container(account, KINDS["PersonGroup"], "staff")
    add_faces(account, KINDS["PersonGroup"], "staff")

    assert azure_face("train", "person-group", "staff", "--no-wait", "--json").json["status"] == "running"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ([], "could not train PersonGroup 'staff': There is no person or no persisted face to train. Enroll at least"),
        (["--timeout", "0.2"], "could not train PersonGroup 'staff': timed out after 0.2 s. The training continues"),
    ],
    ids=["failed", "timeout"],
)
def test_failed_training_has_its_own_exit_code(account: httpx.Client, options: list[str], line: str) -> None:
    """A training that fails or does not finish in time ends the command with exit code 3."""
    put_container(account, KINDS["PersonGroup"], "staff")

    assert f"error: {line}" in azure_face("train", "person-group", "staff", *options, exit_code=3).err
