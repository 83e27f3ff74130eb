"""The photos of a folder, and every problem that a folder can have."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest

from pulumi_azure_face.lifecycle.identity.digests import photo_count, photos_digest
from pulumi_azure_face.lifecycle.sources.desired import desired_digest
from pulumi_azure_face.lifecycle.sources.reader import SourceError, read_source

from ..helpers.account import photo_key
from ..helpers.photo_folders import photo, write_photos

Holds = Literal["persons", "faces"]
NOBODY_UID = 65_534


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    """A folder with one person and one photo."""
    return write_photos(tmp_path / "staff", {"ann": (1,)})


def error_of(folder: Path, holds: Holds = "persons") -> str:
    with pytest.raises(SourceError) as error:
        read_source(folder, holds)
    assert "\n" not in str(error.value)
    return str(error.value)


def persons(folder: Path) -> dict[str, set[str]]:
    return {entry.name: set(entry.photos) for entry in read_source(folder, "persons")}


# --- valid folders -----------------------------------------------------------------------------------------------------


def test_group_has_a_folder_per_person(tmp_path: Path) -> None:
    """Each folder is a person, and each photo is a face with a key from its content."""
    folder = write_photos(tmp_path / "staff", {"zoë": (3,), "ann": (1, 2)})

    assert persons(folder) == {"ann": {photo_key(photo(1)), photo_key(photo(2))}, "zoë": {photo_key(photo(3))}}
    assert [entry.key for entry in read_source(folder, "persons")] == ["ann", "zoë"]


def test_list_is_a_flat_folder(tmp_path: Path) -> None:
    """The photos of a list lie directly in the folder and form one entry without a name."""
    (entry,) = read_source(write_photos(tmp_path / "all", {"": (1, 2)}), "faces")

    assert (entry.key, entry.name) == ("", "")
    assert set(entry.photos) == {photo_key(photo(1)), photo_key(photo(2))}


@pytest.mark.parametrize(
    "name",
    ["Ann Lee", "Zoë Müller", "李小龍", "👩‍🔬", "a.b", 'o\'neil "x"', "x" * 100],
    ids=["space", "umlaut", "other script", "emoji", "dot", "quotes", "long"],
)
def test_person_name_is_the_folder_name(tmp_path: Path, name: str) -> None:
    """The name of a person is the unchanged name of the folder."""
    assert set(persons(write_photos(tmp_path / "staff", {name: (1,)}))) == {name}


def test_person_name_is_normalized_unicode(tmp_path: Path) -> None:
    """Folder names in composed and decomposed Unicode form are the same person."""
    composed, decomposed = (unicodedata.normalize(form, "Zoë") for form in ("NFC", "NFD"))

    composed_entries = read_source(write_photos(tmp_path / "composed", {composed: (1,)}), "persons")
    decomposed_entries = read_source(write_photos(tmp_path / "decomposed", {decomposed: (1,)}), "persons")

    assert composed_entries[0].key == decomposed_entries[0].key == composed
    assert desired_digest(composed_entries) == desired_digest(decomposed_entries)


@pytest.mark.parametrize("ending", ["JPG", "Jpeg", "PNG", "gif", "BMP", "jpe", "jfif"])
def test_file_extension_is_case_insensitive(staff: Path, ending: str) -> None:
    """A photo is recognized by its extension in upper or lower case."""
    (staff / "ann" / f"other.{ending}").write_bytes(photo(2))

    assert persons(staff) == {"ann": {photo_key(photo(1)), photo_key(photo(2))}}


@pytest.mark.parametrize("start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM"])
def test_every_image_format_of_the_service_is_accepted(staff: Path, start: bytes) -> None:
    """JPEG, PNG, GIF, and BMP are accepted by their content.

    See face-api.md#image-formats.
    """
    (staff / "ann" / "other.png").write_bytes(start.ljust(2_000, b"."))

    assert len(persons(staff)["ann"]) == 2


@pytest.mark.parametrize("name", [".DS_Store", ".hidden.jpg", "notes.txt", "Thumbs.db", "README"])
def test_other_files_are_ignored(staff: Path, name: str) -> None:
    """Hidden files and files without a photo extension are ignored."""
    (staff / name).write_bytes(b"text")
    (staff / "ann" / name).write_bytes(b"text")

    assert persons(staff) == {"ann": {photo_key(photo(1))}}


def test_copies_of_a_photo_are_one_face(staff: Path) -> None:
    """Copies of a photo of one person are one face."""
    shutil.copy(staff / "ann" / "1.jpg", staff / "ann" / "copy.jpg")

    assert persons(staff) == {"ann": {photo_key(photo(1))}}


def test_same_photo_of_two_persons_is_two_faces(tmp_path: Path) -> None:
    """The same photo of two persons is a face of each."""
    folder = write_photos(tmp_path / "staff", {"ann": (1,), "bob": (1,)})

    assert persons(folder) == {"ann": {photo_key(photo(1))}, "bob": {photo_key(photo(1))}}


def test_symbolic_links_are_followed(staff: Path, tmp_path: Path) -> None:
    """Symbolic links to a photo and to a person's folder are followed."""
    linked_folder = write_photos(tmp_path / "linked", {"bob": (2, 3)})
    (staff / "bob").symlink_to(linked_folder / "bob")
    (staff / "ann" / "linked.jpg").symlink_to(linked_folder / "bob" / "2.jpg")

    assert persons(staff) == {
        "ann": {photo_key(photo(1)), photo_key(photo(2))},
        "bob": {photo_key(photo(2)), photo_key(photo(3))},
    }


