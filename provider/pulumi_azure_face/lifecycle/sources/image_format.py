"""What the service takes for an image, as far as its file tells (face-api.md#image-formats and
face-api.md#image-file-size).
"""

from __future__ import annotations

from pathlib import Path

MIN_IMAGE_BYTES, MAX_IMAGE_BYTES = 1024, 6 * 1024 * 1024  # bytes of one image (face-api.md#image-file-size)
FORMATS = "JPEG, PNG, GIF or BMP"
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")
MAX_SIGNATURE_LENGTH = 16  # bytes; more than any of them has
FILE_EXTENSIONS = (
    ".jpg",
    ".jpeg",
    ".jpe",
    ".jfif",
    ".png",
    ".gif",
    ".bmp",
    ".webp",
    ".heic",
    ".heif",
    ".tif",
    ".tiff",
    ".avif",
)


def looks_like_photo(name: str) -> bool:
    return name.lower().endswith(FILE_EXTENSIONS)


def image_problem(photo: Path) -> str | None:
    with photo.open("rb") as opened:
        known = has_signature(opened.read(MAX_SIGNATURE_LENGTH))
    return size_or_format_problem(photo.stat().st_size, known=known)


def has_signature(start: bytes) -> bool:
    return start.startswith(SIGNATURES)


def size_or_format_problem(size: int, *, known: bool) -> str | None:
    """What is wrong with a file of so many bytes, whose format is `known` or not."""
    if not known:
        return f"is not {FORMATS} by its content"
    if not MIN_IMAGE_BYTES <= size <= MAX_IMAGE_BYTES:
        return f"has {size} bytes; an image has {MIN_IMAGE_BYTES} to {MAX_IMAGE_BYTES} (1 KB to 6 MB)"
    return None
