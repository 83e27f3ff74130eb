"""The commands of the CLI that install the plugin, print its schema, and add it to a project as a package."""

from __future__ import annotations

import json
import os
import shutil
import sys
from importlib import metadata
from pathlib import Path

import pytest

from ..account import Account
from ..stack import Stack
from .sdks import PLUGIN

VERSION = metadata.version("pulumi-azure-face")
STAFF = """
    resources:
      staff: {type: azure-face:PersonGroup}
"""


@pytest.fixture
def path_without_plugin(tmp_path: Path) -> str:
    """Return a PATH that has the CLI and its language host, but not the plugin."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("pulumi", "pulumi-language-yaml"):
        (folder / name).symlink_to(Path(sys.executable).parent / name)
    return f"{folder}{os.pathsep}{os.defpath}"


def test_schema_is_printed(stack: Stack) -> None:
    """The CLI reads the schema from the plugin."""
    schema = json.loads(stack.run("package", "get-schema", str(PLUGIN)).output)
    assert (schema["name"], schema["version"]) == ("azure-face", VERSION)
    assert "azure-face:index:PersonGroup" in schema["resources"]


def test_package_is_added_by_path(stack: Stack, account: Account) -> None:
    """The CLI adds the plugin of a file to a program in YAML, which then runs as before."""
    shutil.copy(PLUGIN, stack.folder / "pulumi-resource-azure-face")
    stack.yaml_program(STAFF)
    stack.run("package", "add", "./pulumi-resource-azure-face")
    assert f"azure-face: azure-face@{VERSION}" in (stack.folder / "Pulumi.yaml").read_text()
    stack.up()
    assert len(account.containers()) == 1


def test_installed_plugin_is_found_by_name(stack: Stack, account: Account, path_without_plugin: str) -> None:
    """A plugin that the CLI has installed is not needed on PATH, and its name is enough to add it as a package."""
    stack.environment["PATH"] = path_without_plugin
    stack.yaml_program(STAFF)
    stack.run("plugin", "install", "resource", "azure-face", VERSION, "--file", str(PLUGIN))
    stack.run("package", "add", "azure-face")
    stack.run("install")
    assert "pulumi-resource-azure-face" not in stack.up().output
    assert len(account.containers()) == 1
