"""What a source declares: a folder, a glob or a manifest, read, looked at and held against the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pulumi_azure_face.client.kinds import Holds
from pulumi_azure_face.lifecycle.cache.hash_cache import HashCache
from pulumi_azure_face.lifecycle.identity.digests import content_key

from . import image
from .desired import MAX_FACES_PER_PERSON, DesiredEntry, Photo
from .entries import SourceEntry, SourceImage
from .folder import read_list, read_persons
from .glob_pattern import is_glob, read_glob
from .inspection import FileInspection, inspect_files
from .manifest import is_manifest, read_manifest
from .manifest_files import READERS

MAX_PROBLEMS_IN_MESSAGE = 5  # faults named in one message
EXTENSIONS = ", ".join(READERS)


class SourceError(ValueError):
    """What is wrong with a source: all of it, in one line."""

    def __init__(self, problems: list[str]) -> None:
        more = (
            f"; and {len(problems) - MAX_PROBLEMS_IN_MESSAGE} more" if len(problems) > MAX_PROBLEMS_IN_MESSAGE else ""
        )
        super().__init__("; ".join(problems[:MAX_PROBLEMS_IN_MESSAGE]) + more)


def read_source(source: Path, holds: Holds, *, bad_images: bool = False) -> list[DesiredEntry]:
    """The subjects that a source declares. Raises Faults with everything that is wrong.

    With `rejected_error`, those that are bad by their files are declared too, each with its fault.
    """
    drafts = list(source_entries(source, holds))
    inspection = SourceValidation(inspect_files(image_files(drafts), HashCache(source)), holds, bad_images)
    subjects = [subject for draft in drafts for subject in inspection.desired_entries(draft)]
    if not inspection.problems and not any(subject.photos for subject in subjects):
        inspection.problems.append(empty_source_problem(source, holds))
    if inspection.problems:
        raise SourceError(inspection.problems)
    return subjects


def clear_hash_cache(source: Path) -> None:
    """Have all files of the source read again the next time."""
    HashCache(source).clear()


def source_entries(source: Path, holds: Holds) -> Iterator[SourceEntry | str]:
    if is_manifest(source):
        return iter(read_manifest(source, holds))
    if is_glob(str(source)) and not is_existing_path(source):
        return iter(
            [read_glob(str(source)) if holds == "faces" else "must be a folder or a manifest; a glob names nobody"]
        )
    ensure_folder(source)
    return read_persons(source) if holds == "persons" else iter([read_list(source)])


def is_existing_path(source: Path) -> bool:
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
            raise SourceError([f"must be a folder, or a manifest in {EXTENSIONS}; there is a file at {str(folder)!r}"])
        there = "nothing"
    except OSError as error:
        there = f"nothing that can be read ({error.strerror})"
    raise SourceError([f"must be a folder; there is {there} at {str(folder)!r}"])


def image_files(drafts: Iterable[SourceEntry | str]) -> Iterator[str]:
    for draft in drafts:
        items = [] if isinstance(draft, str) else draft.items
        yield from (
            item.location
            for item in items
            if isinstance(item, SourceImage) and not isinstance(item.location, image.Url)
        )


@dataclass
class SourceValidation:
    """Drafts held against what their files show, and what is wrong, in the order in which it was named."""

    inspections: Mapping[str, FileInspection]
    holds: Holds
    bad_images: bool
    problems: list[str] = field(default_factory=list)

    def desired_entries(self, draft: SourceEntry | str) -> Iterator[DesiredEntry]:
        if isinstance(draft, str):
            self.problems.append(draft)
            return
        photos: dict[str, Photo] = {}
        for photo in (photo for item in draft.items for photo in self._photos(item)):
            photos.setdefault(photo.key, photo)
        if self.holds == "persons":
            self.problems.extend(count_problems(len(photos), draft.label))
        yield DesiredEntry(draft.key, draft.name, photos, draft.user_data)

    def _photos(self, item: SourceImage | str) -> Iterator[Photo]:
        if isinstance(item, str):
            self.problems.append(item)
        elif isinstance(item.location, image.Url):
            yield Photo(item.location, content_key(item.location.encode()), item.target_face, item.user_data)
        else:
            yield self._photo(item)

    def _photo(self, item: SourceImage) -> Photo:
        """One with an error goes by its name, so that it is counted all the same."""
        look = self.inspections[item.location]
        if look.error:
            self.problems.append(f"{item.label} cannot be read ({look.error})")
        elif look.problem and not self.bad_images:
            self.problems.append(f"{item.label} {look.problem}")
        elif not look.problem and item.target_face:
            self.problems.extend(target_problems(item))
        return Photo(item.location, look.content or item.location, item.target_face, item.user_data, look.problem)


def target_problems(item: SourceImage) -> Iterator[str]:
    try:
        image.ensure_target_inside(Path(item.location), list(item.target_face))
    except (image.ImageError, OSError) as fault:
        yield f"{item.label}: {fault}"


def count_problems(count: int, whose: str) -> Iterator[str]:
    if not count:
        yield f"{whose} holds no photo; a person without one cannot be trained"
    if count > MAX_FACES_PER_PERSON:
        yield f"{whose} holds {count} photos; a person has at most {MAX_FACES_PER_PERSON}"


def empty_source_problem(source: Path, holds: Holds) -> str:
    what = "a folder of photos per person" if holds == "persons" else "photos"
    return f"must hold {what}; {str(source)!r} holds none"