@pytest.mark.parametrize("size", [1_024, 6 * 1024 * 1024], ids=["1 KB", "6 MB"])
def test_photo_at_the_size_limit_is_accepted(staff: Path, size: int) -> None:
    """A photo of 1 KB or 6 MB is accepted.

    See face-api.md#image-file-size.
    """
    (staff / "ann" / "other.jpg").write_bytes(photo(2, size))

    assert len(persons(staff)["ann"]) == 2


def test_person_can_have_248_photos(tmp_path: Path) -> None:
    """A person can have 248 photos, and copies do not count.

    See face-api.md#quota-faces-per-person.
    """
    folder = write_photos(tmp_path / "staff", {"ann": tuple(range(248))})
    shutil.copy(folder / "ann" / "1.jpg", folder / "ann" / "copy.jpg")

    assert len(persons(folder)["ann"]) == 248


# --- problems ---------------------------------------------------------------------------------------------------------


def missing(staff: Path) -> None:
    shutil.rmtree(staff)


def file_instead_of_folder(staff: Path) -> None:
    missing(staff)
    staff.write_bytes(photo(1))


def empty(staff: Path) -> None:
    missing(staff)
    staff.mkdir()


def dangling_source(staff: Path) -> None:
    missing(staff)
    staff.symlink_to(staff.parent / "gone")


def looping_source(staff: Path) -> None:
    missing(staff)
    staff.symlink_to(staff)


def person_without_photo(staff: Path) -> None:
    (staff / "bob").mkdir()


def text_as_photo(staff: Path) -> None:
    (staff / "ann" / "bad.jpg").write_text("not a photo " * 200)


def webp_photo(staff: Path) -> None:
    (staff / "ann" / "bad.webp").write_bytes(b"RIFF....WEBP".ljust(2_000))


def small(staff: Path) -> None:
    (staff / "ann" / "bad.jpg").write_bytes(photo(2, 200))


def large(staff: Path) -> None:
    (staff / "ann" / "bad.jpg").write_bytes(photo(2, 6 * 1024 * 1024 + 1))


def too_many(staff: Path) -> None:
    write_photos(staff, {"ann": tuple(range(249))})


def nested_folder(staff: Path) -> None:
    (staff / "ann" / "holiday").mkdir()


def photo_outside_person(staff: Path) -> None:
    (staff / "bad.jpg").write_bytes(photo(2))


def long_name(staff: Path) -> None:
    # The limit counts characters. A file name is limited to 255 bytes.
    write_photos(staff, {"x" * 129: (1,)})


def two_unicode_forms(staff: Path) -> None:
    write_photos(staff, {unicodedata.normalize(form, "Zoë"): (1,) for form in ("NFC", "NFD")})


def dangling_photo(staff: Path) -> None:
    (staff / "ann" / "bad.jpg").symlink_to(staff / "gone.jpg")


def looping_photo(staff: Path) -> None:
    (staff / "ann" / "bad.jpg").symlink_to("bad.jpg")


def dangling_person(staff: Path) -> None:
    (staff / "bob").symlink_to(staff.parent / "gone")


def looping_person(staff: Path) -> None:
    (staff / "bob").symlink_to("bob")


def link_to_source(staff: Path) -> None:
    (staff / "ann" / "all").symlink_to(staff)


def pipe(staff: Path) -> None:
    os.mkfifo(staff / "ann" / "bad.jpg")


def name_not_unicode(staff: Path) -> None:
    (staff / "ann").rename(os.fsdecode(os.fsencode(staff) + b"/M\xfcller"))


