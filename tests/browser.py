"""A headless browser for the tests of pages, and what it reports about a page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--disable-gpu",
    "--no-first-run",
    "--no-sandbox",
    # Without these, the browser itself calls its vendor's servers.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
LOCAL = ("file:", "data:", "about:", "blob:", "http://127.0.0.1:")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the machine."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class OpenPage:
    """A page in the browser."""

    page: Page
    problems: list[str] = field(default_factory=list)
    """Messages on the console, exceptions, and requests to other machines."""


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[OpenPage]:
    """Open a page in a new browser context. `options` are those of Playwright, such as `color_scheme`."""
    context = browser.new_context(**options)
    try:
        opened_page = OpenPage(context.new_page())
        problems = opened_page.problems

        def check(request: Request) -> None:
            if not request.url.startswith(LOCAL):
                problems.append(f"request: {request.url}")

        opened_page.page.on("console", lambda message: problems.append(f"console: {message.text}"))
        opened_page.page.on("pageerror", lambda error: problems.append(f"exception: {error}"))
        opened_page.page.on("request", check)
        opened_page.page.goto(url)
        yield opened_page
    finally:
        context.close()
