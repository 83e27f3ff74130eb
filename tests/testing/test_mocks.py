"""Programs under the mocks, in processes of their own, because mocks are global."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from pictures import picture

PROGRAM = Path(__file__).parent / "program.py"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program without settings, so that any request would fail."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AZURE_FACE_")}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for person in ("Ann", "Ben"):
        folder = tmp_path / "people" / person
        folder.mkdir(parents=True)
        (folder / f"{person.lower()}.jpg").write_bytes(picture(person))
    return tmp_path


def test_program_has_the_values_of_a_preview(photos: Path) -> None:
    """Ids, digests, and counts are real, trainings have succeeded, and functions see what the program declared."""
    result = run(PROGRAM, photos)
    assert result.returncode == 0, result.stderr
    outputs = json.loads(result.stdout)
    assert re.fullmatch("staff-[0-9a-f]{8}", outputs.pop("staff_id"))
    assert re.fullmatch("[0-9a-f]{64}", outputs.pop("digest"))
    assert re.fullmatch("[0-9a-f-]{36}", outputs.pop("ann"))
    assert outputs == {
        "trained": True,
        "persons": 2,
        "faces": 2,
        "existing": "existing",
        "found": "staff",
        "status": True,
        "guests": ["guest"],
        "made_up": "nobody-declared-it",
    }


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("face.PersonGroup('staff', persons='absent')", "'absent' does not exist"),
        ("face.PersonGroup('staff', person_group_id='Staff!')", "person_group_id must have 1 to 64 characters"),
        ("face.get_person_group('Staff!')", "person_group_id must have 1 to 64 characters"),
    ],
)
def test_invalid_program_fails(tmp_path: Path, statement: str, problem: str) -> None:
    """An invalid input or argument fails the test as it fails a preview."""
    program = tmp_path / "program.py"
    program.write_text(
        dedent(f"""
        import pulumi
        import pulumi_azure_face as face
        from pulumi_azure_face.testing import Mocks

        pulumi.runtime.set_mocks(Mocks())
        pulumi.runtime.test(lambda: {statement})()
        """)
    )
    result = run(program)
    assert result.returncode != 0
    assert problem in result.stderr
