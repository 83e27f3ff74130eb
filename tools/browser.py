"""Find a browser of the Chromium family for the tests of pages, and install one on a Debian-like system as root.

python3 tools/browser.py

The script needs only the standard library. Elsewhere it says what to install. The tests skip what needs a browser if
there is none, but fail in CI.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

VARIABLE = "BROWSER_PATH"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge")
PATHS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
NOT_FOUND = (
    f"no browser was found: neither {VARIABLE}, nor Chromium, Chrome, or Edge in their usual places. "
    f"Install Chromium, or set {VARIABLE} to the program"
)
ARGUMENTS = [
    "--disable-gpu",
    "--disable-dev-shm-usage",  # containers have little of it
    "--no-first-run",
    # Without these, the browser itself calls its vendor's servers.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
PACKAGE = "chromium"
LOCK_SECONDS = 300  # another installation may be running


def main() -> None:
    if find_browser() is None and can_install():
        install()
    browser = find_browser()
    if browser is None:
        sys.exit(NOT_FOUND)
    print(browser)


def find_browser() -> Path | None:
    """Return the program in the variable, else the first one that is installed."""
    candidates = [os.environ.get(VARIABLE), *map(shutil.which, COMMANDS), *PATHS]
    return next((Path(found) for found in candidates if found and Path(found).is_file()), None)


def browser_arguments() -> list[str]:
    """Return the arguments that start the browser quietly. Chromium refuses to run as root in its sandbox."""
    return [*ARGUMENTS, "--no-sandbox"] if is_root() else ARGUMENTS


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def can_install() -> bool:
    return shutil.which("apt-get") is not None and is_root()


def install() -> None:
    """Install Debian's Chromium. Test tools download a browser of their own, which many networks do not allow."""
    apt = ["apt-get", "--quiet", f"--option=DPkg::Lock::Timeout={LOCK_SECONDS}"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", PACKAGE]):
        result = subprocess.run([*apt, *arguments], env=environment, stdout=subprocess.DEVNULL)
        if result.returncode:
            sys.exit(f"the browser was not installed: `apt-get {' '.join(arguments)}` failed")


if __name__ == "__main__":
    main()
