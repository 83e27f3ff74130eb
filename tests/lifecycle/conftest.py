"""An empty account for each test, and a client that does not dawdle."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from pulumi_azure_face.client import retry
from pulumi_azure_face.client.api import training
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.lifecycle import gallery

from . import programs
from .account import EVERY_KIND, Account, open_account
from .photo_folders import PERSONS, for_kind, write
from .simulated_engine import Resource

# How long an example takes says more about the machine's other work than about ours.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same rules for what is tried again and how often, in next to no time."""
    for module, name in (
        (retry, "INITIAL_BACKOFF"),
        (retry, "CONFLICT_INITIAL_BACKOFF"),
        (retry, "CONFLICT_MAX_BACKOFF"),
        (training, "MIN_POLL_INTERVAL"),
    ):
        monkeypatch.setattr(module, name, 0.001)


@pytest.fixture(autouse=True)
def _machine_of_its_own(move_on: Callable[[], None]) -> None:
    """What is kept of photos and of galleries is not kept in the developer's home."""
    move_on()


@pytest.fixture
def move_on(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], None]:
    """Have the next run take place on another machine, which has kept nothing."""

    def move() -> None:
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))

    return move


@pytest.fixture
async def account() -> AsyncIterator[Account]:
    """An empty account where a training ends at once."""
    async with open_account() as opened:
        yield opened


@pytest.fixture
async def slow_account() -> AsyncIterator[Account]:
    """An empty account where a training takes a while."""
    async with open_account(training_seconds=0.5) as opened:
        yield opened


@pytest.fixture(params=EVERY_KIND, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


@pytest.fixture
def program(kind: Kind, tmp_path: Path) -> dict[str, Any]:
    """A gallery of a few photos."""
    return programs.gallery(write(tmp_path / "photos", for_kind(kind, PERSONS)), kind)


@pytest.fixture
async def resource(account: Account, kind: Kind, program: dict[str, Any]) -> Resource:
    """That gallery, brought about."""
    await account.create(kind)
    made = Resource(gallery, account)
    await made.up(**program)
    return made
