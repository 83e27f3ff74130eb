"""A single image as a program names it: a file, whose content counts, or a URL, which the service fetches itself."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import imagesize

from .image_format import image_problem


class Url(str):
    """Where the service finds an image by itself; other text that names one is the path of a file.

    Paths stay text: making ten thousand of `pathlib` takes longer than all the rest of a look at them.
    """

    __slots__ = ()


class ImageError(ValueError):
    """What is wrong with an image, in one line that begins with the input's name."""


def image_digest(file: str, target_face: list[int] | None) -> str:
    """The SHA-256 of an image that the service will take; raises Fault."""
    path = Path(file)
    try:
        if not path.is_file():
            raise ImageError(f"image must be a file; there is {'a folder' if path.is_dir() else 'nothing'} at {file!r}")
        fault = image_problem(path)
        if fault:
            raise ImageError(f"image {file!r} {fault}")
        ensure_target_inside(path, target_face)
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ImageError(f"image {file!r} cannot be read ({error.strerror})") from error


def ensure_target_inside(path: Path, target_face: list[int] | None) -> None:
    if target_face is None:
        return
    left, top, width, height = target_face
    image_width, image_height = imagesize.get(path)
    if left + width > image_width or top + height > image_height:
        size = f"{image_width} x {image_height} pixels" if image_width > 0 else "a size that cannot be read"
        raise ImageError(f"target_face {target_face} must lie inside the image; {str(path)!r} has {size}")


def redact_url(url: str) -> str:
    """Without the query, which may hold what lets one read the image."""
    parts = urlsplit(url)
    return repr(parts._replace(query="", fragment="", netloc=parts.netloc.rpartition("@")[2]).geturl())
