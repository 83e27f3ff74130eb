"""What a folder declares, and everything that can be wrong with one."""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import pytest

from pulumi_azure_face.lifecycle.identity.digests import count_in, photos_digest
from pulumi_azure_face.lifecycle.sources.desired import desired_digest
from pulumi_azure_face.lifecycle.sources.reader import SourceError, read_source

from ..account import photo_key
from ..photo_folders import photo, write

Holds = Literal["persons", "faces"]
NOBODY = 65_534


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    """A folder that declares one person with one photo."""
    return write(tmp_path / "staff", {"ann": (1,)})


def faults(folder: Path, holds: Holds = "persons") -> str:
    with pytest.raises(SourceError) as refused:
        read_source(folder, holds)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def persons(folder: Path) -> dict[str, set[str]]:
    return {subject.name: set(subject.photos) for subject in read_source(folder, "persons")}


# --- what is declared -------------------------------------------------------------------------------------------------


def test_a_group_takes_a_folder_per_person(tmp_path: Path) -> None:
    """Each folder is a person, each photo a face, known by its content."""
    folder = write(tmp_path / "staff", {"zoë": (3,), "ann": (1, 2)})

    assert persons(folder) == {"ann": {photo_key(photo(1)), photo_key(photo(2))}, "zoë": {photo_key(photo(3))}}
    assert [subject.key for subject in read_source(folder, "persons")] == ["ann", "zoë"]


def test_a_list_takes_a_flat_folder(tmp_path: Path) -> None:
    """A list is the one subject, without a name."""
    (subject,) = read_source(write(tmp_path / "all", {"": (1, 2)}), "faces")

    assert (subject.key, subject.name) == ("", "")
    assert set(subject.photos) == {photo_key(photo(1)), photo_key(photo(2))}


@pytest.mark.parametrize(
    "name",
    ["Ann Lee", "Zoë Müller", "李小龍", "👩‍🔬", "a.b", 'o\'neil "x"', "x" * 100],
    ids=["space", "umlaut", "other script", "emoji", "dot", "quotes", "long"],
)
def test_a_person_is_called_as_the_folder(tmp_path: Path, name: str) -> None:
    """Names are taken as they are."""
    assert set(persons(write(tmp_path / "staff", {name: (1,)}))) == {name}


def test_one_name_in_two_unicode_forms_is_one_name(tmp_path: Path) -> None:
    """A folder that another system wrote in decomposed form declares the same person."""
    composed, decomposed = (unicodedata.normalize(form, "Zoë") for form in ("NFC", "NFD"))

    here = read_source(write(tmp_path / "here", {composed: (1,)}), "persons")
    there = read_source(write(tmp_path / "there", {decomposed: (1,)}), "persons")

    assert here[0].key == there[0].key == composed
    assert desired_digest(here) == desired_digest(there)


@pytest.mark.parametrize("ending", ["JPG", "Jpeg", "PNG", "gif", "BMP", "jpe", "jfif"])
def test_endings_count_in_any_case(staff: Path, ending: str) -> None:
    """A photo is known by its ending, whatever its case; its true format is told by its content."""
    (staff / "ann" / f"other.{ending}").write_bytes(photo(2))

    assert persons(staff) == {"ann": {photo_key(photo(1)), photo_key(photo(2))}}


