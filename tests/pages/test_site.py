"""The documentation site: it builds without warnings, has every page, and works in a browser without the network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect

from browser import opened
from pages.session import ROOT
from tools import build_site
from tools.build_site import SiteError, paths_in

CONFIG = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
NAVIGATION = list(paths_in(CONFIG["nav"]))
PHONE = {"width": 390, "height": 844}
PLACES = {
    "docs/guides/a.md": "guides/a.md",
    "docs/api-versions.md": "api-versions.md",
    "CHANGELOG.md": "project/changelog.md",
}


def test_navigation_has_every_page() -> None:
    """The navigation has every page of the site once. The index of the decision records leads to the records."""
    pages = [place for place in build_site.all_places().values() if place.endswith(".md")]

    assert sorted(NAVIGATION) == sorted(page for page in pages if not re.match(r"decisions/\d", page))


def test_site_is_built(site: Path) -> None:
    """Each page of the navigation is built, and llms.txt lists it."""
    listed = re.findall(r"\]\(([^)]*)\)", (site / "llms.txt").read_text(encoding="utf-8"))

    assert len(listed) == len(NAVIGATION)
    assert [url for url in listed if not (site / url / "index.html").is_file()] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](../api-versions.md#b)", "[a](../api-versions.md#b)"),
        ("[a](../../CHANGELOG.md)", "[a](../project/changelog.md)"),
        ("[a b](../../pyproject.toml) c", "a b c"),
        ("[a](#b) and [c](https://example.com/d.md)", "[a](#b) and [c](https://example.com/d.md)"),
        ("`[a](../../CHANGELOG.md)`", "`[a](../../CHANGELOG.md)`"),
    ],
    ids=["same folder", "outside docs", "not on the site", "anchors and URLs", "code"],
)
def test_links_lead_to_the_places_of_the_site(text: str, expected: str) -> None:
    """A copied page links to the places of the site. A link to a file that the site does not have becomes text."""
    assert build_site.with_new_links(text, "docs/guides/a.md", PLACES) == expected


def test_link_that_leads_nowhere_stops_the_build() -> None:
    """A link to a file that does not exist is an error that names the page and the link."""
    with pytest.raises(SiteError, match=re.escape("docs/guides/a.md: missing.md does not exist")):
        build_site.with_new_links("[a](missing.md)", "docs/guides/a.md", PLACES)


@pytest.mark.parametrize("path", ["/", "/guides/galleries/", "/reference/person-group/", "/reference/functions/"])
@pytest.mark.parametrize("width", [1280, PHONE["width"]], ids=["desktop", "phone"])
def test_page_opens(browser: Browser, site_url: str, path: str, width: int) -> None:
    """A page opens without console messages and requests to other hosts, and is not wider than the screen."""
    with opened(browser, f"{site_url}{path}", viewport={**PHONE, "width": width}) as shown:
        expect(shown.page.locator("h1").first).to_be_visible()
        shown.page.wait_for_load_state("networkidle")

        assert shown.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert shown.problems == []


def test_search_finds_pages(browser: Browser, site_url: str) -> None:
    """The search works without the network."""
    with opened(browser, site_url) as shown:
        shown.page.wait_for_load_state("networkidle")  # earlier keys are lost
        shown.page.keyboard.press("Control+k")
        shown.page.keyboard.type("downtime")

        expect(shown.page.get_by_text("without downtime").first).to_be_visible()
        assert shown.problems == []


def test_dark_mode(browser: Browser, site_url: str) -> None:
    """The site follows the color scheme of the system."""
    for scheme, name in (("light", "default"), ("dark", "slate")):
        with opened(browser, site_url, color_scheme=scheme) as shown:
            expect(shown.page.locator("body")).to_have_attribute("data-md-color-scheme", name)
            assert shown.problems == []
