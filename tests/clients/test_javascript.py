"""@azure-rest/ai-vision-face, Microsoft's client for JavaScript: its programs are in `js`, one for each release."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pictures import picture

from .emulator_process import Service

HOME = Path(__file__).parent / "js"
SECONDS = 120
INSTALLED = HOME / "node_modules" / ".package-lock.json"

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not INSTALLED.exists(),
    reason="needs Node.js and npm on PATH when `make setup` runs, which then fetches the client",
)


@pytest.mark.parametrize("program", sorted(HOME.glob("*.test.mjs")), ids=lambda path: path.name.partition(".")[0])
def test_a_release(service: Service, web: str, tmp_path: Path, program: Path) -> None:
    """All that a release can say, said to the service that its version is."""
    for name in ("ada", "bob", "eve"):
        (tmp_path / f"{name}.jpg").write_bytes(picture(name))
    told = {
        "FACE_ENDPOINT": service.url,
        "FACE_KEY": service.key,
        "FACE_PHOTOS": str(tmp_path),
        "FACE_WEB": web,
    }

    ended = subprocess.run(
        ["node", "--test", "--test-concurrency=1", program.name],
        cwd=HOME,
        env={**os.environ, **told},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
