"""Where a program declares a resource: `sourcePosition` points into this package, so the stack trace decides."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import unquote

from pulumi_azure_face.stacks.deployment import SavedResource

from .report import Location

PROJECT_SCHEME = "project:///"
PROJECT_FILE = Location(path="Pulumi.yaml")
FOREIGN_FOLDERS = {"..", "site-packages", "dist-packages", "pulumi_azure_face", "node_modules"}
"""Folders whose code is not the program's, even if they are in the folder of the project."""


def program_location(resource: SavedResource) -> Location:
    """Return the innermost line of the program that declares a resource, or the project file for an older state."""
    positions = [resource.source_position, *(frame.source_position for frame in resource.stack_trace)]
    return next((location for position in positions if (location := parse(position))), PROJECT_FILE)


def parse(position: str) -> Location | None:
    """Return the place of a frame in the project, or None for a frame elsewhere."""
    if not position.startswith(PROJECT_SCHEME):
        return None
    path, _, line = position.removeprefix(PROJECT_SCHEME).partition("#")
    parts = PurePosixPath(unquote(path)).parts
    if not parts or FOREIGN_FOLDERS & set(parts):
        return None
    number = line.partition(",")[0]
    return Location(path="/".join(parts), line=int(number) if number.isdecimal() and int(number) else None)