@pytest.mark.parametrize(
    ("damage", "line"),
    [
        pytest.param(missing, "'{folder}' does not exist. ", id="missing"),
        pytest.param(
            file_instead_of_folder,
            "'{folder}' must be a folder, or a manifest that ends in .csv, .json, .yaml, .yml",
            id="file instead of a folder",
        ),
        pytest.param(empty, "no folders of photos found in '{folder}'. ", id="empty"),
        pytest.param(dangling_source, "'{folder}' does not exist", id="broken link"),
        pytest.param(looping_source, "'{folder}' does not exist", id="link to itself"),
        pytest.param(person_without_photo, "'staff/bob' has no photo", id="person without photo"),
        pytest.param(
            text_as_photo, "'staff/ann/bad.jpg' is not a JPEG, PNG, GIF, or BMP file (by its content)", id="text"
        ),
        pytest.param(
            webp_photo, "'staff/ann/bad.webp' is not a JPEG, PNG, GIF, or BMP file (by its content)", id="WebP"
        ),
        pytest.param(
            small, "'staff/ann/bad.jpg' must have 1024 to 6291456 bytes (1 KB to 6 MB), got 200", id="200 bytes"
        ),
        pytest.param(
            large, "'staff/ann/bad.jpg' must have 1024 to 6291456 bytes (1 KB to 6 MB), got 6291457", id="over 6 MB"
        ),
        pytest.param(too_many, "'staff/ann' has 249 photos, but a person can have at most 248", id="249 photos"),
        pytest.param(
            nested_folder, "'staff/ann/holiday' is a folder, but photos must be directly in 'staff/ann'", id="nested"
        ),
        pytest.param(
            photo_outside_person,
            "expected one folder per person, but 'staff/bad.jpg' is a file. For a flat folder",
            id="photo outside a person's folder",
        ),
        pytest.param(
            long_name,
            "the name of a person must have at most 128 characters, got 129 ('xxxx",
            id="name of 129 characters",
        ),
        pytest.param(
            two_unicode_forms, "two folders have the name 'Zoë' (in different Unicode forms)", id="two Unicode forms"
        ),
        pytest.param(dangling_photo, "'staff/ann/bad.jpg' cannot be read: No such file", id="broken link to a photo"),
        pytest.param(
            looping_photo, "'staff/ann/bad.jpg' cannot be read: Too many levels", id="photo that links to itself"
        ),
        pytest.param(dangling_person, "'staff/bob' cannot be read: No such file", id="broken link to a person"),
        pytest.param(looping_person, "'staff/bob' cannot be read: Too many levels", id="person that links to itself"),
        pytest.param(link_to_source, "'staff/ann/all' is a folder", id="link to the source"),
        pytest.param(
            name_not_unicode,
            "the name of a person must be valid Unicode, got 'M\\udcfcller'",
            id="name in an old encoding",
        ),
    ],
)
def test_invalid_group_folder_is_rejected(staff: Path, damage: Callable[[Path], None], line: str) -> None:
    """Each problem is one line that names the path below the source and the rule."""
    damage(staff)

    assert error_of(staff).startswith(line.format(folder=staff))


@pytest.mark.parametrize(
    ("photos_by_name", "line"),
    [
        pytest.param({}, "no photos found in '{folder}'. ", id="empty"),
        pytest.param(
            {"ann": (1,)}, "'staff/ann' is a folder, but photos must be directly in 'staff'", id="folder per person"
        ),
    ],
)
def test_invalid_list_folder_is_rejected(tmp_path: Path, photos_by_name: dict[str, tuple[int, ...]], line: str) -> None:
    """A list needs photos that lie directly in the folder."""
    folder = write_photos(tmp_path / "staff", photos_by_name)

    assert error_of(folder, "faces").startswith(line.format(folder=folder))


@contextmanager
def as_unprivileged_user(folder: Path) -> Iterator[None]:
    """Run as `nobody` if the tests run as root, which can read everything."""
    root = os.geteuid() == 0
    if root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY_UID, NOBODY_UID)
        os.seteuid(NOBODY_UID)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="no POSIX permissions")
@pytest.mark.parametrize("path", ["..", ".", "ann", "ann/1.jpg"], ids=["above", "source", "person", "photo"])
def test_unreadable_path_is_rejected(path: str) -> None:
    """A folder or file without read permission is a problem in one line."""
    with TemporaryDirectory() as folder:
        staff = write_photos(Path(folder) / "staff", {"ann": (1,)})
        locked = (staff / path).resolve()
        with as_unprivileged_user(Path(folder)):
            locked.chmod(0)

            assert "Permission denied" in error_of(staff)

            locked.chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="no POSIX permissions")
