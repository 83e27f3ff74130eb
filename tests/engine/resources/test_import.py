"""Import of existing containers with an import file."""

from __future__ import annotations

import json

from pulumi.dynamic.dynamic import serialize_provider

from pulumi_azure_face.host.dynamic import ContainerProvider

from ..account import Account
from ..stack import Stack


def test_imported_container_keeps_its_content(stack: Stack, account: Account) -> None:
    """A container imported with inputs and outputs needs no change and keeps its content through later updates."""
    account.create_unmanaged_group("legacy", userData="since 2019", recognitionModel="recognition_02")
    account.http.post("/persongroups/legacy/persons", json={"name": "Somebody"}).raise_for_status()
    program = """
        face.PersonGroup(
            "legacy", person_group_id="legacy", user_data="since {year}", recognition_model="recognition_02"
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
    assert account.writes() == ["PATCH /persongroups/legacy"]
    assert [person["name"] for person in account.container("legacy")["persons"]] == ["Somebody"]


def import_entry(account: Account) -> dict[str, object]:
    """Return the import file entry of a group: inputs and outputs, both with the provider that the engine calls."""
    inputs = {
        "__provider": serialize_provider(ContainerProvider()),
        "kind": "PersonGroup",
        "person_group_id": "legacy",
        "display_name": "legacy",
        "user_data": "since 2019",
        "recognition_model": "recognition_02",
        "adopt": "identical",
        "auto_named": False,
        "generation": "imported",
    }
    return {
        "type": "pulumi-python:dynamic/azure-face:PersonGroup",
        "name": "legacy",
        "id": "legacy",
        "inputs": inputs,
        "outputs": {**inputs, "endpoint": account.url},
    }
