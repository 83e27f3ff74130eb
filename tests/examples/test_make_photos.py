"""The photos of the quickstart: real pictures, always the same, made once."""

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
    """A copy of the script, which makes photos beside itself."""
    return Path(shutil.copy(SCRIPT, tmp_path))


def make(script: Path, *options: str) -> dict[str, bytes]:
    """What lies there after a run: contents by path."""
    subprocess.run([sys.executable, "-W", "error", *options, script], check=True, stdout=subprocess.DEVNULL)
    folder = script.parent / "photos"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_there_are_three_staff_five_visitors_and_a_newcomer(script: Path) -> None:
    """Every person has a folder of two or three photos, and every photo is another."""
    photos = make(script)

    folders = [str(Path(path).parent) for path in photos]
    assert {folder: folders.count(folder) for folder in folders} == {
        "staff/eileen": 3,
        "staff/ben": 3,
        "staff/chloe": 2,
        "visitors": 5,
        "newcomers/dana": 2,
    }
    assert len(set(photos.values())) == len(photos)


def test_every_photo_is_one_that_the_service_takes(script: Path) -> None:
    """They are JPEG by name and content, of 1 KB to 6 MB, and wide enough for a face of 200 pixels."""
    for path, content in make(script).items():
        with Image.open(script.parent / "photos" / path) as picture:
            assert (picture.format, Path(path).suffix) == ("JPEG", ".jpg")
            assert min(picture.size) >= 300
        assert 1024 <= len(content) <= 6 * 1024 * 1024


def test_they_are_always_the_same(script: Path, tmp_path: Path) -> None:
    """Made in another folder they are the same, byte for byte."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    assert make(script) == make(Path(shutil.copy(script, elsewhere)))


def test_what_is_there_is_left_alone(script: Path) -> None:
    """A second run needs no picture library, and touches neither its own photos nor somebody else's."""
    make(script)
    photos = script.parent / "photos"
    (photos / "staff" / "ben" / "1.jpg").write_bytes(b"somebody's own")
    before = {path: path.stat().st_mtime_ns for path in photos.rglob("*")}

    make(script, "-S")

    assert {path: path.stat().st_mtime_ns for path in photos.rglob("*")} == before


def test_only_what_is_missing_is_made(script: Path) -> None:
    """A photo that was lost comes back, as it was."""
    first = make(script)
    (script.parent / "photos" / "visitors" / "3.jpg").unlink()

    assert make(script) == first
