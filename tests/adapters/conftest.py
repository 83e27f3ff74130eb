"""An emulated account, and each adapter connected to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pictures import picture
from pulumi_azure_face.emulator import Running, Settings, background

from .adapters import ADAPTERS, Adapter

KEY = "key-of-the-adapter-tests"


@pytest.fixture
def emulator() -> Iterator[Running]:
    with background(Settings(key=KEY, training_seconds=0.1)) as service:
        yield service


@pytest.fixture
def config(emulator: Running) -> dict[str, str]:
    settings = {"endpoint": emulator.url, "key": KEY, "requestsPerSecond": "1000"}
    return {f"azure-face:{name}": value for name, value in settings.items()}


@pytest.fixture(params=ADAPTERS)
def adapter(request: pytest.FixtureRequest, config: dict[str, str]) -> Iterator[Adapter]:
    with ADAPTERS[request.param](config) as adapter:
        yield adapter


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Create a folder with one folder of photos for each of two persons."""
    for person, count in (("ann", 2), ("bob", 1)):
        for number in range(count):
            photo = tmp_path / "photos" / person / f"{number}.jpg"
            photo.parent.mkdir(parents=True, exist_ok=True)
            photo.write_bytes(picture(f"{person}{number}"))
    return tmp_path / "photos"
