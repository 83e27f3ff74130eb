"""The HTML page, in a real browser and read by a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from playwright.sync_api import Browser, Page, expect

from browser import OpenPage, opened
from drift.example_report import ODD_TEXTS, all_types, finding, full_report, odd_report, report
from pulumi_azure_face.drift.formats import FORMATS
from pulumi_azure_face.drift.formats.encoding import make_encodable, make_visible
from pulumi_azure_face.drift.report import FindingType, Report

from .odd_texts import reports

EXAMPLES = {"full": full_report(), "odd": odd_report(), "empty": report([])}
PHONE = {"width": 390, "height": 844}


class Parsed(HTMLParser):
    """The tags, attributes, and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def open_report(browser: Browser, tmp_path: Path) -> Any:
    """Open the page of a report in the browser."""

    @contextmanager
    def open_(example: Report, **options: Any) -> Iterator[OpenPage]:
        file = tmp_path / "drift.html"
        file.write_text(FORMATS["html"](example), encoding="utf-8")
        with opened(browser, file.as_uri(), **options) as page:
            yield page

    return open_


def shown(page: Page) -> list[str]:
    """Return the types of the findings that are visible."""
    return [str(one.get_attribute("data-type")) for one in page.locator(".finding").all() if one.is_visible()]


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_page_is_self_contained(example: str) -> None:
    """There is one style, one script, and no address that a browser would load."""
    parsed = Parsed(FORMATS["html"](EXAMPLES[example]))
    addresses = [value for name, value in parsed.attributes if name in {"src", "href", "action", "srcset", "data"}]

    assert parsed.tags.count("script") == parsed.tags.count("style") == 1
    assert set(addresses) <= {"data:,", "#findings"}
    assert not {"img", "iframe", "object", "base", "a"} & set(parsed.tags[parsed.tags.index("main") :])


@given(odd=reports())
@settings(deadline=None)
def test_odd_texts_are_escaped(odd: Report) -> None:
    """A text adds no tag and no attribute, and is in the page as it is."""
    [found] = make_encodable(odd).findings
    parsed = Parsed(FORMATS["html"](odd))
    plain = Parsed(FORMATS["html"](odd.model_copy(update={"findings": [neutral(odd)], "ignored": [], "unread": []})))

    assert set(parsed.tags) - set(plain.tags) <= {"table", "thead", "tbody", "tr", "th", "td"}
    assert {name for name, _ in parsed.attributes} - {name for name, _ in plain.attributes} <= {
        "role",
        "scope",
        "tabindex",
    }
    assert make_visible(found.message) in parsed.text


def neutral(odd: Report) -> Any:
    """Return the finding of a report with `x` for each text."""
    [found] = odd.findings
    texts = dict.fromkeys(["kind", "resource_id", "endpoint", "message", "up", "up_refresh", "fix"], "x")
    return found.model_copy(update={**texts, "property": "x", "path": "x"})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_the_page_opens_without_problems(open_report: Any, example: str, scheme: str) -> None:
    """No message on the console, no exception, no request, and nothing that the policy had to block."""
    with open_report(EXAMPLES[example], color_scheme=scheme) as opened:
        expect(opened.page.get_by_role("heading", level=1)).to_have_text("Drift report")
        assert opened.problems == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [{"width": 1200, "height": 900}, PHONE], ids=["desktop", "phone"])
def test_the_page_is_accessible(open_report: Any, scheme: str, viewport: dict[str, int]) -> None:
    """The axe engine finds nothing: labels, contrast, headings, and roles are right, with all findings open."""
    with open_report(full_report(), color_scheme=scheme, viewport=viewport, reduced_motion="reduce") as opened:
        opened.page.get_by_role("button", name="Expand all").click()
        assert opened.accessibility_violations() == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_page_fits_on_a_phone(open_report: Any, example: str) -> None:
    """The page is not wider than a phone. Only the table of ignored findings scrolls."""
    with open_report(EXAMPLES[example], viewport=PHONE) as opened:
        assert opened.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_filter_works(open_report: Any) -> None:
    """Severity, type, stack, and text narrow the findings down together, and a reset shows all."""
    with open_report(full_report()) as opened:
        page: Page = opened.page
        everything = shown(page)
        assert len(everything) == 14
        expect(page.get_by_role("status")).to_have_text("All 14 findings shown")

        page.get_by_label("warning (8)").uncheck()
        assert shown(page) == ["missing", "wrong-model", "never-trained", "training-failed", "unmanaged", "unmanaged"]
        expect(page.get_by_role("status")).to_have_text("6 of 14 findings shown. The filter hides the others.")
        page.get_by_role("combobox", name="Stack").select_option("In no stack (2)")
        assert shown(page) == ["unmanaged", "unmanaged"]
        page.get_by_role("searchbox", name="Text").fill("DEMO wall")
        assert shown(page) == ["unmanaged"]
        expect(page.locator(".group:visible")).to_have_count(1)

        page.get_by_role("button", name="Reset").click()
        expect(page.get_by_role("status")).to_have_text("All 14 findings shown")
        assert shown(page) == everything
        page.get_by_role("combobox", name="Type").select_option("changed")
        assert shown(page) == ["changed"] * 3
        page.get_by_role("searchbox", name="Text").fill("nobody has this")
        assert shown(page) == []
        assert opened.problems == []


