"""The SDK for C# and the example that uses it, as far as a parser can tell."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from required_tools import require_go_tool
from tools.generate_sdks import GENERATORS, SCHEMA, generate

from .csharp import classes_in, created_classes, parse, used_members

EXAMPLE = Path(__file__).parents[2] / "examples" / "languages" / "csharp"
OF_PULUMI = {"CustomResourceOptions", "Dictionary<string, object?>"}
"""Classes of the example that are not in the generated SDK."""


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require_go_tool(GENERATORS["dotnet"])
    folder = tmp_path_factory.mktemp("sdk")
    generate(folder, ["dotnet"])
    return folder / "dotnet"


@pytest.fixture(scope="module")
def classes(sdk: Path) -> dict[str, set[str]]:
    return classes_in(sdk)


def schema(section: str) -> dict[str, Any]:
    """Return a section of the schema by the names that have no module."""
    items: dict[str, Any] = json.loads(SCHEMA.read_text())[section]
    return {token.rpartition(":")[2]: item for token, item in items.items()}


def pascal_case(name: str) -> str:
    return name[0].upper() + name[1:]


def pascal_cased(properties: Mapping[str, object]) -> set[str]:
    return set(map(pascal_case, properties))


@pytest.mark.parametrize("name", schema("resources"))
def test_resource_is_in_the_sdk(classes: Mapping[str, set[str]], name: str) -> None:
    """Each resource has a class with its properties, and one with its inputs."""
    resource = schema("resources")[name]
    assert pascal_cased(resource["properties"]) <= classes[name]
    assert pascal_cased(resource["inputProperties"]) <= classes[f"{name}Args"]


@pytest.mark.parametrize("name", schema("functions"))
def test_function_is_in_the_sdk(classes: Mapping[str, set[str]], name: str) -> None:
    """Each function can be called with values and with outputs, and has a class with its result."""
    function, title = schema("functions")[name], pascal_case(name)
    inputs = pascal_cased(function.get("inputs", {}).get("properties", {}))
    assert {"Invoke", "InvokeAsync"} <= classes[title]
    assert pascal_cased(function["outputs"]["properties"]) <= classes[f"{title}Result"]
    if inputs:
        assert inputs <= classes[f"{title}Args"]
        assert inputs <= classes[f"{title}InvokeArgs"]


def test_no_member_has_the_name_of_its_class(classes: Mapping[str, set[str]]) -> None:
    """C# does not compile a class with a member of its own name."""
    assert [name for name, members in classes.items() if name in members] == []


def test_example_uses_names_of_the_sdk(sdk: Path, classes: Mapping[str, set[str]]) -> None:
    """Every class and every property of the example exists."""
    program = parse(EXAMPLE / "Program.cs")
    created, used = created_classes(program), used_members(program)

    assert created == OF_PULUMI | {
        "PersonGroup", "PersonGroupArgs", "Gallery", "GalleryArgs", "Training", "TrainingArgs"
    }  # fmt: skip
    assert created - OF_PULUMI <= classes.keys()
    assert ("PersonGroupArgs", "DisplayName") in used
    assert ("Gallery", "Revision") in used
    assert {(name, member) for name, member in used if name not in OF_PULUMI and member not in classes[name]} == set()
    reference = ET.parse(EXAMPLE / "staff.csproj").find(".//ProjectReference")
    assert reference is not None
    assert (sdk / Path(reference.attrib["Include"]).name).exists()
