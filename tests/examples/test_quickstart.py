"""The quickstart, run from the repository root and from its own folder."""

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
    """Copy the parts of the repository that the quickstart needs, with new photos."""
    root = tmp_path / "checkout"
    ignored = shutil.ignore_patterns("photos", "Pulumi.*.yaml")
    quickstart = shutil.copytree(ROOT / "examples" / "quickstart", root / "examples" / "quickstart", ignore=ignored)
    shutil.copy(ROOT / "Pulumi.yaml", root)
    (root / ".venv").symlink_to(sys.prefix)
    subprocess.run([sys.executable, quickstart / "make_photos.py"], check=True)
    return root


def test_root_and_quickstart_folder_run_the_same_stack(checkout: Path, tmp_path: Path) -> None:
    """After `pulumi up` in the root, a preview in the quickstart folder is clean, and the state has no absolute path."""
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
            result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
            assert result.returncode == 0, result.stdout + result.stderr
            return result.stdout

        pulumi(checkout, "stack", "init")
        pulumi(checkout, "up", "--yes", "--skip-preview")
        pulumi(checkout / "examples" / "quickstart", "preview", "--expect-no-changes")

        resources = json.loads(pulumi(checkout, "stack", "export"))["deployment"]["resources"]
        properties = json.dumps([[resource.get("inputs"), resource.get("outputs")] for resource in resources])
        assert '"source": "photos/staff"' in properties
        assert str(tmp_path) not in properties
