"""Multipart bodies: parts by name (face-api.md#session-create-body). A part without a file name keeps its bytes too,
for some clients send an image that way.
"""

from __future__ import annotations

from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, FormParser, create_form_parser
from starlette.requests import Request

from pulumi_azure_face.emulator.responses import errors

from . import images

FORM = "multipart/form-data"

_LARGEST = 2 * images.LARGEST
"""More than an image that is not too big, with all that goes along with it."""


@dataclass(frozen=True)
class Part:
    """One part of a body, and whether it came under a file name."""

    content: bytes
    is_file: bool


async def parts(request: Request) -> dict[str, Part]:
    """The parts of the body. Of those of one name the last counts."""
    found: dict[str, Part] = {}
    try:
        await _feed(_parser(request, found), request)
    except (FormParserError, ValueError) as malformed:
        raise errors.invalid_request_body() from malformed
    return found


def _parser(request: Request, found: dict[str, Part]) -> FormParser:
    def on_field(field: Field) -> None:
        found[_text(field.field_name)] = Part(field.value or b"", is_file=False)

    def on_file(file: File) -> None:
        file.file_object.seek(0)
        found[_text(file.field_name)] = Part(file.file_object.read(), is_file=True)

    # All stays in memory: there is no file to be left behind.
    headers, config = {"Content-Type": request.headers["content-type"].encode()}, {"MAX_MEMORY_FILE_SIZE": _LARGEST}
    return create_form_parser(headers, on_field, on_file, config=config)


async def _feed(parser: FormParser, request: Request) -> None:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _LARGEST:
            raise errors.image_too_big()
        parser.write(chunk)
    parser.finalize()


def _text(name: bytes | None) -> str:
    return (name or b"").decode(errors="replace")
