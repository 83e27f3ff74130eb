"""Find secrets and personal data where they must not be: in the state, output, logs, and local files.

`find_leaks` scans everything that a stack has left behind. It also finds encoded content: base64, JSON, URLs, and the
escapes of Python and of protocol buffers.
"""

from __future__ import annotations

import json
import re
import stat
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from .stack import Stack

PACKAGE_FOLDER = "pulumi-azure-face"
EXCERPT_LENGTH = 24  # bytes; long enough to be unique, short enough to be found in a truncated value

ENGINE_LINES = re.compile(rb"Configure|arshaling property for RPC\[")
"""Lines in which the engine logs the properties of its own calls, decrypted, with `-v=9`. A provider cannot prevent
that.
"""


@dataclass(frozen=True)
class Sensitive:
    """Something that must not appear: a key, a token, a part of an image, a name, or a text."""

    label: str
    content: bytes = field(repr=False)
    is_input: bool = False
    """Whether the engine knows it, from the configuration or as an input, and therefore logs it with `-v=9`."""

    @cached_property
    def forms(self) -> frozenset[bytes]:
        """The content as it can appear in text and in files."""
        return frozenset(encoded_forms(self.content))


def sensitive_text(label: str, text: str, *, is_input: bool = False) -> Sensitive:
    return Sensitive(label, text.encode(), is_input)


def sensitive_images(folder: Path) -> list[Sensitive]:
    """Return excerpts of all images below a folder: of the start, where every JPEG is alike, and of the middle."""
    contents = {path: path.read_bytes() for path in sorted(folder.rglob("*.jpg"))}
    starts = {content[:EXCERPT_LENGTH] for content in contents.values()}
    middles = {content[len(content) // 2 :][:EXCERPT_LENGTH]: path.name for path, content in contents.items()}
    return [
        *(Sensitive("start of an image", start) for start in starts),
        *(Sensitive(f"image {name}", middle) for middle, name in middles.items()),
    ]


def find_leaks(
    stack: Stack, sensitive: Iterable[Sensitive], output: str = "", logs: Mapping[str, str] | None = None
) -> list[str]:
    """Return one line for each leak.

    Args:
        stack: The stack, whose state and local files are scanned.
        sensitive: What must not appear.
        output: The output of the stack's commands. Lines in which the engine logs its own calls may contain inputs.
        logs: Other texts to scan, by name.
    """
    contents = dict(left_behind(stack)) | {name: log.encode() for name, log in (logs or {}).items()}
    without_engine_lines = b"\n".join(line for line in output.encode().splitlines() if not ENGINE_LINES.search(line))
    leaks = set(wide_modes(stack))
    for each in sensitive:
        output_lines = without_engine_lines if each.is_input else output.encode()
        places = {**contents, "output": output_lines}
        leaks |= {f"{place}: {each.label}" for place, content in places.items() if contains(content, each)}
    return sorted(leaks)


def contains(content: bytes, sensitive: Sensitive) -> bool:
    return any(form in content for form in sensitive.forms)


def left_behind(stack: Stack) -> Iterator[tuple[str, bytes]]:
    """Yield the state, and every file of the backend, the package, and the temporary folder, each after its name."""
    yield "exported state", stack.export().encode()
    for folder in (stack.root / "state", stack.root / "tmp", *package_folders(stack)):
        for path in folder.rglob("*"):
            name = str(path.relative_to(stack.root))
            yield name, name.encode() + (path.read_bytes() if path.is_file() else b"")


def package_folders(stack: Stack) -> list[Path]:
    """Return the package's folders in the cache and state folders of all machines of the stack."""
    return list(stack.root.glob(f"*/*/{PACKAGE_FOLDER}"))


def wide_modes(stack: Stack) -> Iterator[str]:
    """Yield the local files and folders that other users can access."""
    for folder in package_folders(stack):
        for path in (folder, *folder.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & 0o077:
                yield f"{path.relative_to(stack.root)}: mode {mode:04o}"


def encoded_forms(content: bytes) -> Iterator[bytes]:
    yield content
    yield content.hex().encode()
    yield quote(content, safe="").encode()
    yield from base64_forms(content)
    text = content.decode("latin-1")
    yield repr(content)[2:-1].encode()
    yield "".join(letter if 32 <= ord(letter) < 127 else f"\\{ord(letter):03o}" for letter in text).encode()
    try:
        yield json.dumps(content.decode())[1:-1].encode()
    except UnicodeDecodeError:
        yield json.dumps(text)[1:-1].encode()


def base64_forms(content: bytes) -> Iterator[bytes]:
    """Yield what base64 makes of the content at each of its three possible offsets, without the letters that depend on
    the bytes around it.
    """
    for offset, unsure_letters in ((0, 0), (1, 2), (2, 3)):
        length = (offset + len(content)) * 8 // 6
        encoded = b64encode(bytes(offset) + content)[unsure_letters:length]
        yield encoded
        yield encoded.translate(bytes.maketrans(b"+/", b"-_"))
