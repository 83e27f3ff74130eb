"""Who we are to the service: a key, or an Entra token that is fetched once and kept until shortly before it expires."""

from __future__ import annotations

import importlib.util
import math
import time
from typing import Protocol

import anyio
import anyio.to_thread

from pulumi_azure_face.client.errors import AuthenticationError, shorten

KEY_HEADER = "Ocp-Apim-Subscription-Key"
SCOPE = "https://cognitiveservices.azure.com/.default"  # face-api.md#auth-entra-scope
RENEW_MARGIN = 300.0  # seconds; azure-core renews as early


class Token(Protocol):
    @property
    def token(self) -> str: ...

    @property
    def expires_on(self) -> int: ...


class Credential(Protocol):
    """What azure-identity calls a token credential."""

    def get_token(self, *scopes: str) -> Token: ...


class Auth(Protocol):
    async def headers(self) -> dict[str, str]: ...


class KeyAuth:
    def __init__(self, key: str) -> None:
        self._headers = {KEY_HEADER: key}

    async def headers(self) -> dict[str, str]:
        return self._headers


class EntraAuth:
    """Signs in with azure-identity. Its calls block, so they run on a thread; its async half wants one more HTTP
    library.

    Whoever asks while somebody signs in gets what comes of that, a refusal too: a refusal takes seconds to come by, and
    a program of many resources would add them up.
    """

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        self._token: Token | None = None
        self._refused_at = -math.inf
        self._reason = ""
        self._one_at_a_time = anyio.Lock()

    async def headers(self) -> dict[str, str]:
        asked_at = anyio.current_time()
        async with self._one_at_a_time:
            if self._token is None or self._token.expires_on - time.time() < RENEW_MARGIN:
                self._token = await self._sign_in(asked_at)
            return {"Authorization": f"Bearer {self._token.token}"}

    async def _sign_in(self, asked_at: float) -> Token:
        if self._refused_at >= asked_at:
            raise sign_in_error(self._reason)
        try:
            # Nobody waits for a sign-in that is no longer wanted: it may take as long as its own time limits allow.
            return await anyio.to_thread.run_sync(self._credential.get_token, SCOPE, abandon_on_cancel=True)
        except Exception as refusal:  # each credential of azure-identity has errors of its own
            self._refused_at = anyio.current_time()
            self._reason = shorten(str(refusal).partition("\n")[0]) or type(refusal).__name__
            raise sign_in_error(self._reason) from refusal


def sign_in_error(reason: str) -> AuthenticationError:
    return AuthenticationError("sign in with Entra", reason, "Sign in (`az login`), or set azure-face:key.")


def entra_installed() -> bool:
    try:
        return importlib.util.find_spec("azure.identity") is not None
    except ModuleNotFoundError:
        return False


def default_entra_auth() -> EntraAuth:
    from azure.identity import DefaultAzureCredential  # here, because importing it takes half a second

    return EntraAuth(DefaultAzureCredential())
