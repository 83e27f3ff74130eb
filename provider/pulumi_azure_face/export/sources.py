"""Folders and manifests whose photos match a gallery in the account.

A gallery is declared only with a source that has exactly its content: the digest that the provider compares is equal.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pulumi_azure_face.client.kinds import Holds
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.enrollment.actual import ActualGallery, GalleryLocation, parse_entry, read_actual
from pulumi_azure_face.lifecycle.sources.desired import summarize
from pulumi_azure_face.lifecycle.sources.image_format import has_image_extension
from pulumi_azure_face.lifecycle.sources.manifest import is_manifest
from pulumi_azure_face.lifecycle.sources.reader import SourceError, stream_source

from .account import ExistingContainer


@dataclass(frozen=True)
class MatchedSource:
    """A source of photos on this machine."""

    path: Path
    path_in_program: str
    """The path relative to the program."""


Sources = Mapping[tuple[Holds, str], MatchedSource]
"""Sources by what they are for and the digest of their content."""


def find_sources(photos: Path, program_folder: Path) -> Sources:
    """Return every folder and manifest in a folder that could be the source of a gallery."""
    found: dict[tuple[Holds, str], MatchedSource] = {}
    for path, holds in candidates(photos):
        with suppress(SourceError, OSError):
            digest = summarize(stream_source(path, holds)).digest
            relative = Path(os.path.relpath(path, program_folder)).as_posix()
            found.setdefault((holds, digest), MatchedSource(path, relative))
    return found


def candidates(photos: Path) -> Iterator[tuple[Path, Holds]]:
    """Yield the folders of folders, the folders of photos, and the manifests, the outermost first."""
    for name, folders, files in os.walk(photos):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        folder, has_photos = Path(name), any(map(has_image_extension, files))
        if folders and not has_photos:
            yield folder, "persons"
        if has_photos and not folders:
            yield folder, "faces"
        for file in sorted(files):
            if is_manifest(folder / file):
                yield folder / file, "persons"
                yield folder / file, "faces"


async def match_gallery(
    existing: ExistingContainer, tag: str, sources: Sources, call: CallContext
) -> tuple[MatchedSource, ActualGallery] | None:
    """Return the source of a gallery and what the account has of it, or None if no source matches.

    The tags of persons tell the digest without a request. Only if a source matches, each face is read, because the
    faces of a person can have been exchanged.
    """
    holds = existing.kind.holds
    if holds == "persons":
        entries = [entry for person in existing.content.persons if (entry := parse_entry(person, tag))]
        if (holds, ActualGallery(entries).digest) not in sources:
            return None
    actual = await read_actual(GalleryLocation(call.client, existing.kind, existing.id, tag), None)
    source = sources.get((holds, actual.digest))
    return (source, actual) if source else None
