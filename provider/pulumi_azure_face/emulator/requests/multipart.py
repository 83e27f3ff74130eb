"""Multipart bodies (face-api.md#session-create-body).

Parts without a file name are read as bytes too: some clients send an image that way.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, create_form_parser
from starlette.requests import Request

from pulumi_azure_face.emulator.models import errors

from . import images

FORM = "multipart/form-data"

_MAX_SIZE = 2 * images.MAX_SIZE
"""The largest body: more than the largest image together with the other parts."""


@dataclass(frozen=True)
class Part:
    """A part of a body. `is_file` tells whether it has a file name."""

    content: bytes
    is_file: bool


async def read_parts(request: Request) -> dict[str, Part]:
    """Read the parts of the body by name. The last of several parts with the same name is used."""
    parts: dict[str, Part] = {}
    try:
        await _feed(_create_parser(request, parts), request)
    except (FormParserError, ValueError) as malformed:
        raise errors.invalid_request_body() from malformed
    return parts


def _create_parser(request: Request, parts: dict[str, Part]) -> FormParser:
    def on_field(field: Field) -> None:
        parts[_decode_name(field.field_name)] = Part(field.value or b"", is_file=False)

    def on_file(file: File) -> None:
        file.file_object.seek(0)
        parts[_decode_name(file.field_name)] = Part(file.file_object.read(), is_file=True)

    # All parts stay in memory, so that there are no temporary files to clean up.
    headers, config = {"Content-Type": request.headers["content-type"].encode()}, {"MAX_MEMORY_FILE_SIZE": _MAX_SIZE}
    return create_form_parser(headers, on_field, on_file, config=config)


async def _feed(parser: FormParser, request: Request) -> None:
    size = 0
    async with aclosing(request.stream()) as chunks:
        async for chunk in chunks:
            size += len(chunk)
            if size > _MAX_SIZE:
                raise errors.image_too_big()
            parser.write(chunk)
    parser.finalize()


def _decode_name(name: bytes | None) -> str:
    return (name or b"").decode(errors="replace")
