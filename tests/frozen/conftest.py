"""An emulated account that the environment names, and the providers as the engine calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pulumi_azure_face.emulator import Settings, background

KEY = "key-of-the-frozen-tests"
PHOTOS = Path(__file__).parents[1] / "states" / "0.1.0-complete"
"""Files that never change, since they belong to a saved state."""

Registered = dict[tuple[str, str], dict[str, Any]]
"""Registered resources by the name of the class and of the resource."""


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep local files and the developer's environment out of the tests, and run in the folder of the photos."""
    for name in ("AZURE_FACE_ENDPOINT", "AZURE_FACE_KEY", "AZURE_FACE_API_VERSION", "AZURE_FACE_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.chdir(PHOTOS)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A caller of an empty account, which is the one that the environment names. Paths start at its address."""
    with background(Settings(key=KEY, training_seconds=0)) as running:
        monkeypatch.setenv("AZURE_FACE_ENDPOINT", running.url)
        monkeypatch.setenv("AZURE_FACE_KEY", KEY)
        headers = {"Ocp-Apim-Subscription-Key": KEY}
        with httpx.Client(base_url=running.url, headers=headers, trust_env=False) as client:
            yield client


@pytest.fixture(scope="session")
def registered() -> Registered:
    """The resources that the program beside this file registers: it declares each with every input."""
    program = Path(__file__).with_name("program.py")
    said = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True).stdout
    return {(one["type"].rpartition(":")[2], one["name"]): one for one in json.loads(said)}
