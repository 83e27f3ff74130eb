"""The sources of galleries: what a gallery should have, and in which row of a manifest."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pulumi_azure_face.lifecycle.gallery import GalleryState
from pulumi_azure_face.lifecycle.sources.desired import DesiredEntry, desired_digest
from pulumi_azure_face.lifecycle.sources.manifest import is_manifest
from pulumi_azure_face.lifecycle.sources.reader import SourceError, read_source

from .managed import ManagedResource
from .report import Location


def read_desired(resource: ManagedResource, state: GalleryState) -> list[DesiredEntry] | None:
    """Return the source of a gallery, or None if it is not there, or is another one than in the last run.

    A source with rejected photos is not comparable either: the state does not say which of them are missing.
    """
    if resource.stack.folder is None or state.rejected_count:
        return None
    try:
        desired = read_source(resource.stack.folder / state.source, resource.kind.holds)
    except SourceError:
        return None
    return desired if desired_digest(desired) == resource.desired.get("digest") else None


def manifest_row(resource: ManagedResource, text: str) -> Location | None:
    """Return the first line with a text in the manifest of a gallery, or None for another kind of source."""
    folder = resource.stack.folder
    if folder is None or not isinstance(resource.state, GalleryState):
        return None
    source = Path(resource.state.source)
    if source.is_absolute() or not is_manifest(folder / source):
        return None
    lines = read_lines(folder / source)
    number = next((number for number, line in enumerate(lines, 1) if text in line), None)
    return Location(path=source.as_posix(), line=number)


@lru_cache(maxsize=8)
def read_lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