@pytest.mark.parametrize("start", [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM"])
def test_every_format_of_the_service_is_taken(staff: Path, start: bytes) -> None:
    """JPEG, PNG, GIF and BMP pass by their content (face-api.md#image-formats)."""
    (staff / "ann" / "other.png").write_bytes(start.ljust(2_000, b"."))

    assert len(persons(staff)["ann"]) == 2


@pytest.mark.parametrize("name", [".DS_Store", ".hidden.jpg", "notes.txt", "Thumbs.db", "README"])
def test_what_is_no_photo_is_left_out(staff: Path, name: str) -> None:
    """Hidden files, and files that do not end like a photo, do not take part: in a person's folder or above it."""
    (staff / name).write_bytes(b"text")
    (staff / "ann" / name).write_bytes(b"text")

    assert persons(staff) == {"ann": {photo_key(photo(1))}}


def test_the_same_photo_twice_is_one_face(staff: Path) -> None:
    """Copies of a photo are told by their content, within one person."""
    shutil.copy(staff / "ann" / "1.jpg", staff / "ann" / "copy.jpg")

    assert persons(staff) == {"ann": {photo_key(photo(1))}}


def test_the_same_photo_of_two_persons_is_two_faces(tmp_path: Path) -> None:
    """What one person shows does not take it from another."""
    folder = write(tmp_path / "staff", {"ann": (1,), "bob": (1,)})

    assert persons(folder) == {"ann": {photo_key(photo(1))}, "bob": {photo_key(photo(1))}}


def test_a_link_is_what_it_leads_to(staff: Path, tmp_path: Path) -> None:
    """Links to a photo and to a person's folder are followed."""
    elsewhere = write(tmp_path / "elsewhere", {"bob": (2, 3)})
    (staff / "bob").symlink_to(elsewhere / "bob")
    (staff / "ann" / "linked.jpg").symlink_to(elsewhere / "bob" / "2.jpg")

    assert persons(staff) == {
        "ann": {photo_key(photo(1)), photo_key(photo(2))},
        "bob": {photo_key(photo(2)), photo_key(photo(3))},
    }


@pytest.mark.parametrize("size", [1_024, 6 * 1024 * 1024], ids=["1 KB", "6 MB"])
def test_a_photo_at_the_edge_of_size(staff: Path, size: int) -> None:
    """1 KB and 6 MB are still an image (face-api.md#image-file-size)."""
    (staff / "ann" / "other.jpg").write_bytes(photo(2, size))

    assert len(persons(staff)["ann"]) == 2


def test_as_many_photos_as_a_person_can_have(tmp_path: Path) -> None:
    """248 are taken, and copies do not count (face-api.md#quota-faces-per-person)."""
    folder = write(tmp_path / "staff", {"ann": tuple(range(248))})
    shutil.copy(folder / "ann" / "1.jpg", folder / "ann" / "copy.jpg")

    assert len(persons(folder)["ann"]) == 248


# --- what is wrong ----------------------------------------------------------------------------------------------------


def missing(staff: Path) -> None:
    shutil.rmtree(staff)


def file_instead(staff: Path) -> None:
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


def web_photo(staff: Path) -> None:
    (staff / "ann" / "bad.webp").write_bytes(b"RIFF....WEBP".ljust(2_000))


def small(staff: Path) -> None:
    (staff / "ann" / "bad.jpg").write_bytes(photo(2, 200))


def large(staff: Path) -> None:
    (staff / "ann" / "bad.jpg").write_bytes(photo(2, 6 * 1024 * 1024 + 1))


def too_many(staff: Path) -> None:
    write(staff, {"ann": tuple(range(249))})


def nested(staff: Path) -> None:
    (staff / "ann" / "holiday").mkdir()


def loose(staff: Path) -> None:
    (staff / "bad.jpg").write_bytes(photo(2))


def long_name(staff: Path) -> None:
    # Counted in letters; a file name is limited in bytes, so no more than 255 of those.
    write(staff, {"x" * 129: (1,)})


def two_forms(staff: Path) -> None:
    write(staff, {unicodedata.normalize(form, "Zoë"): (1,) for form in ("NFC", "NFD")})


def dangling_photo(staff: Path) -> None:
    (staff / "ann" / "bad.jpg").symlink_to(staff / "gone.jpg")


def looping_photo(staff: Path) -> None:
    (staff / "ann" / "bad.jpg").symlink_to("bad.jpg")


def dangling_person(staff: Path) -> None:
    (staff / "bob").symlink_to(staff.parent / "gone")


def looping_person(staff: Path) -> None:
    (staff / "bob").symlink_to("bob")


def into_itself(staff: Path) -> None:
    (staff / "ann" / "all").symlink_to(staff)


def pipe(staff: Path) -> None:
    os.mkfifo(staff / "ann" / "bad.jpg")


def foreign_letters(staff: Path) -> None:
    (staff / "ann").rename(os.fsdecode(os.fsencode(staff) + b"/M\xfcller"))


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        pytest.param(missing, "must be a folder; there is nothing at", id="missing"),
        pytest.param(
            file_instead,
            "must be a folder, or a manifest in .csv, .json, .yaml, .yml; there is a file at",
            id="file instead",
        ),
        pytest.param(empty, "must hold a folder of photos per person; ", id="empty"),
        pytest.param(dangling_source, "must be a folder; there is nothing at", id="link to nothing"),
        pytest.param(looping_source, "must be a folder; there is nothing at", id="link to itself"),
        pytest.param(person_without_photo, "'staff/bob' holds no photo", id="person without photo"),
        pytest.param(text_as_photo, "'staff/ann/bad.jpg' is not JPEG, PNG, GIF or BMP by its content", id="text"),
        pytest.param(web_photo, "'staff/ann/bad.webp' is not JPEG, PNG, GIF or BMP by its content", id="WebP"),
        pytest.param(small, "'staff/ann/bad.jpg' has 200 bytes; an image has 1024 to 6291456", id="200 bytes"),
        pytest.param(large, "'staff/ann/bad.jpg' has 6291457 bytes; an image has 1024 to 6291456", id="over 6 MB"),
        pytest.param(too_many, "'staff/ann' holds 249 photos; a person has at most 248", id="249 photos"),
        pytest.param(nested, "'staff/ann/holiday' is a folder; photos lie directly in 'staff/ann'", id="nested"),
        pytest.param(loose, "'staff/bad.jpg' lies outside a person's folder", id="loose photo"),
        pytest.param(long_name, "the name of a person has at most 128 characters; 'xxxx", id="name of 129"),
        pytest.param(two_forms, "two folders are named 'Zoë' (in different Unicode forms)", id="two Unicode forms"),
        pytest.param(dangling_photo, "'staff/ann/bad.jpg' cannot be read (No such file", id="photo that leads nowhere"),
        pytest.param(
            looping_photo, "'staff/ann/bad.jpg' cannot be read (Too many levels", id="photo that leads to itself"
        ),
        pytest.param(dangling_person, "'staff/bob' cannot be read (No such file", id="person that leads nowhere"),
        pytest.param(looping_person, "'staff/bob' cannot be read (Too many levels", id="person that leads to itself"),
        pytest.param(into_itself, "'staff/ann/all' is a folder", id="link back to the top"),
        pytest.param(
            foreign_letters, "the name of a person must be Unicode; 'M\\udcfcller'", id="name in an old encoding"
        ),
    ],
)
def test_what_a_group_refuses(staff: Path, spoil: Callable[[Path], None], line: str) -> None:
    """Each fault is a line that names the path below the source and the rule; none is a traceback."""
    spoil(staff)

    assert faults(staff).startswith(line)


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        pytest.param({}, "must hold photos; ", id="empty"),
        pytest.param(
            {"ann": (1,)}, "'staff/ann' is a folder; photos lie directly in 'staff'", id="a folder per person"
        ),
    ],
)
def test_what_a_list_refuses(tmp_path: Path, declared: dict[str, tuple[int, ...]], line: str) -> None:
    """A list wants photos, directly in the folder."""
    assert faults(write(tmp_path / "staff", declared), "faces").startswith(line)


