"""@azure-rest/ai-vision-face, Microsoft's client for JavaScript. `js/` has a test program for each release."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pictures import picture

from .emulator_process import Service

HOME = Path(__file__).parent / "js"
TIMEOUT = 120
INSTALLED = HOME / "node_modules" / ".package-lock.json"

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not INSTALLED.exists(),
    reason="needs Node.js and npm on PATH when `make languages` runs, which then fetches the client",
)


@pytest.mark.parametrize("program", sorted(HOME.glob("*.test.mjs")), ids=lambda path: path.name.partition(".")[0])
def test_release(service: Service, web: str, tmp_path: Path, program: Path) -> None:
    """All calls of a release succeed against the version of the service that it uses."""
    for name in ("ada", "bob", "eve"):
        (tmp_path / f"{name}.jpg").write_bytes(picture(name))
    environment = {
        "FACE_ENDPOINT": service.url,
        "FACE_KEY": service.key,
        "FACE_PHOTOS": str(tmp_path),
        "FACE_WEB": web,
    }

    result = subprocess.run(
        ["node", "--test", "--test-concurrency=1", program.name],
        cwd=HOME,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr
