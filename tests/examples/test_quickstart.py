"""The quickstart's project, from both folders that it can be run from."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_azure_face.emulator import Settings, background

ROOT = Path(__file__).parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of the repository as the quickstart needs, with photos of its own."""
    root = tmp_path / "checkout"
    ours = shutil.ignore_patterns("photos", "Pulumi.*.yaml")
    quickstart = shutil.copytree(ROOT / "examples" / "quickstart", root / "examples" / "quickstart", ignore=ours)
    shutil.copy(ROOT / "Pulumi.yaml", root)
    (root / ".venv").symlink_to(sys.prefix)
    subprocess.run([sys.executable, quickstart / "make_photos.py"], check=True)
    return root


def test_it_is_the_same_stack_from_the_root_and_from_its_own_folder(checkout: Path, tmp_path: Path) -> None:
    """What `pulumi up` makes at the root is unchanged to a preview in the quickstart, and no path is kept in state."""
    with background(Settings(training_seconds=0)) as service:
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "PULUMI_BACKEND_URL": f"file://{tmp_path}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "AZURE_FACE_ENDPOINT": service.url,
            "AZURE_FACE_KEY": service.key,
        }

        def pulumi(folder: Path, *arguments: str) -> str:
            command = ["pulumi", *arguments, "--non-interactive", "--stack", "dev"]
            answer = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
            assert answer.returncode == 0, answer.stdout + answer.stderr
            return answer.stdout

        pulumi(checkout, "stack", "init")
        pulumi(checkout, "up", "--yes", "--skip-preview")
        pulumi(checkout / "examples" / "quickstart", "preview", "--expect-no-changes")

        resources = json.loads(pulumi(checkout, "stack", "export"))["deployment"]["resources"]
        kept = json.dumps([[resource.get("inputs"), resource.get("outputs")] for resource in resources])
        assert '"source": "photos/staff"' in kept
        assert str(tmp_path) not in kept
