"""Authentication with a key, or with an Entra token that is cached."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import anyio
import pytest

from pulumi_azure_face.client.accounts.auth import EntraAuth, KeyAuth
from pulumi_azure_face.client.errors import AuthenticationError

pytestmark = pytest.mark.anyio


class Token(NamedTuple):
    token: str
    expires_on: int


@dataclass
class Credential:
    """Sign in like azure-identity: blocking, on the thread of the caller."""

    lifetime: float = 3600.0
    seconds: float = 0.0
    release: threading.Event | None = None
    failure: Exception | None = None
    sign_ins: int = 0
    scopes: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def get_token(self, *scopes: str) -> Token:
        self.sign_ins += 1
        self.scopes += scopes
        self.threads.add(threading.get_ident())
        time.sleep(self.seconds)
        if self.release:
            self.release.wait(20)
        if self.failure:
            raise self.failure
        return Token(f"token-{self.sign_ins}", int(time.time() + self.lifetime))


async def call_concurrently(count: int, call: Callable[[], object]) -> None:
    async with anyio.create_task_group() as tasks:
        for _ in range(count):
            tasks.start_soon(call)  # type: ignore[arg-type]


async def test_key_is_sent_in_its_header_and_hidden_in_repr() -> None:
    """A key is sent in its own header and does not appear in the repr."""
    key = KeyAuth("0123456789abcdef")

    assert await key.headers() == {"Ocp-Apim-Subscription-Key": "0123456789abcdef"}
    assert "0123456789abcdef" not in repr(key)


async def test_token_is_sent_as_bearer_and_fetched_off_the_event_loop() -> None:
    """A token for Cognitive Services is sent as a bearer token and fetched outside the event loop's thread."""
    credential = Credential()

    assert await EntraAuth(credential).headers() == {"Authorization": "Bearer token-1"}
    assert credential.scopes == ["https://cognitiveservices.azure.com/.default"]
    assert threading.get_ident() not in credential.threads


@pytest.mark.parametrize(("lifetime", "sign_ins"), [(3600.0, 1), (310.0, 1), (290.0, 3), (-1.0, 3)])
async def test_token_is_reused_until_five_minutes_before_expiry(lifetime: float, sign_ins: int) -> None:
    """A token is reused until five minutes before it expires."""
    credential = Credential(lifetime)
    entra = EntraAuth(credential)

    for _ in range(3):
        await entra.headers()

    assert credential.sign_ins == sign_ins


async def test_concurrent_callers_share_one_sign_in() -> None:
    """Concurrent callers share a single sign-in."""
    credential = Credential(seconds=0.05)
    entra = EntraAuth(credential)

    await call_concurrently(20, entra.headers)

    assert credential.sign_ins == 1


async def test_concurrent_callers_share_a_failed_sign_in() -> None:
    """All callers that wait for a failed sign-in get its error, and a later call signs in again."""
    credential = Credential(seconds=0.05, failure=RuntimeError("No account.\nMore."))
    entra = EntraAuth(credential)
    messages: list[str] = []

    async def call() -> None:
        with pytest.raises(AuthenticationError) as error:
            await entra.headers()
        messages.append(str(error.value))

    await call_concurrently(20, call)
    assert (len(messages), len(set(messages)), credential.sign_ins) == (20, 1, 1)

    credential.failure = None
    assert await entra.headers() == {"Authorization": "Bearer token-2"}


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (RuntimeError("Please run 'az login'.\nAttempted credentials:\n\tCLI: not found"), "Please run 'az login'"),
        (RuntimeError(""), "RuntimeError"),
        (RuntimeError("\nsecond line"), "RuntimeError"),
        (RuntimeError("\x1b[31m" + "red " * 500), "[31mred red"),
    ],
    ids=["many lines", "no text", "empty first line", "long and colored"],
)
async def test_sign_in_error_is_one_line_with_advice(failure: Exception, reason: str) -> None:
    """A failed sign-in gives one printable line with the first line of the reason and advice."""
    with pytest.raises(AuthenticationError) as error:
        await EntraAuth(Credential(failure=failure)).headers()

    line = str(error.value)
    assert line.startswith(f"could not sign in with Entra ID: {reason}")
    assert line.endswith("Run `az login`, or set azure-face:key.")
    assert line.isprintable()
    assert len(line) < 400


async def test_canceled_caller_does_not_wait_for_the_sign_in() -> None:
    """A canceled caller returns immediately and does not block the next caller."""
    release = threading.Event()
    credential = Credential(release=release)
    entra = EntraAuth(credential)
    start_time = time.monotonic()

    with anyio.move_on_after(0.05) as cancel_scope:
        await entra.headers()

    assert cancel_scope.cancelled_caught
    assert time.monotonic() - start_time < 15
    release.set()
    assert await entra.headers() == {"Authorization": "Bearer token-2"}
