"""Authentication: a key, or an Entra ID token that is reused until shortly before it expires."""

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
RENEW_MARGIN = 300.0  # seconds before expiry; the same margin as in azure-core


class Token(Protocol):
    @property
    def token(self) -> str: ...

    @property
    def expires_on(self) -> int: ...


class Credential(Protocol):
    """A token credential of azure-identity."""

    def get_token(self, *scopes: str) -> Token: ...


class Auth(Protocol):
    async def headers(self) -> dict[str, str]: ...


class KeyAuth:
    def __init__(self, key: str) -> None:
        self._headers = {KEY_HEADER: key}

    async def headers(self) -> dict[str, str]:
        return self._headers


class EntraAuth:
    """Signs in with azure-identity on a thread: its calls block, and its async variant needs another HTTP library.

    Requests that arrive during a sign-in share its result, also a failure. A failing sign-in takes seconds, and a
    program with many resources would add them up.
    """

    def __init__(self, credential: Credential) -> None:
        self._credential = credential
        self._token: Token | None = None
        self._failed_at = -math.inf
        self._reason = ""
        self._lock = anyio.Lock()

    async def headers(self) -> dict[str, str]:
        requested_at = anyio.current_time()
        async with self._lock:
            if self._token is None or self._token.expires_on - time.time() < RENEW_MARGIN:
                self._token = await self._sign_in(requested_at)
            return {"Authorization": f"Bearer {self._token.token}"}

    async def _sign_in(self, requested_at: float) -> Token:
        if self._failed_at >= requested_at:
            raise sign_in_error(self._reason)
        try:
            # A canceled request does not wait for the thread, which ends at the timeouts of azure-identity.
            return await anyio.to_thread.run_sync(self._credential.get_token, SCOPE, abandon_on_cancel=True)
        except Exception as error:  # azure-identity has different errors per credential
            self._failed_at = anyio.current_time()
            self._reason = shorten(str(error).partition("\n")[0]) or type(error).__name__
            raise sign_in_error(self._reason) from error


def sign_in_error(reason: str) -> AuthenticationError:
    return AuthenticationError("sign in with Entra ID", reason, AuthenticationError.sign_in_advice)


def is_entra_installed() -> bool:
    try:
        return importlib.util.find_spec("azure.identity") is not None
    except ModuleNotFoundError:
        return False


def default_entra_auth() -> EntraAuth:
    from azure.identity import DefaultAzureCredential  # imported late, because it takes half a second

    return EntraAuth(DefaultAzureCredential())
