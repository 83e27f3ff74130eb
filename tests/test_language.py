"""The language of text that users see: phrases that were replaced must not come back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "provider" / "pulumi_azure_face"
RETIRED_PHRASES = (
    "taken up where it ended",
    "taken up again",
    "without doubles",
    "mended",
    "where nobody can be asked",
    "it is of type",
    "is no JSON",
    "is no CSV",
    "is no YAML",
    "is no pattern",
    "strangers",
    "look ahead at",
    "looks whether",
    "left alone:",
    "is trained no more",
    "not done after",
    "look it up",
    "trying again in",
    "is asked instead",
    "does not know it",
    "a list of so many",
    "at most so many",
    "when left out",
    "is not told",
    "what is there already",
    "what is enrolled in",
    "of the photos cannot be used",
    "an answer of the Face service",
    "an https address",
    "its twin",
    "the key is that of",
    "exactness before speed",
    "lookbook",
    "must be text",
    "lies outside a person's folder",
    "names nobody",
    "is that of row",
    "which it is when",
    "bring about",
    "foretell",
    "left over from",
    "made at http",
)
"""Whole phrases, because words such as "look" and "place" are fine in others. The case of letters does not matter."""
RETIRED = re.compile("|".join(rf"(?<!\w){re.escape(phrase)}(?!\w)" for phrase in RETIRED_PHRASES), re.IGNORECASE)


def newest_section(changelog: str) -> str:
    """Return the newest section: older ones are history."""
    return re.split(r"^## ", changelog, flags=re.MULTILINE)[1]


def documents() -> Iterator[Path]:
    """Yield the documents, without the decision records, which are never edited."""
    for document in (ROOT / "docs").rglob("*.md"):
        if "decisions" not in document.parts:
            yield document


def strings(module: Path) -> Iterator[str]:
    """Yield the text of a module that users can see: all strings, and so all docstrings. Comments are not included."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def visible_texts() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each document and each module of the package.

    The replies of the emulator have the wording of the service.
    """
    for document in sorted([ROOT / "README.md", *documents()]):
        yield str(document.relative_to(ROOT)), document.read_text(encoding="utf-8")
    yield "CHANGELOG.md", newest_section((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    for module in sorted(PACKAGE.rglob("*.py")):
        yield str(module.relative_to(ROOT)), "\n".join(strings(module))


TEXTS = dict(visible_texts())


@pytest.mark.parametrize("name", TEXTS)
def test_text_has_no_retired_phrase(name: str) -> None:
    """No text that users see has a phrase that was replaced, even across a line break."""
    text = " ".join(TEXTS[name].split())

    assert RETIRED.findall(text) == []
