"""A running service for each client, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .emulator_process import Service, photos_served, started


@pytest.fixture(scope="session")
def _started() -> Iterator[Service]:
    with started("--training-seconds", "0.2") as service:
        yield service


@pytest.fixture
def service(_started: Service) -> Service:
    """A Face service whose trainings take a moment."""
    _started.reset()
    return _started


@pytest.fixture(scope="session")
def web() -> Iterator[str]:
    """The address of a web server with photos."""
    with photos_served() as address:
        yield address