@contextmanager
def bound_by_permissions(folder: Path) -> Iterator[None]:
    """Root reads everything; so for once it is nobody."""
    root = os.geteuid() == 0
    if root:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
@pytest.mark.parametrize("path", ["..", ".", "ann", "ann/1.jpg"], ids=["above", "source", "person", "photo"])
def test_what_we_may_not_read(path: str) -> None:
    """A folder or file without permission is a fault, not a traceback."""
    with TemporaryDirectory() as home:
        staff = write(Path(home) / "staff", {"ann": (1,)})
        locked = (staff / path).resolve()
        with bound_by_permissions(Path(home)):
            locked.chmod(0)

            assert "read (Permission denied)" in faults(staff)

            locked.chmod(0o700)


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
@pytest.mark.parametrize(
    ("pattern", "locked", "refused"),
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
def test_a_glob_passes_no_folder_in_silence(pattern: str, locked: str, refused: bool) -> None:
    """What lies in a folder that nobody may list would be taken for removed; others do not matter."""
    with TemporaryDirectory() as home:
        staff = write(Path(home) / "staff", {"ann": (1,)})
        (staff / "ann" / "deep").mkdir()
        (staff / ".hidden").mkdir()
        (staff / "a.jpg").write_bytes(photo(2))
        with bound_by_permissions(Path(home)):
            (staff / locked).chmod(0)
            try:
                read_source(staff / pattern, "faces")
            except SourceError as faults:
                found = str(faults)
            else:
                found = ""
            (staff / locked).chmod(0o700)

    assert ("cannot be read (Permission denied)" in found) is refused


def test_several_faults_are_told_at_once(staff: Path) -> None:
    """One look tells all that is wrong, in the order of the paths."""
    loose(staff)
    small(staff)
    person_without_photo(staff)
    (staff / "ann" / "gone.jpg").symlink_to("nowhere")

    found = faults(staff).split("; ")

    assert [line.split()[0] for line in found if line.startswith("'")] == [
        "'staff/ann/bad.jpg'",
        "'staff/ann/gone.jpg'",
        "'staff/bad.jpg'",
        "'staff/bob'",
    ]


def test_a_thousand_faults_are_counted(tmp_path: Path) -> None:
    """Five are shown, the rest is a number."""
    folder = write(tmp_path / "staff", {f"person {n}": () for n in range(12)})

    assert faults(folder).endswith("; and 7 more")


# --- digests ----------------------------------------------------------------------------------------------------------


def test_the_digests_never_change(tmp_path: Path) -> None:
    """What states and marks hold today is worked out in every release to come."""
    folder = write(tmp_path / "staff", {"ann": (1, 2), "zoë": (3,)})
    for photo_file in folder.glob("*/*.jpg"):  # bytes that no library has a hand in
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
        pytest.param({"ann": (1, 2, 3)}, id="one more"),
        pytest.param({"ann": (1,)}, id="one less"),
        pytest.param({"anna": (1, 2)}, id="another name"),
        pytest.param({"ann": (1, 2), "bob": (3,)}, id="one more person"),
    ],
)
def test_a_digest_tells_sets_apart(tmp_path: Path, other: dict[str, tuple[int, ...]]) -> None:
    """Any change of who or what is declared changes the digest."""
    one = read_source(write(tmp_path / "one", {"ann": (1, 2)}), "persons")

    assert desired_digest(read_source(write(tmp_path / "two", other), "persons")) != desired_digest(one)


def test_a_digest_does_not_know_names_of_files(tmp_path: Path) -> None:
    """A renamed photo or source is the same photo."""
    folder = write(tmp_path / "one", {"ann": (1, 2)})
    before = desired_digest(read_source(folder, "persons"))
    (folder / "ann" / "1.jpg").rename(folder / "ann" / "renamed.png")

    assert desired_digest(read_source(folder.rename(tmp_path / "two"), "persons")) == before


@pytest.mark.parametrize(
    ("digest", "count"),
    [("0-ab", 0), ("248-ab", 248), ("", -1), ("x-ab", -1), ("²-ab", -1), ("-3-ab", -1)],
)
def test_the_count_in_a_digest(digest: str, count: int) -> None:
    """A digest tells how many photos it stands for; what is no digest stands for none that there could be."""
    assert count_in(digest) == count
