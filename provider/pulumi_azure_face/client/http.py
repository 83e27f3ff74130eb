"""The only module that imports the HTTP library: sends one request and returns its response.

It never follows a redirect and never sends a key to a host other than the account's endpoint. The HTTP library is
imported with the first transport: a preview without changes sends nothing, and the import would be its slowest part.
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
    import ssl

    import httpx

# Seconds. A connection that takes longer fails anyway, but the response to a large image takes a while. The total
# limits the whole exchange, because the library's read timeout restarts with every byte.
CONNECT_TIMEOUT, READ_TIMEOUT, TOTAL_TIMEOUT = 10.0, 60.0, 120.0
# Seconds; less than the 5 s after which common servers close an idle connection. A request on a connection that is
# being closed is lost.
KEEP_ALIVE_TIMEOUT = 3.0
MAX_CONNECTIONS = 128


@dataclass(frozen=True)
class Upload:
    """An image that is read in chunks while it is sent."""

    size: int
    chunks: Callable[[], AsyncIterator[bytes]]
    """Starts again from the beginning for each attempt."""

    def __len__(self) -> int:
        return self.size


@dataclass(frozen=True)
class Request:
    """One request to the service."""

    call: ApiCall
    ids: tuple[str, ...]
    """The values for the id names in the path, in order."""
    operation: str
    """What the request does, in words; every error starts with it."""
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    json: Mapping[str, object] | None = field(default=None, repr=False)
    image: bytes | Upload | None = field(default=None, repr=False)

    @property
    def method(self) -> str:
        return self.call.method

    def path(self, version: str) -> str:
        """Return the path in a version that has the call."""
        ids = iter(self.ids)
        segments = self.call.paths[version].split("/")
        return "/".join(quote_segment(next(ids)) if segment.startswith("{") else segment for segment in segments)


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def is_not_json(self) -> bool:
        """Whether there is content other than JSON. The service only sends JSON (face-api.md#response-json), so a
        portal or a proxy answered.
        """
        return bool(self.body) and "json" not in self.headers.get("content-type", "").lower()


class HttpTransport:
    """The connections to one account."""

    def __init__(self, account: Account, auth: Auth, transport: httpx.AsyncBaseTransport | None = None) -> None:
        import httpx

        self._auth = auth
        self._connections = anyio.CapacityLimiter(MAX_CONNECTIONS)
        self._http = httpx.AsyncClient(
            base_url=f"{account.endpoint}/face/",
            timeout=httpx.Timeout(READ_TIMEOUT, connect=CONNECT_TIMEOUT, pool=None),
            verify=trusted_certificates(),
            limits=httpx.Limits(max_connections=MAX_CONNECTIONS, keepalive_expiry=KEEP_ALIVE_TIMEOUT),
            # A proxy from the environment cannot reach an emulator on this machine, and must not get its key.
            trust_env=not is_local(account.endpoint),
            follow_redirects=False,
            transport=transport,
        )

    async def send(self, request: Request, version: str) -> Response:
        """Send a request once.

        The timeout starts once a connection is free: a request that was never sent must not count as a lost reply.

        Raises:
            UnreachableError: There was no complete response.
        """
        import httpx

        headers = await self._auth.headers()
        async with self._connections:
            try:
                with anyio.fail_after(TOTAL_TIMEOUT):
                    response = await self._http.send(self._build(request, version, headers))
            except (httpx.RequestError, OSError) as error:  # a TimeoutError of anyio is an OSError too
                # The library's error quotes a header that it refuses to send, which can be the key.
                cause = None if isinstance(error, httpx.LocalProtocolError) else error
                raise unreachable_error(request, version, error) from cause
        return Response(response.status_code, response.headers, response.content)

    def _build(self, request: Request, version: str, headers: dict[str, str]) -> httpx.Request:
        path, query = f"{version}/{request.path(version)}", request.query or None
        if request.image is not None:
            binary = {**headers, "Content-Type": "application/octet-stream", "Content-Length": str(len(request.image))}
            content = request.image.chunks() if isinstance(request.image, Upload) else request.image
            return self._http.build_request(request.method, path, params=query, content=content, headers=binary)
        return self._http.build_request(request.method, path, params=query, json=request.json, headers=headers)

    async def close(self) -> None:
        await self._http.aclose()


def trusted_certificates() -> ssl.SSLContext:
    """Return the TLS settings of every connection: the certificates of SSL_CERT_FILE or SSL_CERT_DIR, else those that
    the HTTP library ships. The system's are not used.
    """
    import httpx

    return httpx.create_ssl_context(trust_env=True)


def quote_segment(text: str) -> str:
    """Quote an id so that it stays a single path segment: ids come from programs and imported states.

    Dots are quoted too, because the segment `..` would address another resource.
    """
    return quote(text, safe="").replace(".", "%2E")


def unreachable_error(request: Request, version: str, error: Exception) -> UnreachableError:
    """Describe a failed exchange by error type, method, and path: the library's own text is often empty, and may quote
    a header.
    """
    import httpx

    text = "" if isinstance(error, httpx.LocalProtocolError) else " ".join(str(error).split())
    cause = f"{type(error).__name__}: {text}" if text else type(error).__name__
    reason = f"no response to {request.method} /{request.path(version)} ({cause})"
    return UnreachableError(request.operation, reason, may_have_succeeded=not was_never_sent(error))


def was_never_sent(error: Exception) -> bool:
    import httpx

    return isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol, httpx.ProxyError))