@pytest.mark.parametrize(
    ("pattern", "locked", "is_rejected"),
    [
        ("*.jpg", ".", True),
        ("**/*.jpg", "ann", True),
        ("*/1.jpg", "ann", True),
        ("**/*.jpg", "ann/deep", True),
        ("*/1.jpg", "ann/deep", False),
        ("*.jpg", "ann", False),
        ("**/*.jpg", ".hidden", False),
    ],
)
def test_glob_rejects_an_unreadable_folder(pattern: str, locked: str, is_rejected: bool) -> None:
    """A glob rejects an unreadable folder that could contain matches, and ignores others."""
    with TemporaryDirectory() as folder:
        staff = write_photos(Path(folder) / "staff", {"ann": (1,)})
        (staff / "ann" / "deep").mkdir()
        (staff / ".hidden").mkdir()
        (staff / "a.jpg").write_bytes(photo(2))
        with as_unprivileged_user(Path(folder)):
            (staff / locked).chmod(0)
            try:
                read_source(staff / pattern, "faces")
            except SourceError as error:
                message = str(error)
            else:
                message = ""
            (staff / locked).chmod(0o700)

    assert ("Permission denied" in message) is is_rejected


def test_all_problems_are_reported_in_path_order(staff: Path) -> None:
    """All problems are reported at once in the order of the paths, photos without a person last."""
    photo_outside_person(staff)
    small(staff)
    person_without_photo(staff)
    (staff / "ann" / "gone.jpg").symlink_to("nowhere")

    messages = error_of(staff).split("; ")

    assert [re.findall("'(.+?)'", line)[0] for line in messages] == [
        "staff/ann/bad.jpg",
        "staff/ann/gone.jpg",
        "staff/bob",
        "staff/bad.jpg",
    ]


def test_photos_without_a_person_are_one_problem(tmp_path: Path) -> None:
    """A flat folder for a group is one problem that names its first photo, counts the rest, and says what to use."""
    folder = write_photos(tmp_path / "staff", {"": (1, 2, 3, 4)})

    assert error_of(folder) == (
        "expected one folder per person, but 'staff/1.jpg' and 3 more are files. "
        "For a flat folder of photos use a FaceList or LargeFaceList: faces=..."
    )


def test_further_problems_are_counted(tmp_path: Path) -> None:
    """Five problems are shown, and the others are counted."""
    folder = write_photos(tmp_path / "staff", {f"person {n}": () for n in range(12)})

    assert error_of(folder).endswith("; and 7 more")


# --- digests ----------------------------------------------------------------------------------------------------------


def test_digests_are_stable_across_releases(tmp_path: Path) -> None:
    """Every release computes the digests that states and tags contain today."""
    folder = write_photos(tmp_path / "staff", {"ann": (1, 2), "zoë": (3,)})
    for photo_file in folder.glob("*/*.jpg"):  # bytes that do not depend on a library
        photo_file.write_bytes(b"\xff\xd8\xff" + f"photo {photo_file.stem} ".encode().ljust(1497, b"."))

    assert photos_digest(["b", "a"]) == "2-7e18f737311b2dc3"
    assert (
        desired_digest(read_source(folder, "persons"))
        == "2e3a16e74d82790cf5c7409c748e76296de1cf35b2edd38e5fb16ac3efb27bd9"
    )


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"ann": (1, 3)}, id="another photo"),
        pytest.param({"ann": (1, 2, 3)}, id="photo added"),
        pytest.param({"ann": (1,)}, id="photo removed"),
        pytest.param({"anna": (1, 2)}, id="another name"),
        pytest.param({"ann": (1, 2), "bob": (3,)}, id="person added"),
    ],
)
def test_digest_changes_with_the_content(tmp_path: Path, other: dict[str, tuple[int, ...]]) -> None:
    """Any change of a person or a photo changes the digest."""
    entries = read_source(write_photos(tmp_path / "one", {"ann": (1, 2)}), "persons")

    assert desired_digest(read_source(write_photos(tmp_path / "two", other), "persons")) != desired_digest(entries)


def test_digest_does_not_depend_on_file_names(tmp_path: Path) -> None:
    """A renamed photo or source has the same digest."""
    folder = write_photos(tmp_path / "one", {"ann": (1, 2)})
    before = desired_digest(read_source(folder, "persons"))
    (folder / "ann" / "1.jpg").rename(folder / "ann" / "renamed.png")

    assert desired_digest(read_source(folder.rename(tmp_path / "two"), "persons")) == before


@pytest.mark.parametrize(
    ("digest", "count"),
    [("0-ab", 0), ("248-ab", 248), ("", -1), ("x-ab", -1), ("²-ab", -1), ("-3-ab", -1)],
)
def test_digest_contains_the_photo_count(digest: str, count: int) -> None:
    """A digest contains the number of photos, and an invalid digest has the count -1."""
    assert photo_count(digest) == count
