"""Build the documentation site: copy the pages to build/docs, write llms.txt, and run the site generator.

    python -m tools.build_site

The pages stay where people and GitHub look for them: most in `docs/`, some at the top of the checkout. The copy puts
all of them into one folder, and changes links to the new places. A link to a file that the site does not have, such as
a module, becomes plain text.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import yaml

ROOT = Path(__file__).resolve().parent.parent
CONFIG = ROOT / "mkdocs.yml"
BUILD = ROOT / "build"
OUTSIDE = {
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "ARCHITECTURE.md": "project/architecture.md",
    "SECURITY.md": "project/security.md",
    "examples/pipelines/README.md": "guides/pipelines.md",
    "benchmarks/results.svg": "pictures/results.svg",
}
"""Files outside of `docs/`, and their places on the site."""
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:|mailto:)([^)\s#]*)(#[^)\s]*)?\)")
CODE = re.compile(r"(^```.*?^```$|`[^`\n]+`)", re.MULTILINE | re.DOTALL)


class SiteError(Exception):
    """The site cannot be built."""


def copy_pages(target: Path) -> None:
    """Copy all pages and pictures, with changed links."""
    shutil.rmtree(target, ignore_errors=True)
    places = all_places()
    for source, place in places.items():
        path = target / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if place.endswith(".md"):
            path.write_text(
                with_new_links((ROOT / source).read_text(encoding="utf-8"), source, places), encoding="utf-8"
            )
        else:
            shutil.copy(ROOT / source, path)
    (target / "llms.txt").write_text(index_for_language_models(target), encoding="utf-8")


def all_places() -> dict[str, str]:
    """Return the place on the site of each file, both relative."""
    docs = ROOT / "docs"
    inside = {
        path.relative_to(ROOT).as_posix(): path.relative_to(docs).as_posix()
        for path in sorted(docs.rglob("*"))
        if path.is_file()
    }
    return {**inside, **OUTSIDE}


def with_new_links(text: str, source: str, places: dict[str, str]) -> str:
    """Return a page with links that lead to the places of the site. Code stays as it is."""

    def change(link: re.Match[str]) -> str:
        mark, label, target, anchor = link.groups()
        if not target:
            return link[0]
        path = os.path.normpath(PurePosixPath(source).parent / target)
        if path not in places:
            if not (ROOT / path).exists():
                raise SiteError(f"{source}: {target} does not exist")
            return label
        new = os.path.relpath(places[path], PurePosixPath(places[source]).parent)
        return f"{mark}[{label}]({new}{anchor or ''})"

    # Every second part is code.
    return "".join(part if number % 2 else LINK.sub(change, part) for number, part in enumerate(CODE.split(text)))


def index_for_language_models(pages: Path) -> str:
    """Return the text of llms.txt: the title of each page with a link and its first sentence, by section."""
    config = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    lines = [f"# {config['site_name']}", "", f"> {config['site_description']}."]
    for section, paths in sections(config["nav"]):
        lines += ["", f"## {section}", ""]
        lines += [page_line(pages, path) for path in paths]
    return "\n".join(lines) + "\n"


def sections(navigation: list[dict[str, object]]) -> Iterator[tuple[str, list[str]]]:
    """Yield the sections of the navigation with the paths of their pages. Pages without a section come first."""
    yield "Start", [str(path) for entry in navigation for path in entry.values() if isinstance(path, str)]
    for entry in navigation:
        for title, content in entry.items():
            if isinstance(content, list):
                yield title, list(paths_in(content))


def paths_in(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    for part in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from paths_in(part)


def page_line(pages: Path, path: str) -> str:
    text = (pages / path).read_text(encoding="utf-8")
    title = re.findall(r"^# (.+)$", text, re.MULTILINE)[0]
    paragraphs = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL).partition(f"# {title}")[2].strip().split("\n\n")
    sentence = re.match(
        r"(.+?[^.]\.)(?=\s|$)", " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paragraphs[0]).split())
    )
    url = path.replace("README.md", "").replace("index.md", "").replace(".md", "/") or "."
    return f"- [{title}]({url}){f': {sentence[1]}' if sentence else ''}"


def build(folder: Path = BUILD) -> Path:
    """Build the site in a folder, and return the folder of its HTML. Warnings are errors.

    Raises:
        SiteError: A link leads nowhere, or the site generator has warnings.
    """
    copy_pages(folder / "docs")
    program = str(Path(sys.executable).parent / "zensical")
    command = [program, "build", "--strict", "--clean", "--config-file", str(write_config(folder))]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if result.returncode:
        raise SiteError(f"{result.stdout}{result.stderr}")
    return folder / "site"


def write_config(folder: Path) -> Path:
    """Write the configuration of a site in another folder, and return its path."""
    text = CONFIG.read_text(encoding="utf-8")
    text = text.replace("_dir: build/", "_dir: ")  # relative to the configuration
    path = folder / "mkdocs.yml"
    path.write_text(text.replace("paths: [provider]", f"paths: [{ROOT / 'provider'}]"), encoding="utf-8")
    return path


def main() -> None:
    try:
        site = build()
    except SiteError as error:
        sys.exit(f"the site was not built: {error}")
    print(f"built the site: {(site / 'index.html').relative_to(ROOT)}")


if __name__ == "__main__":
    main()
