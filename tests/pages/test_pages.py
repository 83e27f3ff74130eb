"""Every code block of the documentation runs, and every output is what the page shows.

Each page is one session: files are written and commands run in the order of the page. All pages but "Get started"
begin with the finished project of that page. `UPDATE_PAGES=1` writes the current outputs into the pages.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from engine.account import Account, emulated
from engine.stack import STACK, Stack
from pages.blocks import blocks_of
from pages.session import ROOT, Session
from pulumi_azure_face.emulator import Settings

DOCS = ROOT / "docs"
GET_STARTED = DOCS / "get-started.md"
PROJECT = "quickstart"
KEY = "emulator-key"
ELSEWHERE = {"adoption.md", "doctor.md", "errors.md", "languages.md", "personal-data.md"}
"""Pages whose blocks another test runs."""

PAGES = [
    ROOT / "README.md",
    GET_STARTED,
    DOCS / "index.md",
    *sorted(path for folder in ("guides", "explanations", "coming-from") for path in (DOCS / folder).glob("*.md")),
]
REASONS = {
    "a test of the plugin runs it": 3,
    "installs packages": 1,
    "needs Azure": 4,
    "needs Entra ID": 1,
    "needs Terraform": 3,
    "needs several projects": 1,
    "needs the old stack": 1,
    "shows what this replaces": 3,
    "waits for Ctrl-C": 2,
}
"""Why blocks are not run, and how many there are."""


def is_updating() -> bool:
    return os.environ.get("UPDATE_PAGES") == "1"


@pytest.fixture
def account() -> Iterator[Account]:
    with emulated(Settings(training_seconds=0.1)) as account:
        yield account


@pytest.fixture(scope="session")
def finished_project(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """The project at the end of "Get started", before its first `pulumi up`."""
    stack = Stack(tmp_path_factory.mktemp("pages") / "stack")
    stack.folder.mkdir(parents=True)
    (stack.root / "state").mkdir()
    session = Session(stack)
    for block in blocks_of(GET_STARTED):
        if block.title and not block.reason and not (stack.folder / block.title).exists():
            session.write_file(block.title, block.code)
    for command in ("python make_photos.py", f"pulumi stack init {STACK}"):
        session.execute(command)
        session.expect_success(command)
    return stack


def pages_with_code() -> list[Path]:
    return [page for page in PAGES if page.exists() and any(not block.reason for block in blocks_of(page))]


@pytest.mark.parametrize("page", pages_with_code(), ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page_runs(page: Path, finished_project: Stack, account: Account, tmp_path: Path) -> None:
    """The blocks of a page run in order, and the outputs are those that it shows."""
    session = Session(Stack(tmp_path / "stack"), is_new_user=page == GET_STARTED, is_updating=is_updating())
    if page == GET_STARTED:
        session.stack.folder.mkdir(parents=True)
    else:
        shutil.copytree(finished_project.root, session.stack.root)
        session.endpoint = account.url
        session.stack.environment |= {"AZURE_FACE_ENDPOINT": account.url, "AZURE_FACE_KEY": KEY}
    with session.until_end():
        for block in blocks_of(page):
            session.run(block)
    if session.is_updating:
        write_outputs(page, session.new_outputs)


def write_outputs(page: Path, outputs: dict[int, str]) -> None:
    text = page.read_text(encoding="utf-8")
    for block in sorted(blocks_of(page), key=lambda block: block.start, reverse=True):
        new = replace(block, code=outputs.get(block.start, block.code))
        text = text[: block.start] + new.code + text[block.start + len(block.code) :]
    page.write_text(text, encoding="utf-8")


def test_blocks_that_are_not_run_are_counted() -> None:
    """Only the listed reasons keep a block from running, and each only as often as listed."""
    reasons = Counter(block.reason for page in all_pages() for block in blocks_of(page) if block.reason)

    assert reasons == Counter(REASONS)


def test_every_page_is_run_or_generated() -> None:
    """No page with code escapes: each is run here, is run by another test, or is generated."""
    generated = [*(DOCS / "reference").glob("*.md"), *(DOCS / "decisions").glob("*.md")]
    run = {*PAGES, *generated, *(DOCS / name for name in ELSEWHERE)}

    assert [page for page in all_pages() if page not in run and blocks_of(page)] == []


def all_pages() -> list[Path]:
    return [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
