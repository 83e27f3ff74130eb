"""A pytest plugin that gives each test a Face service with an empty account, and can inject faults.

In a `conftest.py`:

    pytest_plugins = "pulumi_azure_face.emulator.pytest"

A test uses the fixture `face_emulator` and points the code under test at it:

    def test_training_failure_is_reported(face_emulator, monkeypatch):
        for name, value in face_emulator.environment().items():
            monkeypatch.setenv(name, value)
        face_emulator.fail_training("out of memory")
        ...

All tests of a process share one server, which is reset before each test; under pytest-xdist every worker has its own
server. The plugin changes nothing outside the server, and trainings finish at once. To change the service, override
the session-scoped fixture `face_emulator_settings`.

PYTEST_DONT_REWRITE: this module has no assertions, so a `conftest.py` may import from it before pytest loads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import pytest

from .settings import Settings

if TYPE_CHECKING:
    import httpx

__all__ = ["Call", "Calls", "FaceEmulator", "Fault", "face_emulator", "face_emulator_settings"]

FAILED = "It was made to fail."


@dataclass(frozen=True)
class Call:
    """A call of the Face API that the emulator received.

    path: The path with the version, such as `/face/v1.2/persongroups/staff`.
    status: The status of the response. None without a response, or before it.
    seconds: The time from the arrival of the call to the response. None without a response.
    """

    method: str
    path: str
    query: Mapping[str, str]
    status: int | None
    seconds: float | None


class Calls(TypedDict, total=False):
    """The calls that a fault applies to. By default the next call of any kind.

    method: Only calls with this method, such as `PUT`.
    path: Only calls whose full path below the version matches this regular expression, such as
        `/persongroups/[^/]+/train`.
    skip: How many matching calls pass before the fault applies. The default is 0.
    times: How many matching calls the fault then applies to. The default is 1; None means all.
    """

    method: str
    path: str
    skip: int
    times: int | None


class _Admin:
    """A client of the admin API. An error of the API is a mistake in the test and is raised as a `ValueError`."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def send(self, method: str, path: str, **request: Any) -> Any:
        reply = self._client.request(method, path, **request)
        if reply.is_error:
            raise ValueError(reply.json()["error"]["message"])
        return reply.json() if reply.content else None


class Fault:
    """A fault that was added to the emulator."""

    def __init__(self, admin: _Admin, index: int) -> None:
        self._admin = admin
        self._index = index

    @property
    def hits(self) -> int:
        """The number of calls that the fault was applied to so far."""
        return int(self._admin.send("GET", "rules")[self._index]["hits"])


class FaceEmulator:
    """A Face service on this machine. `url` is its endpoint, `key` is the key of its account."""

    def __init__(self, url: str, key: str, admin: _Admin) -> None:
        self.url = url
        self.key = key
        self._admin = admin

    def environment(self) -> dict[str, str]:
        """Return the environment variables that point the provider and the `azure-face` command at this service."""
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
        """Respond to calls with an error and do not process them.

        Args:
            status: The HTTP status, such as 429.
            code: The error code of the service. Without one, the response is the default for the status.
            message: The error message, used only with a code.
            headers: Headers of the response, such as `Retry-After`.
            **calls: The calls that the fault applies to (`Calls`).
        """
        error = None if code is None else {"code": code, "message": message}
        return self._add_rule({"status": status, "error": error, "headers": dict(headers or {}), **calls})

    def drop(self, *, worked: bool = True, **calls: Unpack[Calls]) -> Fault:
        """Close the connections of calls without a response.

        Args:
            worked: Whether the call is processed before the connection closes, so that only its response is lost.
            **calls: The calls that the fault applies to (`Calls`).
        """
        return self._add_rule({"drop": True, "before": not worked, **calls})

    def delay(self, seconds: float, **calls: Unpack[Calls]) -> Fault:
        """Delay the responses to calls.

        Args:
            seconds: The delay.
            **calls: The calls that the fault applies to (`Calls`).
        """
        return self._add_rule({"delay": seconds, **calls})

    def fail_training(self, message: str = FAILED, *, container: str | None = None, times: int = 1) -> None:
        """Accept trainings and let them fail.

        Args:
            message: The failure message in the training status.
            container: The id of the container whose trainings fail. Without one, the trainings of any container fail.
            times: How many of the next trainings fail.
        """
        body = {"message": message, "container": container, "times": times}
        self._admin.send("POST", "fail-training", json=body)

    def faceless(self, image: str | PathLike[str] | bytes) -> None:
        """Detect no face in an image.

        Args:
            image: The path of the image, or its bytes.
        """
        self.shows(image, 0)

    def shows(self, image: str | PathLike[str] | bytes, faces: int) -> None:
        """Detect a given number of faces in an image. By default every image shows one face.

        Args:
            image: The path of the image, or its bytes.
            faces: The number of faces, from 0 to 100.
        """
        content = image if isinstance(image, bytes) else Path(image).read_bytes()
        self._admin.send("POST", "images", params={"faces": faces}, content=content)

    @property
    def requests(self) -> list[Call]:
        """The calls of the Face API so far, oldest first."""
        names = ("method", "path", "query", "status", "seconds")
        return [Call(*(entry[name] for name in names)) for entry in self._admin.send("GET", "requests")]

    def dump(self) -> dict[str, Any]:
        """Return the whole account, in the format that `pulumi_azure_face.emulator.admin.routes` documents."""
        account: dict[str, Any] = self._admin.send("GET", "account")
        return account

    def reset(self) -> None:
        """Empty the account and the request log, and remove all faults and all face counts of images."""
        self._admin.send("POST", "reset")

    def _add_rule(self, rule: Mapping[str, Any]) -> Fault:
        index = len(self._admin.send("GET", "rules"))
        self._admin.send("POST", "rules", json=rule)
        return Fault(self._admin, index)


@pytest.fixture(scope="session")
def face_emulator_settings() -> Settings:
    """The settings of the emulated account. Projects override this fixture."""
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
    """A Face service with an empty account and no faults."""
    _face_emulator.reset()
    return _face_emulator
