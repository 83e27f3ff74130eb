"""A real photo from end to end: enrolled by a program, trained, and recognised by an application."""

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
    """A copy of the example, with a state and an account of its own."""

    folder: Path
    service: Running

    def run(self, *command: str) -> str:
        """Run a command as a user does, in the example's folder, and give what it prints."""
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder.parent),
            "PULUMI_BACKEND_URL": f"file://{self.folder.parent}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "AZURE_FACE_ENDPOINT": self.service.url,
            "AZURE_FACE_KEY": self.service.key,
        }
        ended = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout.strip()

    def account(self) -> list[object]:
        headers = {"Ocp-Apim-Subscription-Key": self.service.key}
        containers: list[object] = httpx.get(f"{self.service.url}/_emulator/account", headers=headers).json()[
            "containers"
        ]
        return containers


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder = tmp_path / "examples" / "astronaut"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("*.jpg", "Pulumi.*.yaml"))
    (tmp_path / ".venv").symlink_to(sys.prefix)
    with background(Settings(training_seconds=0.3)) as service:
        yield Project(folder, service)


def test_an_astronaut_is_recognised(project: Project) -> None:
    """Her portrait is identified once she is enrolled and trained; a stranger's is not; nothing is left in the end."""
    project.run("python", "portrait.py")
    portrait = project.folder / "portrait.jpg"
    with Image.open(portrait) as opened:
        assert opened.size == (512, 512)
        opened.crop((0, 0, 256, 256)).save(project.folder / "stranger.jpg")

    project.run("pulumi", "stack", "init", "dev")
    project.run("pulumi", "up", "--yes", "--skip-preview")
    project.run("pulumi", "preview", "--expect-no-changes")
    outputs = json.loads(project.run("pulumi", "stack", "output", "--json"))
    assert outputs["crew_ready"] is True

    assert project.run("python", "identify.py", "portrait.jpg", outputs["crew_id"]) == "Eileen Collins"
    assert project.run("python", "identify.py", "stranger.jpg", outputs["crew_id"]) == "nobody we know"
    project.run("pulumi", "destroy", "--yes", "--skip-preview")
    assert project.account() == []
