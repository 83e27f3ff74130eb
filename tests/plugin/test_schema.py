"""The schema of the plugin: it is up to date, complete, and compatible with what was released."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.adapter.plugin_resources import PLUGIN_RESOURCES
from pulumi_azure_face.plugin.components import ENROLLMENT, INPUTS
from pulumi_azure_face.plugin.functions import PLUGIN_FUNCTIONS
from pulumi_azure_face.plugin.inputs import input_names
from tools.plugin_schema import SCHEMA, render

RELEASED = Path(__file__).parent.parent / "frozen" / "plugin_schema.json"
"""The released surface. An addition to the schema is added here too; nothing is ever removed."""

Document = dict[str, Any]


def load(path: Path) -> Document:
    document: Document = json.loads(path.read_text())
    return document


def test_schema_is_up_to_date() -> None:
    """`python tools/plugin_schema.py` would not change the file."""
    assert SCHEMA.read_text() == render()


def test_schema_describes_the_plugin() -> None:
    """The schema has the resources, inputs, and functions that the plugin serves, each with a description."""
    schema = load(SCHEMA)
    assert schema["resources"].keys() == {*PLUGIN_RESOURCES, ENROLLMENT}
    assert schema["resources"][ENROLLMENT]["inputProperties"].keys() == INPUTS
    assert schema["functions"].keys() == PLUGIN_FUNCTIONS.keys()
    for token, resource in schema["resources"].items():
        if token != ENROLLMENT:
            assert resource["inputProperties"].keys() <= input_names(PLUGIN_RESOURCES[token])
        for name, member in {**resource["inputProperties"], **resource["properties"]}.items():
            assert member["description"], (token, name)
    for token, function in schema["functions"].items():
        assert function["description"], token


def test_descriptions_use_the_names_of_the_schema() -> None:
    """No description spells a name as Python does, except those of columns in a manifest."""
    in_manifest = ("user_data", "target_face")
    texts = [text for text in descriptions(load(SCHEMA)) if "manifest" not in text.lower()]
    names = {"person_group_id", "display_name", "recognition_model", "on_bad_image", "face_list_id", *in_manifest}
    assert [text for text in texts if any(name in text for name in names)] == []
    assert [text for text in texts if "pulumi." in text or "True" in text or "False" in text] == []


def descriptions(document: object) -> Iterator[str]:
    if isinstance(document, dict):
        for name, member in document.items():
            if name == "description" and isinstance(member, str):
                yield member
            else:
                yield from descriptions(member)


def test_released_surface_is_kept() -> None:
    """Every program that a release accepts is still accepted and finds the same outputs."""
    assert list(breaking_changes(load(RELEASED), load(SCHEMA))) == []


def test_saved_surface_is_complete() -> None:
    """An addition is saved as part of the released surface, so that it is kept from now on."""
    assert list(breaking_changes(load(SCHEMA), load(RELEASED))) == []


def breaking_changes(released: Document, current: Document) -> Iterator[str]:
    for section, changes in (
        ("resources", resource_changes),
        ("functions", function_changes),
        ("types", enum_changes),
    ):
        for token, old in released[section].items():
            if token in current[section]:
                yield from (f"{token}: {change}" for change in changes(old, current[section][token]))
            else:
                yield f"{token} is missing"
    yield from member_changes(released["config"]["variables"], current["config"]["variables"])


def resource_changes(old: Document, new: Document) -> Iterator[str]:
    yield from member_changes(old["inputProperties"], new["inputProperties"])
    yield from member_changes(old["properties"], new["properties"])
    yield from (f"{name} is required" for name in set(new["requiredInputs"]) - set(old["requiredInputs"]))
    yield from (f"the output {name} can be missing" for name in set(old["required"]) - set(new["required"]))


def function_changes(old: Document, new: Document) -> Iterator[str]:
    yield from member_changes(old["inputs"]["properties"], new["inputs"]["properties"])
    yield from member_changes(old["outputs"]["properties"], new["outputs"]["properties"])
    yield from (f"{name} is required" for name in set(new["inputs"]["required"]) - set(old["inputs"]["required"]))


def enum_changes(old: Document, new: Document) -> Iterator[str]:
    values = {member["value"] for member in old.get("enum", [])}
    yield from (f"{value} is missing" for value in values - {member["value"] for member in new.get("enum", [])})


def member_changes(old: Document, new: Document) -> Iterator[str]:
    for name, member in old.items():
        if name not in new:
            yield f"{name} is missing"
        elif shape(member) != shape(new[name]):
            yield f"{name} has another type or default"


def shape(member: Document) -> Document:
    return {name: value for name, value in member.items() if name not in ("description", "willReplaceOnChanges")}


def remove_resource(schema: Document) -> None:
    del schema["resources"]["azure-face:index:Gallery"]


def remove_input(schema: Document) -> None:
    del schema["resources"]["azure-face:index:Gallery"]["inputProperties"]["source"]


def require_input(schema: Document) -> None:
    schema["resources"]["azure-face:index:Person"]["requiredInputs"].append("displayName")


def change_type(schema: Document) -> None:
    schema["functions"]["azure-face:index:getFaceList"]["inputs"]["properties"]["faceListId"]["type"] = "integer"


def remove_value(schema: Document) -> None:
    schema["types"]["azure-face:index:Adoption"]["enum"].pop()


@pytest.mark.parametrize("change", [remove_resource, remove_input, require_input, change_type, remove_value])
def test_breaking_change_is_found(change: Callable[[Document], None]) -> None:
    """The check of the surface finds each kind of change that breaks programs."""
    released = load(SCHEMA)
    changed = deepcopy(released)
    change(changed)
    assert len(list(breaking_changes(released, changed))) == 1
