"""The documents for contributors and users: links, decision records, the glossary, and the files that they name."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DECISIONS = ROOT / "docs" / "decisions"
GUIDES = ("ARCHITECTURE.md", "CONTRIBUTING.md")
NOT_OURS = {"node_modules", "__pycache__", "build", "dist"}

LINK = re.compile(r"\]\(([^)\s]+)\)")
EXTERNAL = ("http://", "https://", "mailto:")
CODE_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
FILE_NAME = re.compile(r"(?<![\w./*-])[\w-][\w./-]*(?:\.(?:py|md|toml|json|lock)\b|/(?=\s|`|$))")
IDENTIFIER = re.compile(r"`@?([A-Za-z_]\w+)`")
ANCHOR = re.compile(r'<a id="([^"]*)"></a>')
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
STATUS = re.compile(r"^\d{4}-\d{2}-\d{2}\. (?:Accepted|Superseded by \[\d{4}\]\(\d{4}-[a-z0-9-]+\.md\))\.$")
SECTIONS = ["Context", "Decision", "Consequences"]
RECORDS = sorted(DECISIONS.glob("[0-9]*.md"))
MAX_GLOSSARY_LINES = 25


def repository_paths() -> Iterator[str]:
    """Yield each file and each folder of the checkout, folders with a trailing slash."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if name not in NOT_OURS and not name.startswith("."))
        relative = Path(folder).relative_to(ROOT).as_posix()
        prefix = "" if relative == "." else f"{relative}/"
        yield from (f"{prefix}{name}" for name in sorted(names))
        yield from (f"{prefix}{name}/" for name in folders)


PATHS = list(repository_paths())
DOCUMENTS = [path for path in PATHS if path.endswith(".md")]


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page: those of its headings, as GitHub forms them, and the explicit ones."""
    text = CODE_BLOCK.sub("", path.read_text(encoding="utf-8"))
    headings = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in HEADING.findall(text))
    return {*headings, *ANCHOR.findall(text)}


def is_resolved(document: str, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (ROOT / document).parent / path if path else ROOT / document
    return target.exists() and (not anchor or anchor in anchors(target))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_relative_links_resolve(document: str) -> None:
    """Every relative link leads to an existing file, and its anchor to a heading or anchor in it."""
    links = [link for link in LINK.findall(CODE.sub("", read(document))) if not link.startswith(EXTERNAL)]

    assert [link for link in links if not is_resolved(document, link)] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_named_files_exist(guide: str) -> None:
    """Every file and folder that a guide names exists in the checkout, under the end of its path that is named."""
    named = {name for code in CODE.findall(read(guide)) for name in FILE_NAME.findall(code)}

    assert len(named) > 10
    assert sorted(name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in PATHS)) == []


def test_the_recipes_name_existing_code() -> None:
    """Every identifier in the recipes of CONTRIBUTING.md occurs in the package."""
    recipes = read("CONTRIBUTING.md").partition("## Recipes\n")[2].partition("\n## ")[0]
    code = "\n".join(read(path) for path in PATHS if path.startswith("provider/") and path.endswith(".py"))
    named = set(IDENTIFIER.findall(recipes))

    assert len(named) > 10
    assert sorted(name for name in named if not re.search(rf"\b{name}\b", code)) == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_decision_records_have_their_sections(record: Path) -> None:
    """A record has its number and title, a date with a status, and the three sections in order."""
    title, _, status, *_ = record.read_text(encoding="utf-8").splitlines()

    assert re.fullmatch(rf"# {int(record.name[:4])}\. .+", title)
    assert STATUS.match(status)
    assert re.findall(r"^## (.+)$", record.read_text(encoding="utf-8"), re.MULTILINE) == SECTIONS


def test_decision_records_are_numbered_without_gaps() -> None:
    """The numbers of the records run from 1 without gaps and without duplicates."""
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_the_index_lists_every_decision_record() -> None:
    """The index has one row per record, in order, with the number, the file, and the title of the record."""
    rows = re.findall(
        r"^\| \[(\d{4})\]\(([^)]+)\) (.+?) \| .+ \|$", (DECISIONS / "README.md").read_text(), re.MULTILINE
    )

    titles = [record.read_text(encoding="utf-8").splitlines()[0].partition(". ")[2] for record in RECORDS]
    assert rows == [(record.name[:4], record.name, title) for record, title in zip(RECORDS, titles, strict=True)]


def test_the_glossary_is_short() -> None:
    """The glossary has one line per word and at most 25 lines."""
    glossary = read("ARCHITECTURE.md").partition("## Glossary\n")[2].partition("\n## ")[0].strip().splitlines()

    assert 0 < len(glossary) <= MAX_GLOSSARY_LINES
    assert [line for line in glossary if not line.startswith("- **")] == []
