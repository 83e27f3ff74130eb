"""A headless browser for the tests of pages, and what it reports about a page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Request, sync_playwright

from tools.browser import NOT_FOUND, browser_arguments, find_browser

LOCAL = ("file:", "data:", "about:", "blob:", "http://127.0.0.1:", "http://localhost:")


def require_browser() -> Path:
    """Return the browser. Without one, skip the test, or fail it in CI."""
    program = find_browser()
    if program is not None:
        return program
    if os.environ.get("CI"):
        pytest.fail(NOT_FOUND)
    pytest.skip(NOT_FOUND)


@pytest.fixture(scope="module")  # it runs an event loop in this thread, which would disturb the tests of other modules
def browser() -> Iterator[Browser]:
    """A Chromium, Chrome, or Edge."""
    program = require_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=browser_arguments())
        yield browser
        browser.close()


@dataclass(frozen=True)
class OpenPage:
    """A page in the browser."""

    page: Page
    problems: list[str] = field(default_factory=list)
    """Messages on the console, exceptions, dialogs, failed requests, and requests to other machines."""

    def record_problems(self) -> None:
        def check(request: Request) -> None:
            if not request.url.startswith(LOCAL):
                self.problems.append(f"request: {request.url}")

        def dismiss(dialog: Dialog) -> None:
            self.problems.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        self.page.on("console", lambda message: self.problems.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        self.page.on("requestfailed", lambda request: self.problems.append(f"failed request: {request.url}"))
        self.page.on("request", check)
        self.page.on("dialog", dismiss)

    def accessibility_violations(self) -> list[str]:
        """Return what the axe engine finds, such as missing labels and low contrast."""
        violations: list[Any] = Axe().run(self.page).response["violations"]
        return [
            f"{violation['id']}: {node['html'][:200]}: {node['failureSummary']}"
            for violation in violations
            for node in violation["nodes"]
        ]


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[OpenPage]:
    """Open a page in a new browser context. `options` are those of Playwright, such as `color_scheme`."""
    context = browser.new_context(**options)
    try:
        page = OpenPage(context.new_page())
        page.record_problems()
        page.page.goto(url)
        yield page
    finally:
        context.close()
