"""Fixtures: an empty account for each test, isolated caches, and short waits."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from pulumi_azure_face.client import retry
from pulumi_azure_face.client.api import training
from pulumi_azure_face.client.kinds import Kind

from .helpers import programs
from .helpers.account import ALL_KINDS, Account, open_account
from .helpers.lifecycles import gallery
from .helpers.photo_folders import PERSONS, for_kind, write_photos
from .helpers.simulated_engine import Resource

# The duration of an example depends more on the load of the machine than on the code.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the retry rules and shorten the pauses."""
    for module, name in (
        (retry, "INITIAL_BACKOFF"),
        (retry, "CONFLICT_INITIAL_BACKOFF"),
        (retry, "CONFLICT_MAX_BACKOFF"),
        (training, "MIN_POLL_INTERVAL"),
    ):
        monkeypatch.setattr(module, name, 0.001)
    monkeypatch.setattr(retry, "REJECTED_KEY_BACKOFFS", (0.001, 0.001, 0.001))


@pytest.fixture(autouse=True)
def _isolated_user_folders(switch_machine: Callable[[], None]) -> None:
    """Keep caches and markers out of the developer's home folder."""
    switch_machine()


@pytest.fixture
def switch_machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], None]:
    """Return a function that gives the next run empty cache and state folders, like those of another machine."""

    def switch() -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))

    return switch


@pytest.fixture
async def account() -> AsyncIterator[Account]:
    """An empty account where a training ends immediately."""
    async with open_account() as account:
        yield account


@pytest.fixture
async def slow_account() -> AsyncIterator[Account]:
    """An empty account where a training takes half a second."""
    async with open_account(training_seconds=0.5) as account:
        yield account


@pytest.fixture(params=ALL_KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


@pytest.fixture
def program(kind: Kind, tmp_path: Path) -> dict[str, Any]:
    """The inputs of a gallery with three photos."""
    return programs.gallery(write_photos(tmp_path / "photos", for_kind(kind, PERSONS)), kind)


@pytest.fixture
async def resource(account: Account, kind: Kind, program: dict[str, Any]) -> Resource:
    """The gallery of `program`, created."""
    await account.create(kind)
    resource = Resource(gallery, account)
    await resource.up(**program)
    return resource
