"""Set up the project for `make setup`: uv, the locked environment, a Pulumi CLI, and photos.

The script needs only the standard library. It skips each step whose result exists, so a second run takes about a
second.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_SDK = "3.216.0"  # the first version whose `read` can return inputs; pyproject.toml has the same minimum
PYTHON = ROOT / ".venv" / "bin" / "python"


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed; `python3` here is {sys.version.split()[0]}")
    uv = find_uv()
    sync(uv)
    compile_package()
    fetch_oldest_sdk(uv, PYTHON)
    run(PYTHON, ROOT / "tools" / "pulumi" / "provide.py")
    run(PYTHON, ROOT / "examples" / "quickstart" / "make_photos.py")


def sync(uv: Path) -> None:
    """Install exactly the packages in uv.lock, with the running Python and without downloading another one."""
    variables = {"UV_PYTHON_DOWNLOADS": "never", "UV_PYTHON": base_python(), "UV_PROJECT_ENVIRONMENT": ".venv"}
    run(uv, "sync", "--frozen", "--all-extras", "--compile-bytecode", "--quiet", **variables)


def compile_package() -> None:
    """Compile the package as an installation does.

    Where Python cannot write bytecode, each process would otherwise compile it again.
    """
    run(PYTHON, "-m", "compileall", "-q", ROOT / "provider")


def fetch_oldest_sdk(uv: Path, python: Path) -> None:
    """Install the oldest supported Pulumi SDK into a folder of an environment. The host tests run with both SDKs."""
    folder = python.parent.parent / "oldest-sdk"
    if not (folder / f"pulumi-{OLDEST_SDK}.dist-info").exists():
        target = ("--python", python, "--target", folder)
        run(uv, "pip", "install", "--quiet", "--compile-bytecode", *target, "--no-deps", f"pulumi=={OLDEST_SDK}")


def base_python() -> str:
    """Return the base interpreter, even if a virtual environment's Python runs this script."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)))


def find_uv() -> Path:
    cached_uv = cache() / "uv" / "bin" / "uv"
    system_uv = shutil.which("uv")
    if system_uv is None and not cached_uv.exists():
        print("uv is not on PATH; fetching it from the package index ...", flush=True)
        run(sys.executable, "-m", "venv", "--clear", cached_uv.parent.parent)
        run(cached_uv.parent / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv")
    return Path(system_uv) if system_uv else cached_uv


def cache() -> Path:
    """Return this project's folder in the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "pulumi-azure-face"


def run(*command: str | Path, **variables: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    result = subprocess.run([str(word) for word in command], cwd=ROOT, env={**environment, **variables})
    if result.returncode:
        sys.exit(f"setup stopped: `{' '.join(str(word) for word in command)}` failed")


if __name__ == "__main__":
    main()
