"""The astronaut example from end to end: a program enrolls a real photo, and an application recognizes it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image

from pulumi_azure_face.emulator import Running, Settings, background

EXAMPLE = Path(__file__).parents[2] / "examples" / "astronaut"


@dataclass(frozen=True)
class Project:
    """A copy of the example with its own state and account."""

    folder: Path
    service: Running

    def run(self, *command: str) -> str:
        """Run a command in the example's folder and return its output."""
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder.parent),
            "PULUMI_BACKEND_URL": f"file://{self.folder.parent}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "AZURE_FACE_ENDPOINT": self.service.url,
            "AZURE_FACE_KEY": self.service.key,
        }
        result = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout.strip()

    def containers(self) -> list[object]:
        headers = {"Ocp-Apim-Subscription-Key": self.service.key}
        account = httpx.get(f"{self.service.url}/_emulator/account", headers=headers).json()
        containers: list[object] = account["containers"]
        return containers


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder = tmp_path / "examples" / "astronaut"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("*.jpg", "Pulumi.*.yaml"))
    (tmp_path / ".venv").symlink_to(sys.prefix)
    with background(Settings(training_seconds=0.3)) as service:
        yield Project(folder, service)


def test_enrolled_person_is_identified(project: Project) -> None:
    """The enrolled portrait is identified, an unknown one is not, and a destroy empties the account."""
    project.run("python", "portrait.py")
    portrait = project.folder / "portrait.jpg"
    with Image.open(portrait) as image:
        assert image.size == (512, 512)
        image.crop((0, 0, 256, 256)).save(project.folder / "unknown.jpg")

    project.run("pulumi", "stack", "init", "dev")
    project.run("pulumi", "up", "--yes", "--skip-preview")
    project.run("pulumi", "preview", "--expect-no-changes")
    outputs = json.loads(project.run("pulumi", "stack", "output", "--json"))
    assert outputs["group_ready"] is True

    assert project.run("python", "identify.py", "portrait.jpg", outputs["group_id"]) == "Eileen Collins"
    assert project.run("python", "identify.py", "unknown.jpg", outputs["group_id"]) == "nobody we know"
    project.run("pulumi", "destroy", "--yes", "--skip-preview")
    assert project.containers() == []