def test_findings_open_with_the_keyboard(open_report: Any) -> None:
    """A finding shows its details after Enter, and all of them after the button."""
    with open_report(full_report()) as opened:
        page: Page = opened.page
        details = page.get_by_text("Creates the group and its 212 persons again.")
        expect(details).to_be_hidden()
        page.locator(".finding summary").first.focus()
        page.keyboard.press("Enter")
        expect(details).to_be_visible()

        page.get_by_role("button", name="Collapse all").click()
        expect(page.locator(".body:visible")).to_have_count(0)
        page.get_by_role("button", name="Expand all").click()
        expect(page.locator(".body:visible")).to_have_count(14)


def test_everything_is_visible_without_javascript(open_report: Any) -> None:
    """Without JavaScript all details are open and there is no filter that would do nothing."""
    with open_report(full_report(), java_script_enabled=False) as opened:
        expect(opened.page.locator(".body:visible")).to_have_count(14)
        expect(opened.page.locator("#filter")).to_be_hidden()


def test_everything_is_visible_on_paper(open_report: Any) -> None:
    """A print has all details and no filter, with dark text on white paper, also where screens are dark."""
    with open_report(full_report(), color_scheme="dark") as opened:
        page: Page = opened.page
        assert page.pdf().startswith(b"%PDF")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        expect(page.locator(".body:visible")).to_have_count(14)
        expect(page.locator("#filter")).to_be_hidden()
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"

        page.emulate_media(media="screen")
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        expect(page.locator(".body:visible")).to_have_count(0)


def test_values_are_shown_as_they_are(open_report: Any) -> None:
    """Each odd text is visible on the page. None of them ran, loaded something, or changed the page."""
    with open_report(odd_report()) as opened:
        opened.page.get_by_role("button", name="Expand all").click()
        text = opened.page.locator("main").inner_text()

        assert opened.problems == []
        assert opened.page.locator("img, iframe, main script").count() == 0
    for odd in ODD_TEXTS:
        assert make_visible(odd.replace("\ud800", "\ufffd")) in text


def test_the_policy_blocks_what_is_not_ours(open_report: Any) -> None:
    """If a value were not escaped, the policy would still stop its script and its request."""
    page = FORMATS["html"](report([finding(message="HOLE")]))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)

    assert policy
    assert "unsafe" not in policy[1]
    with open_report(report([finding()])) as opened:
        hole = "<img src=x onerror='window.ran = true'>"
        with opened.page.expect_console_message(lambda message: "inline event handler" in message.text):
            opened.page.evaluate("hole => document.body.insertAdjacentHTML('beforeend', hole)", hole)
        assert opened.page.evaluate("window.ran") is None


@pytest.mark.parametrize(
    ("example", "verdict"),
    [
        (full_report(), "is-drift"),
        (report([]), "is-clean"),
        (full_report([]), "is-incomplete"),
        (report([all_types()[-1]]), "is-clean"),
    ],
)
def test_the_verdict_is_green_only_if_all_was_compared(example: Report, verdict: str) -> None:
    """A check that could not read something is not shown as clean, even if it found no drift."""
    assert f'<p class="verdict {verdict}">' in FORMATS["html"](example)


def test_each_type_is_explained(open_report: Any) -> None:
    """The page explains each type that was found, so that a reader needs nothing else."""
    with open_report(report()) as opened:
        explained = opened.page.locator(".glossary dt code").all_inner_texts()

    assert explained == list(FindingType)


def test_commands_are_code(open_report: Any) -> None:
    """A command in backticks is in a fixed-width font."""
    with open_report(report([finding(up="Run `pulumi refresh <x>` first")])) as opened:
        assert opened.page.locator(".repair dd code").all_inner_texts() == ["pulumi refresh <x>"]
