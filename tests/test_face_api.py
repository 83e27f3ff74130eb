"""docs/face-api.md and its citations: every citation and every internal link resolves."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
FACE_API = DOCS / "face-api.md"

FOLDERS = ("provider", "tests", "docs", "tools", "benchmarks", "examples")
SUFFIXES = {".py", ".md", ".toml", ".yaml", ".yml", ".json", ".mjs", ".js", ".ts", ".txt"}
NOT_OURS = {"node_modules", "__pycache__"}

CITATION = re.compile(r"face-api\.md#([a-z0-9-]+)")
ANCHOR = re.compile(r'<a id="([^"]*)"></a>')
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
LINK = re.compile(r"\]\(([\w./-]*)#([^)\s]+)\)")
# A section of an earlier document: "contract 6.2", "section 6.2 of the contract", "the contract's tables".
SECTION_CITATION = re.compile(
    r"\bcontract(?:'s)?,?\s+(?:\#\s+)?(?:sections?\s+)?[0-9]|\bsections? [0-9.]+ of the\s+contract|\bthe\s+contract(?![\w.])",
    re.IGNORECASE,
)


def files() -> Iterator[tuple[str, str]]:
    """Each text file of the folders that may cite, as its path in the repository and its content."""
    for folder in FOLDERS:
        for place, folders, names in os.walk(ROOT / folder):
            folders[:] = sorted(name for name in folders if name not in NOT_OURS and not name.startswith("."))
            for name in sorted(names):
                path = Path(place, name)
                if path.suffix in SUFFIXES and path != Path(__file__):
                    yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def lines_with(pattern: re.Pattern[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """Each match in these files, with the file and the line where it begins."""
    for path, text in files():
        for match in pattern.finditer(text):
            yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}", match


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(page: Path) -> list[str]:
    """Every anchor that a link to the page can name."""
    text = page.read_text(encoding="utf-8")
    return ANCHOR.findall(text) + [slug(heading) for heading in HEADING.findall(text)]


def test_citations_resolve() -> None:
    """Every citation names an explicit anchor in docs/face-api.md."""
    explicit = set(ANCHOR.findall(FACE_API.read_text(encoding="utf-8")))

    unresolved = [f"{line}: {cited[0]}" for line, cited in lines_with(CITATION) if cited[1] not in explicit]

    assert unresolved == []


@pytest.mark.parametrize("folder", ["provider", "tests"])
def test_code_and_tests_cite_the_page(folder: str) -> None:
    """Code and tests both cite docs/face-api.md."""
    assert any(line.startswith(f"{folder}/") for line, _ in lines_with(CITATION))


def test_anchors_are_unique() -> None:
    """No two anchors of docs/face-api.md have the same name, headings included."""
    assert [anchor for anchor, count in Counter(anchors(FACE_API)).items() if count > 1] == []


def test_anchors_are_kebab_case() -> None:
    """Every explicit anchor matches the pattern that finds citations."""
    explicit = ANCHOR.findall(FACE_API.read_text(encoding="utf-8"))

    assert [anchor for anchor in explicit if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", anchor)] == []


def test_no_citation_by_section_number() -> None:
    """No text cites the service by the section number of another document."""
    assert [f"{line}: {found[0]!r}" for line, found in lines_with(SECTION_CITATION)] == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_internal_links_resolve(page: Path) -> None:
    """Every link in docs/ to an anchor of a page in docs/ resolves."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    local = [(page if not target else page.parent / target, anchor) for target, anchor in links if "//" not in target]

    unresolved = [
        f"{target.name}#{anchor}" for target, anchor in local if not target.is_file() or anchor not in anchors(target)
    ]

    assert unresolved == []
