"""Take the pictures of docs/guides/drift.md: the HTML drift report of a real stack in a browser.

    python -m tools.drift_picture

The stack is that of docs/guides/drift.md on the emulator, after the program of another team has changed the account.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import ViewportSize, sync_playwright

from pulumi_azure_face.emulator import Settings, background
from tools.browser import NOT_FOUND, browser_arguments, find_browser

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PAGES = (ROOT / "docs" / "get-started.md", ROOT / "docs" / "guides" / "drift.md")
FILES = ("Pulumi.yaml", "__main__.py", "make_photos.py", "other_team.py")
COMMANDS = (
    "python make_photos.py",
    "pulumi stack init dev",
    "pulumi up --yes --skip-preview",
    "python other_team.py",
    "azure-face drift --format html --output drift.html",
)
DRIFT = 7  # the exit code of azure-face drift
SIZE: ViewportSize = {"width": 1100, "height": 760}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, background(Settings(training_seconds=0.1)) as emulator:
        project = Path(folder)
        write_files(project)
        environment = commands_environment(project, emulator.url, emulator.key)
        for command in COMMANDS:
            run(command, project, environment)
        take_pictures(project / "drift.html")


def write_files(project: Path) -> None:
    """Write the files of the pages."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    for name in FILES:
        [content, *_] = re.findall(rf'^```\w+ title="{re.escape(name)}"\n(.*?)^```$', text, re.DOTALL | re.MULTILINE)
        (project / name).write_text(content, encoding="utf-8")


def commands_environment(project: Path, url: str, key: str) -> dict[str, str]:
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PULUMI_BACKEND_URL": project.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "a passphrase",
        "PULUMI_HOME": str(project / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "XDG_CACHE_HOME": str(project / "cache"),
        "XDG_STATE_HOME": str(project / "local"),
        "AZURE_FACE_ENDPOINT": url,
        "AZURE_FACE_KEY": key,
    }


def run(command: str, project: Path, environment: dict[str, str]) -> None:
    program, *arguments = command.split()
    path = shutil.which(program, path=environment["PATH"]) or program
    result = subprocess.run([path, *arguments], cwd=project, env=environment, capture_output=True, text=True)
    if result.returncode not in (0, DRIFT):
        sys.exit(f"`{command}` failed:\n{result.stdout}{result.stderr}")


def take_pictures(report: Path) -> None:
    program = find_browser()
    if program is None:
        sys.exit(NOT_FOUND)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=browser_arguments())
        for scheme in SCHEMES:
            page = browser.new_page(viewport=SIZE, color_scheme=scheme)
            page.goto(report.as_uri())
            if scheme == "dark":  # the other half of the page
                page.locator(".finding summary").first.click()
                page.get_by_role("heading", name="quickstart/dev").evaluate("heading => heading.scrollIntoView()")
            page.screenshot(path=PICTURES / f"drift-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main()
