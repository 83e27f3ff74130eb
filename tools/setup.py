"""What `make setup` runs: uv, the locked environment, a Pulumi CLI, the quickstart's photos, a client for JavaScript.

It needs the standard library only.

Every step is skipped when its result is there, so running it again takes about a second.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_SDK = "3.216.0"  # the first whose `read` can return inputs; pyproject.toml says the same
PYTHON = ROOT / ".venv" / "bin" / "python"
JAVASCRIPT = ROOT / "tests" / "clients" / "js"


def main() -> None:
    if sys.version_info < (3, 10):
        sys.exit(f"Python 3.10 or newer is needed; `python3` here is {sys.version.split()[0]}")
    uv = find_uv()
    sync(uv)
    compile_package()
    fetch_oldest_sdk(uv)
    run(PYTHON, ROOT / "tools" / "pulumi" / "provide.py")
    run(PYTHON, ROOT / "examples" / "quickstart" / "make_photos.py")
    fetch_javascript_client()


def sync(uv: Path) -> None:
    """Install exactly what uv.lock says, with the Python that runs this file; never download another."""
    kept = {"UV_PYTHON_DOWNLOADS": "never", "UV_PYTHON": base_python(), "UV_PROJECT_ENVIRONMENT": ".venv"}
    run(uv, "sync", "--frozen", "--all-extras", "--compile-bytecode", "--quiet", **kept)


def compile_package() -> None:
    """As an installation does. Where Python may not keep what it compiles, each process would do it again."""
    run(PYTHON, "-m", "compileall", "-q", ROOT / "provider")


def fetch_oldest_sdk(uv: Path) -> None:
    """Lay the oldest Pulumi SDK that we support beside the environment's own; the tests of the host run on both."""
    folder = ROOT / ".venv" / "oldest-sdk"
    if not (folder / f"pulumi-{OLDEST_SDK}.dist-info").exists():
        target = ("--python", PYTHON, "--target", folder)
        run(uv, "pip", "install", "--quiet", "--compile-bytecode", *target, "--no-deps", f"pulumi=={OLDEST_SDK}")


def fetch_javascript_client() -> None:
    """Install what its lock file says, where there is a Node.js. Only its own test needs it, and is skipped without."""
    installed, lock = JAVASCRIPT / "node_modules" / ".package-lock.json", JAVASCRIPT / "package-lock.json"
    if not (shutil.which("node") and shutil.which("npm")):
        return
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    if subprocess.run(["npm", "ci", "--loglevel=error"], cwd=JAVASCRIPT, stdout=subprocess.DEVNULL).returncode:
        print("npm could not fetch the client for JavaScript; its test will be skipped", flush=True)


def base_python() -> str:
    """The interpreter itself, even when this file runs inside some virtual environment."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)))


def find_uv() -> Path:
    own = cache() / "uv" / "bin" / "uv"
    found = shutil.which("uv")
    if found is None and not own.exists():
        print("uv is not on PATH; fetching it from the package index ...", flush=True)
        run(sys.executable, "-m", "venv", "--clear", own.parent.parent)
        run(own.parent / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    return Path(found) if found else own


def cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "pulumi-azure-face"


def run(*command: str | Path, **variables: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    answer = subprocess.run([str(word) for word in command], cwd=ROOT, env={**environment, **variables})
    if answer.returncode:
        sys.exit(f"set-up stopped: `{' '.join(str(word) for word in command)}` failed")


if __name__ == "__main__":
    main()
