"""The persons and faces that an exported state has, and a CLI that cannot export one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.adapter.stack_state import load_saved_state, parse_deployment
from pulumi_azure_face.lifecycle.inputs.children import ItemContent
from pulumi_azure_face.lifecycle.saved_state import InterruptedCreate, SavedState
from pulumi_azure_face.stacks.deployment import SECRET_SIGNATURE, has_secret

URN = "urn:pulumi:dev::project::pulumi-python:dynamic/azure-face:Person::ann"
PERSON_TYPE = "pulumi-python:dynamic/azure-face:Person"
IN_GROUP = {"kind": "PersonGroup", "container_id": "staff", "container_generation": "1"}
INPUTS = {**IN_GROUP, "__provider": "gAS", "display_name": "Ann", "mark": "a1", "generation": "b2", "user_data": "text"}
CREATE = InterruptedCreate("a1", "b2", ItemContent(("PersonGroup", "staff", "", ""), "Ann", "text"))


def operation(inputs: dict[str, Any], kind: str = "creating", type_: str = PERSON_TYPE) -> dict[str, Any]:
    return {"type": kind, "resource": {"urn": URN, "type": type_, "inputs": inputs}}


def test_interrupted_creates_of_items_are_found() -> None:
    """Only creates of persons and faces count, with what the program declared."""
    deployment = {
        "pending_operations": [
            operation(INPUTS),
            operation(INPUTS, kind="updating"),
            operation(INPUTS, type_="pulumi-python:dynamic/azure-face:PersonGroup"),
        ]
    }

    assert parse_deployment(deployment) == SavedState(interrupted_creates=(CREATE,))


def test_saved_items_are_found() -> None:
    """The ids and tags of persons and faces are known, and those of other resources are not."""
    deployment = {
        "resources": [
            {"type": "pulumi:pulumi:Stack"},
            {"type": PERSON_TYPE, "id": "one", "inputs": INPUTS},
            {"type": PERSON_TYPE, "id": "external"},
            {"type": "pulumi-python:dynamic/azure-face:PersonGroup", "id": "staff", "inputs": {}},
        ]
    }

    assert parse_deployment(deployment) == SavedState(frozenset({"one", "external"}), {"one": "a1"})


def test_missing_cli_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CLI that cannot be run is reported."""
    monkeypatch.setenv("PATH", str(tmp_path))

    assert load_saved_state(URN) == SavedState(problem="`pulumi stack export --stack dev` failed (FileNotFoundError)")


def test_state_is_read_again_while_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CLI that fails because the update is writing its state is asked again."""
    cli = tmp_path / "pulumi"
    cli.write_text('#!/bin/sh\n[ -e "$0.asked" ] || { : > "$0.asked"; exit 255; }\necho \'{"deployment": {}}\'\n')
    cli.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert load_saved_state(URN) == SavedState()


def test_secret_in_a_list_is_decrypted() -> None:
    """A secret can be a member of a list, such as one number of a rectangle."""
    secret = {SECRET_SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "plaintext": "10"}
    inputs = {**INPUTS, "person_id": "p", "target_face": [secret, 2.0, 3.0, 4.0]}

    assert has_secret(inputs)
    [create] = parse_deployment(
        {"pending_operations": [operation(inputs, type_=PERSON_TYPE.replace("Person", "Face"))]}
    ).interrupted_creates
    assert create.content.owner == ("PersonGroup", "staff", "", "p")


def test_unknown_stack_is_not_replaced_by_the_selected_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the call names no stack, the state of the selected stack is not read, because it can be another one."""
    cli = tmp_path / "pulumi"
    cli.write_text("#!/bin/sh\necho '{\"deployment\": {}}'\n")
    cli.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert load_saved_state("") == SavedState(problem="`pulumi --stack` failed (LookupError)")
