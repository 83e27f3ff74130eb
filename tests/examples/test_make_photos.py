"""The script that creates the photos of the quickstart."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

SCRIPT = Path(__file__).parents[2] / "examples" / "quickstart" / "make_photos.py"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """Copy the script, because it writes photos next to itself."""
    return Path(shutil.copy(SCRIPT, tmp_path))


def make_photos(script: Path, *options: str) -> dict[str, bytes]:
    """Run the script and return the content of all photos by path."""
    subprocess.run([sys.executable, "-W", "error", *options, script], check=True, stdout=subprocess.DEVNULL)
    folder = script.parent / "photos"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_creates_staff_visitors_and_a_newcomer(script: Path) -> None:
    """The script creates distinct photos of three staff members, five visitors, and one newcomer."""
    photos = make_photos(script)

    folders = [str(Path(path).parent) for path in photos]
    assert {folder: folders.count(folder) for folder in folders} == {
        "staff/eileen": 3,
        "staff/ben": 3,
        "staff/chloe": 2,
        "visitors": 5,
        "newcomers/dana": 2,
    }
    assert len(set(photos.values())) == len(photos)


def test_photos_meet_the_image_rules_of_the_service(script: Path) -> None:
    """Every photo is a JPEG of 1 KB to 6 MB that is large enough for a face of 200 pixels."""
    for path, content in make_photos(script).items():
        with Image.open(script.parent / "photos" / path) as picture:
            assert (picture.format, Path(path).suffix) == ("JPEG", ".jpg")
            assert min(picture.size) >= 300
        assert 1024 <= len(content) <= 6 * 1024 * 1024


def test_photos_are_reproducible(script: Path, tmp_path: Path) -> None:
    """Photos created in another folder are identical byte for byte."""
    other_folder = tmp_path / "other"
    other_folder.mkdir()

    assert make_photos(script) == make_photos(Path(shutil.copy(script, other_folder)))


def test_existing_photos_are_kept(script: Path) -> None:
    """A second run needs no image library and changes neither generated nor replaced photos."""
    make_photos(script)
    photos = script.parent / "photos"
    (photos / "staff" / "ben" / "1.jpg").write_bytes(b"a user's photo")
    before = {path: path.stat().st_mtime_ns for path in photos.rglob("*")}

    make_photos(script, "-S")

    assert {path: path.stat().st_mtime_ns for path in photos.rglob("*")} == before


def test_missing_photo_is_recreated(script: Path) -> None:
    """A deleted photo is created again with the same content."""
    first = make_photos(script)
    (script.parent / "photos" / "visitors" / "3.jpg").unlink()

    assert make_photos(script) == first
