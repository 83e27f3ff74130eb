"""The image files that the service accepts (face-api.md#image-formats and face-api.md#image-file-size)."""

from __future__ import annotations

from pathlib import Path

MIN_IMAGE_BYTES, MAX_IMAGE_BYTES = 1024, 6 * 1024 * 1024  # face-api.md#image-file-size
FORMATS = "JPEG, PNG, GIF, or BMP"
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")
MAX_SIGNATURE_LENGTH = 16  # bytes; longer than every signature
# Formats that the service does not accept are included: their files are reported, not ignored.
IMAGE_EXTENSIONS = (
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


def has_image_extension(name: str) -> bool:
    return name.lower().endswith(IMAGE_EXTENSIONS)


def image_problem(path: Path) -> str | None:
    """Return why the service would not accept a file, or None."""
    with path.open("rb") as opened:
        is_known_format = has_known_signature(opened.read(MAX_SIGNATURE_LENGTH))
    return format_or_size_problem(path.stat().st_size, is_known_format=is_known_format)


def has_known_signature(start: bytes) -> bool:
    """Whether the first bytes of a file are the signature of a format that the service accepts."""
    return start.startswith(SIGNATURES)


def format_or_size_problem(size: int, *, is_known_format: bool) -> str | None:
    """Return why the service would not accept a file of this size and format, or None."""
    if not is_known_format:
        return f"is not a {FORMATS} file (by its content)"
    if not MIN_IMAGE_BYTES <= size <= MAX_IMAGE_BYTES:
        return f"must have {MIN_IMAGE_BYTES} to {MAX_IMAGE_BYTES} bytes (1 KB to 6 MB), got {size}"
    return None
