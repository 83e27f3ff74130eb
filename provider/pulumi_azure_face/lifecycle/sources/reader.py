"""Read a source: parse the folder, glob, or manifest, inspect its image files, and report all problems at once."""

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
from .image_format import FORMATS
from .inspection import BATCH_SIZE, FileInspection, inspect_files
from .manifest import is_manifest, read_manifest
from .manifest_files import READERS

MAX_PROBLEMS_IN_MESSAGE = 5
EXTENSIONS = ", ".join(READERS)


class SourceError(ValueError):
    """The problems of a source, in one line."""

    def __init__(self, problems: list[str]) -> None:
        more = (
            f"; and {len(problems) - MAX_PROBLEMS_IN_MESSAGE} more" if len(problems) > MAX_PROBLEMS_IN_MESSAGE else ""
        )
        super().__init__("; ".join(problems[:MAX_PROBLEMS_IN_MESSAGE]) + more)


def read_source(source: Path, holds: Holds, *, keep_bad_images: bool = False) -> list[DesiredEntry]:
    """Return the desired entries of a source.

    Args:
        source: A folder, a glob pattern, or a manifest file.
        holds: Whether the container holds persons or faces.
        keep_bad_images: Whether to return photos whose files are not valid images, each with its problem.

    Raises:
        SourceError: The source has problems. The message lists them.
    """
    return list(stream_source(source, holds, keep_bad_images=keep_bad_images))


def stream_source(source: Path, holds: Holds, *, keep_bad_images: bool = False) -> Iterator[DesiredEntry]:
    """Yield the desired entries of a source. A group of a million photos needs no more memory than one of a thousand.

    See `read_source`. The error is raised after the last entry.
    """
    cache, validator, has_photos = HashCache(), SourceValidator(holds, keep_bad_images), False
    for batch in batches(source_entries(source, holds)):
        validator.inspections = dict(inspect_files(image_files(batch), cache))
        for item in batch:
            for entry in validator.desired_entries(item):
                has_photos |= bool(entry.photos)
                yield entry
    if not validator.problems and not has_photos:
        validator.problems.append(empty_source_problem(source, holds))
    if validator.problems:
        raise SourceError(validator.problems)


def batches(items: Iterable[SourceEntry | str]) -> Iterator[list[SourceEntry | str]]:
    """Group entries such that each group has about as many images as one lookup of the hash cache."""
    batch: list[SourceEntry | str] = []
    image_count = 0
    for item in items:
        batch.append(item)
        image_count += len(item.items) if isinstance(item, SourceEntry) else 0
        if image_count >= BATCH_SIZE:
            yield batch
            batch, image_count = [], 0
    yield batch


def source_entries(source: Path, holds: Holds) -> Iterator[SourceEntry | str]:
    """Return the entries and the problems of a source, without reading its image files."""
    if is_manifest(source):
        return iter(read_manifest(source, holds))
    if is_glob(str(source)) and not is_existing_path(source):
        return iter(
            [
                read_glob(str(source))
                if holds == "faces"
                else f"{str(source)!r} is a glob, which names no persons. Use a folder with one folder per person, or "
                "a manifest"
            ]
        )
    ensure_folder(source)
    return read_persons(source) if holds == "persons" else iter([read_list(source)])


def is_existing_path(source: Path) -> bool:
    """Whether a path exists. A folder may have a name that could be a glob pattern."""
    try:
        return source.exists()
    except OSError:
        return False


def ensure_folder(folder: Path) -> None:
    try:
        if folder.is_dir():
            return
        if folder.exists():
            raise SourceError([f"{str(folder)!r} must be a folder, or a manifest that ends in {EXTENSIONS}"])
        problem = f"{str(folder)!r} does not exist. A relative path starts at the program's folder"
    except OSError as error:
        problem = f"{str(folder)!r} cannot be read: {error.strerror}"
    raise SourceError([problem])


def image_files(source_items: Iterable[SourceEntry | str]) -> Iterator[str]:
    """Yield the paths of all image files. URLs are not files."""
    for entry in source_items:
        if isinstance(entry, SourceEntry):
            for item in entry.items:
                if isinstance(item, SourceImage) and not isinstance(item.location, image.Url):
                    yield item.location


@dataclass
class SourceValidator:
    """Convert source entries to desired entries, and collect the problems in source order."""

    holds: Holds
    keeps_bad_images: bool
    inspections: Mapping[str, FileInspection] = field(default_factory=dict)
    """Results by the path of the file, for the files of the current entry."""
    problems: list[str] = field(default_factory=list)

    def desired_entries(self, entry: SourceEntry | str) -> Iterator[DesiredEntry]:
        """Yield the desired entry, unless `entry` is a problem."""
        if isinstance(entry, str):
            self.problems.append(entry)
            return
        photos: dict[str, Photo] = {}
        for photo in (photo for item in entry.items for photo in self._photos(item)):
            photos.setdefault(photo.key, photo)
        if self.holds == "persons":
            self.problems.extend(count_problems(len(photos), entry.label))
        yield DesiredEntry(entry.key, entry.name, photos, entry.user_data)

    def _photos(self, item: SourceImage | str) -> Iterator[Photo]:
        if isinstance(item, str):
            self.problems.append(item)
        elif isinstance(item.location, image.Url):
            yield Photo(item.location, content_key(item.location.encode()), item.target_face, item.user_data)
        else:
            yield self._photo(item)

    def _photo(self, item: SourceImage) -> Photo:
        inspection = self.inspections[item.location]
        if inspection.error:
            self.problems.append(f"{item.label} cannot be read: {inspection.error}")
        elif inspection.problem and not self.keeps_bad_images:
            self.problems.append(f"{item.label} {inspection.problem}")
        elif not inspection.problem and item.target_face:
            self.problems.extend(target_problems(item))
        # An unreadable file has no content key. Its path is the key, so that the file still counts as one photo.
        content = inspection.content_key or item.location
        return Photo(item.location, content, item.target_face, item.user_data, inspection.problem)


def target_problems(item: SourceImage) -> Iterator[str]:
    try:
        image.ensure_target_inside(Path(item.location), list(item.target_face))
    except (image.ImageError, OSError) as error:
        yield f"{item.label}: {error}"


def count_problems(count: int, label: str) -> Iterator[str]:
    if not count:
        yield f"{label} has no photo, but a person needs at least one for training"
    if count > MAX_FACES_PER_PERSON:
        yield f"{label} has {count} photos, but a person can have at most {MAX_FACES_PER_PERSON}"


def empty_source_problem(source: Path, holds: Holds) -> str:
    if holds == "persons":
        return f"no folders of photos found in {str(source)!r}. Add one folder per person"
    return f"no photos found in {str(source)!r}. Add {FORMATS} files"
