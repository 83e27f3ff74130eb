"""The pytest plugin: a Face service for each test, with an empty account, and trouble on request.

In a `conftest.py`:

    pytest_plugins = "pulumi_azure_face.emulator.pytest"

A test takes the fixture `face_emulator` and points at it what it tests:

    def test_who_is_not_trained(face_emulator, monkeypatch):
        for name, value in face_emulator.environment().items():
            monkeypatch.setenv(name, value)
        face_emulator.fail_training("out of memory")
        ...

One server serves all tests of a process, and each of them finds it empty; under pytest-xdist every worker has its own.
Nothing outside of it is touched, and trainings take no time. Who wants another service overrides the fixture
`face_emulator_settings`, in the scope of the session.

PYTEST_DONT_REWRITE: nothing here asserts, and so a `conftest.py` may import from here before pytest does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import pytest

from .settings import Settings

if TYPE_CHECKING:
    import httpx
    from typing_extensions import Unpack

__all__ = ["Call", "Calls", "FaceEmulator", "Fault", "face_emulator", "face_emulator_settings"]

FAILED = "It was made to fail."


@dataclass(frozen=True)
class Call:
    """A call of the Face API, as the emulator saw it.

    path: with the version, as `/face/v1.2/persongroups/staff`.
    status: what it was answered; None where it was not, or not yet.
    seconds: from its arrival to its answer; None without one.
    """

    method: str
    path: str
    query: Mapping[str, str]
    status: int | None
    seconds: float | None


class Calls(TypedDict, total=False):
    """The calls that are in for trouble: all of them, where nothing is said.

    method: only those of this method, as `PUT`.
    path: only those whose whole path below the version fits this regular expression, as `/persongroups/[^/]+/train`.
    skip: how many of them get through before; 0 if left out.
    times: how many of them are met then; 1 if left out, and None for all.
    """

    method: str
    path: str
    skip: int
    times: int | None


class _Admin:
    """The emulator's own side. What it refuses is the test's mistake, and told in its words."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def ask(self, method: str, path: str, **request: Any) -> Any:
        reply = self._client.request(method, path, **request)
        if reply.is_error:
            raise ValueError(reply.json()["error"]["message"])
        return reply.json() if reply.content else None


class Fault:
    """Trouble that was ordered."""

    def __init__(self, admin: _Admin, place: int) -> None:
        self._admin = admin
        self._place = place

    @property
    def hits(self) -> int:
        """How many calls it has met so far."""
        return int(self._admin.ask("GET", "rules")[self._place]["hits"])


class FaceEmulator:
    """A Face service on this machine, with an account of its own. `url` is its endpoint, `key` the account's key."""

    def __init__(self, url: str, key: str, admin: _Admin) -> None:
        self.url = url
        self.key = key
        self._admin = admin

    def environment(self) -> dict[str, str]:
        """The environment variables that lead the provider, and the `azure-face` command, to this service."""
        return {"AZURE_FACE_ENDPOINT": self.url, "AZURE_FACE_KEY": self.key}

    def answer(
        self,
        status: int,
        code: str | None = None,
        message: str = FAILED,
        *,
        headers: Mapping[str, str] | None = None,
        **calls: Unpack[Calls],
    ) -> Fault:
        """Let calls be answered with an error instead of being worked on.

        Args:
            status: The HTTP status, such as 429.
            code: The service's code for the error; without one the answer is the usual one for the status.
            message: What the error says, where it has a code.
            headers: Headers of the answer, such as `Retry-After`.
            **calls: Which calls (`Calls`).
        """
        error = None if code is None else {"code": code, "message": message}
        return self._order({"status": status, "error": error, "headers": dict(headers or {}), **calls})

    def drop(self, *, worked: bool = True, **calls: Unpack[Calls]) -> Fault:
        """Let the connections of calls end without an answer.

        Args:
            worked: Whether the work is done all the same, so that only the answer is lost.
            **calls: Which calls (`Calls`).
        """
        return self._order({"drop": True, "before": not worked, **calls})

    def delay(self, seconds: float, **calls: Unpack[Calls]) -> Fault:
        """Let calls be answered late.

        Args:
            seconds: By how much.
            **calls: Which calls (`Calls`).
        """
        return self._order({"delay": seconds, **calls})

    def fail_training(self, message: str = FAILED, *, container: str | None = None, times: int = 1) -> None:
        """Let trainings be accepted and fail in the end.

        Args:
            message: Why, as the training's status tells it.
            container: The id of the container whose trainings fail; without one, any container's do.
            times: How many of the next trainings fail.
        """
        order = {"message": message, "container": container, "times": times}
        self._admin.ask("POST", "fail-training", json=order)

    def faceless(self, image: str | PathLike[str] | bytes) -> None:
        """Let an image show no face.

        Args:
            image: Its file, or its bytes.
        """
        self.shows(image, 0)

    def shows(self, image: str | PathLike[str] | bytes, faces: int) -> None:
        """Let an image show so many faces. One that nothing is said of shows one.

        Args:
            image: Its file, or its bytes.
            faces: How many, from 0 to 100.
        """
        content = image if isinstance(image, bytes) else Path(image).read_bytes()
        self._admin.ask("POST", "images", params={"faces": faces}, content=content)

    @property
    def requests(self) -> list[Call]:
        """The calls of the Face API so far, the first one first."""
        names = ("method", "path", "query", "status", "seconds")
        return [Call(*(entry[name] for name in names)) for entry in self._admin.ask("GET", "requests")]

    def dump(self) -> dict[str, Any]:
        """All that is in the account, in the form that `pulumi_azure_face.emulator.admin.routes` describes."""
        account: dict[str, Any] = self._admin.ask("GET", "account")
        return account

    def reset(self) -> None:
        """Empty the account and the log, forget what images show, and end all trouble."""
        self._admin.ask("POST", "reset")

    def _order(self, rule: Mapping[str, Any]) -> Fault:
        place = len(self._admin.ask("GET", "rules"))
        self._admin.ask("POST", "rules", json=rule)
        return Fault(self._admin, place)


@pytest.fixture(scope="session")
def face_emulator_settings() -> Settings:
    """How the emulated account behaves, for a project to override."""
    return Settings(training_seconds=0)


@pytest.fixture(scope="session")
def _face_emulator(face_emulator_settings: Settings) -> Iterator[FaceEmulator]:
    """The service that all tests of this process share."""
    try:
        import httpx

        from .server import background
    except ModuleNotFoundError as missing:
        pytest.fail(f"{missing.name} is not installed: pip install 'pulumi-azure-face[emulator]'", pytrace=False)
    with background(face_emulator_settings) as running:
        headers = {"Ocp-Apim-Subscription-Key": running.key}
        with httpx.Client(base_url=f"{running.url}/_emulator/", headers=headers, trust_env=False) as client:
            yield FaceEmulator(running.url, running.key, _Admin(client))


@pytest.fixture
def face_emulator(_face_emulator: FaceEmulator) -> FaceEmulator:
    """A Face service with an empty account, and without trouble until the test orders some."""
    _face_emulator.reset()
    return _face_emulator
