"""A key, or a token of Entra that is fetched once."""

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
    """Signs in as azure-identity does: blocking, on the caller's thread."""

    lifetime: float = 3600.0
    takes: float = 0.0
    until: threading.Event | None = None
    failure: Exception | None = None
    sign_ins: int = 0
    scopes: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def get_token(self, *scopes: str) -> Token:
        self.sign_ins += 1
        self.scopes += scopes
        self.threads.add(threading.get_ident())
        time.sleep(self.takes)
        if self.until:
            self.until.wait(20)
        if self.failure:
            raise self.failure
        return Token(f"token-{self.sign_ins}", int(time.time() + self.lifetime))


async def at_once(count: int, ask: Callable[[], object]) -> None:
    async with anyio.create_task_group() as tasks:
        for _ in range(count):
            tasks.start_soon(ask)  # type: ignore[arg-type]


async def test_a_key() -> None:
    """A key goes in the header of its own and shows nowhere else."""
    key = KeyAuth("0123456789abcdef")

    assert await key.headers() == {"Ocp-Apim-Subscription-Key": "0123456789abcdef"}
    assert "0123456789abcdef" not in repr(key)


async def test_a_token() -> None:
    """A token is a bearer's, for the scope of Cognitive Services, and is not fetched on the loop's own thread."""
    credential = Credential()

    assert await EntraAuth(credential).headers() == {"Authorization": "Bearer token-1"}
    assert credential.scopes == ["https://cognitiveservices.azure.com/.default"]
    assert threading.get_ident() not in credential.threads


@pytest.mark.parametrize(("lifetime", "sign_ins"), [(3600.0, 1), (310.0, 1), (290.0, 3), (-1.0, 3)])
async def test_a_token_is_kept(lifetime: float, sign_ins: int) -> None:
    """A token serves until five minutes before it expires."""
    credential = Credential(lifetime)
    entra = EntraAuth(credential)

    for _ in range(3):
        await entra.headers()

    assert credential.sign_ins == sign_ins


async def test_callers_share_a_sign_in() -> None:
    """However many ask at once, one signs in for all."""
    credential = Credential(takes=0.05)
    entra = EntraAuth(credential)

    await at_once(20, entra.headers)

    assert credential.sign_ins == 1


async def test_callers_share_a_refusal() -> None:
    """Those who waited for a sign-in that was refused are refused with it; who asks later tries again."""
    credential = Credential(takes=0.05, failure=RuntimeError("No account.\nMore."))
    entra = EntraAuth(credential)
    refused: list[str] = []

    async def ask() -> None:
        with pytest.raises(AuthenticationError) as refusal:
            await entra.headers()
        refused.append(str(refusal.value))

    await at_once(20, ask)
    assert (len(refused), len(set(refused)), credential.sign_ins) == (20, 1, 1)

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
    ids=["many lines", "no text", "an empty first line", "long and coloured"],
)
async def test_a_refusal_is_one_line(failure: Exception, reason: str) -> None:
    """What azure-identity tells at length is one line here, with what to do."""
    with pytest.raises(AuthenticationError) as refusal:
        await EntraAuth(Credential(failure=failure)).headers()

    line = str(refusal.value)
    assert line.startswith(f"could not sign in with Entra: {reason}")
    assert line.endswith("Sign in (`az login`), or set azure-face:key.")
    assert line.isprintable()
    assert len(line) < 400


async def test_nobody_waits_for_a_sign_in_that_is_not_wanted() -> None:
    """A caller who gives up is let go at once, and the next one is not held up by that."""
    release = threading.Event()
    credential = Credential(until=release)
    entra = EntraAuth(credential)
    began = time.monotonic()

    with anyio.move_on_after(0.05) as gave_up:
        await entra.headers()

    assert gave_up.cancelled_caught
    assert time.monotonic() - began < 15
    release.set()
    assert await entra.headers() == {"Authorization": "Bearer token-2"}
