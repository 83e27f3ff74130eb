"""Local files that an interrupted run leaves for the next one, which may be of another release."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx

from pulumi_azure_face.host.dynamic import GalleryProvider

from .engine import ORIGIN, check

IN_GROUP = {"kind": "PersonGroup", "container_id": "given", "container_generation": "1a2b3c4d"}
ENDPOINT = "http://127.0.0.1:5000"


CREATE = """
from pulumi_azure_face.host.dynamic import PersonProvider

provider = PersonProvider()
origin = {"stack": "organization/project/dev", "name": "staff"}
news = {"kind": "PersonGroup", "container_id": "given", "container_generation": "1a2b3c4d", "user_data": "text"}
print(provider.create(provider.check({}, {**news, "origin": origin}).inputs).id)
"""


def test_notes_of_exactly_once_creates(account: httpx.Client) -> None:
    """A create leaves a note by container, resource and tag, with these members."""
    account.put("/face/v1.2/persongroups/given", json={"name": "given"}).raise_for_status()
    person_id = subprocess.run(
        [sys.executable, "-c", CREATE], capture_output=True, text=True, check=True
    ).stdout.strip()

    home = Path(os.environ["XDG_STATE_HOME"]) / "pulumi-azure-face" / "made"
    [note] = [file for file in home.rglob("*") if file.is_file()]

    container, *rest = note.relative_to(home).parts
    assert len(container) == 32  # its address is part of the name
    assert rest == ["4892a1b4e885fbac", "4892a1b4e885fbace10808d43975dc40"]
    assert json.loads(note.read_text()) == {"id": person_id, "before": [], "text": "", "saved": False}


def test_markers_of_interrupted_runs(account: httpx.Client) -> None:
    """A marker of a gallery's run, named after account, container and tag, makes the next `diff` an update."""
    provider = GalleryProvider()
    inputs = check(provider, {**IN_GROUP, "source": "photos/staff", "on_bad_image": "skip", "origin": ORIGIN})
    state = {**inputs, "endpoint": ENDPOINT}
    assert provider.diff("id", state, inputs).changes is False

    marker = Path(os.environ["XDG_STATE_HOME"]) / "pulumi-azure-face" / "begun" / "7c71cc9689ed7797acfa9a069d9a8f03"
    marker.parent.mkdir(parents=True)
    marker.touch()

    assert provider.diff("id", state, inputs).changes is True
