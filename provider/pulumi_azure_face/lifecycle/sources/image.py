"""A single image of a program: a file, which is identified by content, or a URL that the service downloads."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import imagesize

from .image_format import image_problem


class Url(str):
    """An image location that is a URL. Any other string is the path of a file.

    Paths stay strings: creating ten thousand `pathlib` objects takes longer than the rest of an inspection.
    """

    __slots__ = ()


class ImageError(ValueError):
    """An invalid image. The message is one line that starts with the name of the input."""


def image_digest(file: str, target_face: list[int] | None) -> str:
    """Return the SHA-256 of an image file.

    Raises:
        ImageError: The service would not accept the image, or the target face is outside of it.
    """
    path = Path(file)
    try:
        if not path.is_file():
            raise ImageError(f"image: {file!r} {'is a folder, not a file' if path.is_dir() else 'does not exist'}")
        problem = image_problem(path)
        if problem:
            raise ImageError(f"image: {file!r} {problem}")
        ensure_target_inside(path, target_face)
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ImageError(f"image: {file!r} cannot be read: {error.strerror}") from error


def ensure_target_inside(path: Path, target_face: list[int] | None) -> None:
    """Raise `ImageError` unless the target face is inside the image."""
    if target_face is None:
        return
    left, top, width, height = target_face
    image_width, image_height = imagesize.get(path)
    if left + width > image_width or top + height > image_height:
        size = f"{image_width} x {image_height} pixels" if image_width > 0 else "a size that cannot be read"
        raise ImageError(f"target_face must be inside the image, got {target_face} for {str(path)!r} with {size}")


def redact_url(url: str) -> str:
    """Return a quoted URL for messages, without user info, query, and fragment. A query may hold an access token."""
    parts = urlsplit(url)
    return repr(parts._replace(query="", fragment="", netloc=parts.netloc.rpartition("@")[2]).geturl())
