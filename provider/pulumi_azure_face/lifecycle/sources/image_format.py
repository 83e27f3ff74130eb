"""What the service takes for an image, as far as its file tells (face-api.md#image-formats and
face-api.md#image-file-size).
"""

from __future__ import annotations

from pathlib import Path

SMALLEST, LARGEST = 1024, 6 * 1024 * 1024  # bytes of one image (face-api.md#image-file-size)
FORMATS = "JPEG, PNG, GIF or BMP"
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")
LONGEST_SIGNATURE = 16  # bytes; more than any of them has
ENDINGS = (
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
    return name.lower().endswith(ENDINGS)


def photo_fault(photo: Path) -> str | None:
    with photo.open("rb") as opened:
        known = has_signature(opened.read(LONGEST_SIGNATURE))
    return fault_of(photo.stat().st_size, known=known)


def has_signature(start: bytes) -> bool:
    return start.startswith(SIGNATURES)


def fault_of(size: int, *, known: bool) -> str | None:
    """What is wrong with a file of so many bytes, whose format is `known` or not."""
    if not known:
        return f"is not {FORMATS} by its content"
    if not SMALLEST <= size <= LARGEST:
        return f"has {size} bytes; an image has {SMALLEST} to {LARGEST} (1 KB to 6 MB)"
    return None
