"""The one file that knows the HTTP library: one request out, one reply or one Unreachable back.

It never follows a redirect and never sends a key to a host other than the account's own. The library is imported with
the first channel: a preview of what has not changed sends nothing, and would wait for that longer than for all else.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

import anyio

from pulumi_azure_face.client.accounts.auth import Auth
from pulumi_azure_face.client.accounts.configuration import Account
from pulumi_azure_face.client.accounts.endpoint import is_local

from .api_calls import ApiCall
from .errors import UnreachableError

if TYPE_CHECKING:
    import httpx

# Seconds. Connecting is quick or hopeless; an answer may take a while when a big image is looked at. The last bounds
# the whole exchange, because the library's own limits start anew with every byte.
CONNECT_TIMEOUT, READ_TIMEOUT, TOTAL_TIMEOUT = 10.0, 60.0, 120.0
# Kept shorter than the 5 s after which common servers close an idle connection: reusing one at that moment loses a
# request.
KEEP_ALIVE_TIMEOUT = 3.0
MAX_CONNECTIONS = 128


@dataclass(frozen=True)
class Upload:
    """The bytes of an image, piece by piece."""

    size: int
    pieces: Callable[[], AsyncIterator[bytes]]
    """Begins anew for each try."""

    def __len__(self) -> int:
        return self.size


@dataclass(frozen=True)
class Request:
    """One call of the service. `tried` says in words what it is for; every error begins with it."""

    call: ApiCall
    ids: tuple[str, ...]
    """What stands in the operation's path for the names in braces, in their order."""
    operation: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, object] | None = None
    image: bytes | Upload | None = field(default=None, repr=False)

    @property
    def method(self) -> str:
        return self.call.method

    def path(self, version: str) -> str:
        """Where it goes in a version that has it."""
        ids = iter(self.ids)
        words = self.call.paths[version].split("/")
        return "/".join(quote_segment(next(ids)) if word.startswith("{") else word for word in words)


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_not_json(self) -> bool:
        """Has content that is not JSON. All content of the service is (face-api.md#response-json), so a portal or a
        proxy spoke.
        """
        return bool(self.body) and "json" not in self.headers.get("content-type", "").lower()


class HttpTransport:
    """What requests to one account go through."""

    def __init__(self, account: Account, auth: Auth, transport: httpx.AsyncBaseTransport | None = None) -> None:
        import httpx

        self._auth = auth
        self._connections = anyio.CapacityLimiter(MAX_CONNECTIONS)
        self._http = httpx.AsyncClient(
            base_url=f"{account.endpoint}/face/",
            timeout=httpx.Timeout(READ_TIMEOUT, connect=CONNECT_TIMEOUT, pool=None),
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, keepalive_expiry=KEEP_ALIVE_TIMEOUT),
            # A proxy from the environment would be handed the key of an emulator, which no proxy can reach anyway.
            trust_env=not is_local(account.endpoint),
            follow_redirects=False,
            transport=transport,
        )

    async def send(self, request: Request, version: str) -> Response:
        """One exchange with a version that has the call, without another try; raises Unreachable.

        Waits for a connection before the clock starts: a request that was never sent must not look like a lost one.
        """
        import httpx

        headers = await self._auth.headers()
        async with self._connections:
            try:
                with anyio.fail_after(TOTAL_TIMEOUT):
                    response = await self._http.send(self._build(request, version, headers))
            except (httpx.RequestError, OSError) as error:  # a TimeoutError of anyio is an OSError too
                raise unreachable_error(request, version, error) from error
        return Response(response.status_code, response.headers, response.content)

    def _build(self, request: Request, version: str, headers: dict[str, str]) -> httpx.Request:
        path, query = f"{version}/{request.path(version)}", request.query or None
        if request.image is not None:
            binary = {**headers, "Content-Type": "application/octet-stream", "Content-Length": str(len(request.image))}
            content = request.image.pieces() if isinstance(request.image, Upload) else request.image
            return self._http.build_request(request.method, path, params=query, content=content, headers=binary)
        return self._http.build_request(request.method, path, params=query, json=request.json, headers=headers)

    async def close(self) -> None:
        await self._http.aclose()


def quote_segment(text: str) -> str:
    """A path segment that stays one, whatever it holds: ids come from programs and imported states.

    The dot is quoted too, because `..` as a segment would lead to another resource.
    """
    return quote(text, safe="").replace(".", "%2E")


def unreachable_error(request: Request, version: str, error: Exception) -> UnreachableError:
    """The library's own text is often empty, so it is named by type, method and path."""
    text = " ".join(str(error).split())
    cause = f"{type(error).__name__}: {text}" if text else type(error).__name__
    said = f"no answer to {request.method} /{request.path(version)} ({cause})"
    return UnreachableError(request.operation, said, may_have_succeeded=not is_never_sent(error))


def is_never_sent(error: Exception) -> bool:
    import httpx

    return isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.ProxyError))
