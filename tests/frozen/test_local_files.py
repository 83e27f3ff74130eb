"""The local file that an interrupted run leaves for the next one, which may be of another release."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pulumi_azure_face.host.dynamic import GalleryProvider

from .engine import ORIGIN, check

IN_GROUP = {"kind": "PersonGroup", "container_id": "given", "container_generation": "1a2b3c4d"}
ENDPOINT = "http://127.0.0.1:5000"


@pytest.mark.usefixtures("account")
def test_markers_of_interrupted_runs() -> None:
    """A marker of a gallery's run, named after account, container and tag, makes the next `diff` an update."""
    provider = GalleryProvider()
    inputs = check(provider, {**IN_GROUP, "source": "photos/staff", "on_bad_image": "skip", "origin": ORIGIN})
    state = {**inputs, "endpoint": ENDPOINT}
    assert provider.diff("id", state, inputs).changes is False

    marker = Path(os.environ["XDG_STATE_HOME"]) / "pulumi-azure-face" / "begun" / "7c71cc9689ed7797acfa9a069d9a8f03"
    marker.parent.mkdir(parents=True)
    marker.touch()

    assert provider.diff("id", state, inputs).changes is True
