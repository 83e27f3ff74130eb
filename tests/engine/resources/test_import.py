"""Taking over what is in the account already, with an import file."""

from __future__ import annotations

import json

from pulumi.dynamic.dynamic import serialize_provider

from pulumi_azure_face.host.dynamic import ContainerProvider

from ..account import Account
from ..stack import Stack


def test_an_imported_container_is_owned_as_it_is(stack: Stack, account: Account) -> None:
    """After `pulumi import --file` with inputs and outputs, a program that says the same changes nothing."""
    account.stranger("theirs", userData="since 2019", recognitionModel="recognition_02")
    account.face.post("/persongroups/theirs/persons", json={"name": "Somebody"}).raise_for_status()
    program = """
        face.PersonGroup(
            "theirs", person_group_id="theirs", user_data="since {year}", recognition_model="recognition_02"
        )
    """
    stack.program(program.format(year=2019))
    (stack.folder / "import.json").write_text(json.dumps({"resources": [import_entry(account)]}))
    account.empty_log()

    stack.run("import", "--file", "import.json", "--yes", "--generate-code=false", "--protect=false")
    stack.preview("--expect-no-changes")
    assert account.writes() == []

    stack.program(program.format(year=2020))
    stack.up()
    assert account.writes() == ["PATCH /persongroups/theirs"]
    assert [person["name"] for person in account.container("theirs")["persons"]] == ["Somebody"]


def import_entry(account: Account) -> dict[str, object]:
    """What an import file says of a group: inputs and outputs, each with the provider that the engine is to call."""
    inputs = {
        "__provider": serialize_provider(ContainerProvider()),
        "kind": "PersonGroup",
        "person_group_id": "theirs",
        "display_name": "theirs",
        "user_data": "since 2019",
        "recognition_model": "recognition_02",
        "adopt": "identical",
        "auto_named": False,
        "generation": "imported",
    }
    return {
        "type": "pulumi-python:dynamic/azure-face:PersonGroup",
        "name": "theirs",
        "id": "theirs",
        "inputs": inputs,
        "outputs": {**inputs, "endpoint": account.url},
    }
