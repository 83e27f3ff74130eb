"""Fixtures: a running emulator, reset for each test, and a web server with photos."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .emulator_process import Service, serve_photos, start_emulator


@pytest.fixture(scope="session")
def _shared_service() -> Iterator[Service]:
    """The service that all tests of this process share."""
    with start_emulator("--training-seconds", "0.2") as service:
        yield service


@pytest.fixture
def service(_shared_service: Service) -> Service:
    """An empty Face service whose trainings take 0.2 seconds."""
    _shared_service.reset()
    return _shared_service


@pytest.fixture(scope="session")
def web() -> Iterator[str]:
    """The URL of a web server with photos."""
    with serve_photos() as url:
        yield url
