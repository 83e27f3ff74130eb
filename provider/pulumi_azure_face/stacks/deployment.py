"""Models of an exported state: what `pulumi stack export` prints and the file backend stores.

Members that nobody here needs are dropped, and any member can be missing, because the format belongs to the engine.
"""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

STANDARD_INPUT = "-"
TYPE_PREFIX = "pulumi-python:dynamic/azure-face:"
"""The beginning of the types of our resources in a Python program."""
PLUGIN_TYPE_PREFIX = "azure-face:index:"
"""The beginning of their types in a program that uses the plugin."""
SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the member that marks an encrypted value


class StateModel(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, populate_by_name=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def drop_null(cls, values: object) -> object:
        """Treat a member that is null as one that is missing."""
        if not isinstance(values, Mapping):
            return values
        return {name: value for name, value in values.items() if value is not None}


class StackFrame(StateModel):
    """One frame of the program's stack when it declared a resource. Line 0 is unknown."""

    source_position: str = Field(default="", alias="sourcePosition")
    """A URI such as `project:///__main__.py#7`, or `file:///...#7,3`."""


class SavedResource(StateModel):
    """One resource in a state."""

    urn: str
    type: str
    id: str = ""
    inputs: dict[str, JsonValue] = Field(default_factory=dict)
    outputs: dict[str, JsonValue] = Field(default_factory=dict)
    parent: str | None = None
    is_read: bool = Field(default=False, alias="external")
    """Whether a program only reads the resource, with `get`."""
    is_pending_delete: bool = Field(default=False, alias="delete")
    """Whether a replacement exists and this one waits to be deleted."""
    is_protected: bool = Field(default=False, alias="protect")
    source_position: str = Field(default="", alias="sourcePosition")
    stack_trace: list[StackFrame] = Field(default_factory=list, alias="stackTrace")

    @property
    def class_name(self) -> str:
        """The name of our resource class, such as `PersonGroup`, or an empty text for one of another provider."""
        return self.type.rpartition(":")[2] if self.type.startswith((TYPE_PREFIX, PLUGIN_TYPE_PREFIX)) else ""

    @property
    def logical_name(self) -> str:
        return self.urn.rpartition("::")[2]


class PendingOperation(StateModel):
    """An operation that an interrupted run has not ended, as far as the state knows."""

    type: str
    """Such as `creating`."""
    resource: SavedResource


class Deployment(StateModel):
    """The state of a stack."""

    resources: list[SavedResource] = Field(default_factory=list)
    pending_operations: list[PendingOperation] = Field(default_factory=list)

    @cached_property
    def stack(self) -> str:
        """The name of the stack, or an empty text for a state without resources."""
        return self._urn_part(0).removeprefix("urn:pulumi:")

    @cached_property
    def project(self) -> str:
        return self._urn_part(1)

    def ours(self) -> Iterator[SavedResource]:
        """Yield the resources of this package that exist, in the state's order: containers before their children."""
        return (each for each in self.resources if each.class_name and not each.is_pending_delete)

    def interrupted_creates(self) -> list[SavedResource]:
        """Return the resources of this package that an interrupted run may have created, and the state does not have.

        The engine keeps the operation even after the next run has completed it.
        """
        saved = {resource.urn for resource in self.resources}
        created = [each.resource for each in self.pending_operations if each.type == "creating"]
        return [resource for resource in created if resource.class_name and resource.urn not in saved]

    def _urn_part(self, index: int) -> str:
        parts = self.resources[0].urn.split("::") if self.resources else []
        return parts[index] if index < len(parts) else ""


class ExportedState(StateModel):
    """The document that `pulumi stack export` prints."""

    deployment: Deployment
    version: int = 3


def read_exported_state(file: str) -> ExportedState:
    """Read what `pulumi stack export` has written to a file, or `-` for standard input.

    Raises:
        OSError: The file cannot be read.
        ValidationError: It is not an exported state. The text of the error quotes the state.
    """
    content = sys.stdin.buffer.read() if file == STANDARD_INPUT else Path(file).read_bytes()
    return ExportedState.model_validate_json(content.removeprefix(codecs.BOM_UTF8))  # PowerShell writes the mark


def has_secret(value: object) -> bool:
    """Whether a value is an encrypted one or contains one."""
    if isinstance(value, Mapping):
        return SECRET_SIGNATURE in value or any(map(has_secret, value.values()))
    return isinstance(value, list) and any(map(has_secret, value))
