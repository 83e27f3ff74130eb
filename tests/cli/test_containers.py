"""`azure-face list`, `show` and `train`."""

from __future__ import annotations

import httpx
import pytest

from pictures import picture
from pulumi_azure_face.client.kinds import KINDS, Kind

from .command import azure_face

BINARY = {"Content-Type": "application/octet-stream"}


def put(account: httpx.Client, kind: Kind, id: str, name: str = "Staff") -> None:
    body = {"name": name, "userData": "floor 3", "recognitionModel": "recognition_04"}
    account.put(f"/face/v1.2/{kind.path}/{id}", json=body).raise_for_status()


def fill(account: httpx.Client, kind: Kind, id: str) -> None:
    """One person with one face, or two faces."""
    owners = [f"/face/v1.2/{kind.path}/{id}"] * 2
    if kind.holds == "persons":
        person = account.post(f"{owners[0]}/persons", json={"name": "Ann"}).raise_for_status().json()
        owners = [f"{owners[0]}/persons/{person['personId']}"]
    for owner in owners:
        account.post(f"{owner}/persistedfaces", content=picture(), headers=BINARY).raise_for_status()


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_containers_are_listed(account: httpx.Client, kind: Kind) -> None:
    """People get a table, programs the members that the functions give; neither mixes up the kinds."""
    for one in ("b", "a"):
        put(account, kind, one, name=one.upper())
    told = {
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
        {"id": one, kind.id_input: one, "display_name": one.upper(), **told} for one in ("a", "b")
    ]
    others = [other.path for other in KINDS.values() if other is not kind]
    assert [azure_face("list", other, "--json").json for other in others] == [[], [], []]


def test_a_part_of_a_list(account: httpx.Client) -> None:
    """--start and --top are the service's own."""
    for one in "abcde":
        put(account, KINDS["PersonGroup"], one)

    assert [one["id"] for one in azure_face("list", "person-group", "--start", "b", "--top", "2", "--json").json] == [
        "c",
        "d",
    ]


@pytest.mark.parametrize("spelling", ["person-group", "person_groups", "PersonGroup", "persongroups", "PERSONGROUP"])
def test_a_kind_may_be_spelt_in_many_ways(account: httpx.Client, spelling: str) -> None:
    """As in Azure, as in a program, as in a path."""
    put(account, KINDS["PersonGroup"], "staff")

    assert azure_face("show", spelling, "staff").lines[0] == "id staff"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_a_container_is_shown(account: httpx.Client, kind: Kind) -> None:
    """With its training where it has one, and what it holds where that was asked for or came along."""
    put(account, kind, "staff")
    fill(account, kind, "staff")
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


def test_names_do_nothing_to_a_terminal(account: httpx.Client) -> None:
    """What others wrote is shown as text: neither as markup nor as control codes, and in one line."""
    put(account, KINDS["PersonGroup"], "staff", name="[red]a\x1b[31m\nb")

    assert azure_face("list", "person-group").lines[1] == "staff [red]a [31m b recognition_04 floor 3"


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.is_trainable], ids=lambda kind: kind.name)
def test_a_training_is_waited_for(account: httpx.Client, kind: Kind) -> None:
    """Where nobody watches, each change is a line beside the answer; the answer is how it ended."""
    put(account, kind, "staff")
    fill(account, kind, "staff")
    trained = azure_face("train", kind.name, "staff")

    assert trained.lines[0].startswith("training succeeded since 20")
    told = [line.rpartition(" (")[0] for line in trained.err.splitlines()]
    assert told == [f"training of {kind.name} 'staff': {status}" for status in ("running", "succeeded")]
    assert azure_face("train", kind.name, "staff", "--json").json["trained"] is True


def test_a_training_that_nobody_waits_for(account: httpx.Client) -> None:
    """It is under way when the command ends."""
    put(account, KINDS["PersonGroup"], "staff")
    fill(account, KINDS["PersonGroup"], "staff")

    assert azure_face("train", "person-group", "staff", "--no-wait", "--json").json["status"] == "running"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ([], "could not train PersonGroup 'staff': There is no person or no persisted face to train. Enrol at least"),
        (["--timeout", "0.2"], "could not train PersonGroup 'staff': not done after 0.2 s. It may still end"),
    ],
    ids=["failed", "not in time"],
)
def test_a_training_without_a_good_end(account: httpx.Client, options: list[str], line: str) -> None:
    """It has an exit code of its own."""
    put(account, KINDS["PersonGroup"], "staff")

    assert f"error: {line}" in azure_face("train", "person-group", "staff", *options, exit_code=3).err
