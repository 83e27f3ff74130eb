"""What a source declares: a folder, a glob or a manifest, read, looked at and held against the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pulumi_azure_face.client.kinds import Holds
from pulumi_azure_face.lifecycle.cache.hash_cache import Lookbook
from pulumi_azure_face.lifecycle.identity.digests import content_key

from . import image
from .desired import MOST_PER_PERSON, Photo, Subject
from .entries import Draft, Named
from .folder import draft_list, draft_persons
from .glob_pattern import draft_glob, is_glob
from .inspection import Look, look_at
from .manifest import draft_manifest, is_manifest
from .manifest_files import READERS

SHOWN = 5  # faults named in one message
ENDINGS = ", ".join(READERS)


class Faults(ValueError):
    """What is wrong with a source: all of it, in one line."""

    def __init__(self, faults: list[str]) -> None:
        more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        super().__init__("; ".join(faults[:SHOWN]) + more)


def read_source(source: Path, holds: Holds, *, bad_images: bool = False) -> list[Subject]:
    """The subjects that a source declares. Raises Faults with everything that is wrong.

    With `bad_images`, those that are bad by their files are declared too, each with its fault.
    """
    drafts = list(drafts_of(source, holds))
    inspection = Inspection(look_at(files_of(drafts), Lookbook(source)), holds, bad_images)
    subjects = [subject for draft in drafts for subject in inspection.subjects(draft)]
    if not inspection.faults and not any(subject.photos for subject in subjects):
        inspection.faults.append(nothing_in(source, holds))
    if inspection.faults:
        raise Faults(inspection.faults)
    return subjects


def forget_looks(source: Path) -> None:
    """Have all files of the source read again the next time."""
    Lookbook(source).forget()


def drafts_of(source: Path, holds: Holds) -> Iterator[Draft | str]:
    if is_manifest(source):
        return iter(draft_manifest(source, holds))
    if is_glob(str(source)) and not names_something(source):
        return iter(
            [draft_glob(str(source)) if holds == "faces" else "must be a folder or a manifest; a glob names nobody"]
        )
    ensure_folder(source)
    return draft_persons(source) if holds == "persons" else iter([draft_list(source)])


def names_something(source: Path) -> bool:
    """Whether what looks like a glob is the name of a folder."""
    try:
        return source.exists()
    except OSError:
        return False


def ensure_folder(folder: Path) -> None:
    try:
        if folder.is_dir():
            return
        if folder.exists():
            raise Faults([f"must be a folder, or a manifest in {ENDINGS}; there is a file at {str(folder)!r}"])
        there = "nothing"
    except OSError as error:
        there = f"nothing that can be read ({error.strerror})"
    raise Faults([f"must be a folder; there is {there} at {str(folder)!r}"])


def files_of(drafts: Iterable[Draft | str]) -> Iterator[str]:
    for draft in drafts:
        items = [] if isinstance(draft, str) else draft.items
        yield from (item.where for item in items if isinstance(item, Named) and not isinstance(item.where, image.Url))


@dataclass
class Inspection:
    """Drafts held against what their files show, and what is wrong, in the order in which it was named."""

    looks: Mapping[str, Look]
    holds: Holds
    bad_images: bool
    faults: list[str] = field(default_factory=list)

    def subjects(self, draft: Draft | str) -> Iterator[Subject]:
        if isinstance(draft, str):
            self.faults.append(draft)
            return
        photos: dict[str, Photo] = {}
        for photo in (photo for item in draft.items for photo in self._photos(item)):
            photos.setdefault(photo.key, photo)
        if self.holds == "persons":
            self.faults.extend(count_faults(len(photos), draft.shown))
        yield Subject(draft.key, draft.name, photos, draft.user_data)

    def _photos(self, item: Named | str) -> Iterator[Photo]:
        if isinstance(item, str):
            self.faults.append(item)
        elif isinstance(item.where, image.Url):
            yield Photo(item.where, content_key(item.where.encode()), item.target_face, item.user_data)
        else:
            yield self._photo(item)

    def _photo(self, item: Named) -> Photo:
        """One with an error goes by its name, so that it is counted all the same."""
        look = self.looks[item.where]
        if look.error:
            self.faults.append(f"{item.shown} cannot be read ({look.error})")
        elif look.fault and not self.bad_images:
            self.faults.append(f"{item.shown} {look.fault}")
        elif not look.fault and item.target_face:
            self.faults.extend(target_faults(item))
        return Photo(item.where, look.content or item.where, item.target_face, item.user_data, look.fault)


def target_faults(item: Named) -> Iterator[str]:
    try:
        image.ensure_inside(Path(item.where), list(item.target_face))
    except (image.Fault, OSError) as fault:
        yield f"{item.shown}: {fault}"


def count_faults(count: int, whose: str) -> Iterator[str]:
    if not count:
        yield f"{whose} holds no photo; a person without one cannot be trained"
    if count > MOST_PER_PERSON:
        yield f"{whose} holds {count} photos; a person has at most {MOST_PER_PERSON}"


def nothing_in(source: Path, holds: Holds) -> str:
    what = "a folder of photos per person" if holds == "persons" else "photos"
    return f"must hold {what}; {str(source)!r} holds none"
