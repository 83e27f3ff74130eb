"""The way to the endpoint: directly, or through a proxy from the environment, as the HTTP library chooses it."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from pulumi_azure_face.client.accounts.endpoint import DEFAULT_PORTS, is_local

SCHEMES = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True)
class Address:
    """A host and its port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Proxy:
    """A proxy without its credentials."""

    scheme: str
    address: Address
    variable: str
    """The environment variable that names it."""
    authorization: str = field(default="", repr=False)
    """The value of the header Proxy-Authorization."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.address}"


@dataclass(frozen=True)
class Route:
    """How requests reach an endpoint."""

    is_encrypted: bool
    endpoint: Address
    proxy: Proxy | None = None

    @property
    def first_hop(self) -> Address:
        """The address that this machine connects to."""
        return self.proxy.address if self.proxy else self.endpoint


class InvalidProxyError(Exception):
    """The proxy of an environment variable cannot be used. The text quotes no credentials."""


def route_to(endpoint: str) -> Route:
    """Return the route to a valid endpoint; raises InvalidProxyError."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    address = Address(host, parts.port or DEFAULT_PORTS[parts.scheme])
    proxy = None if is_local(endpoint) or proxy_bypass(host) else find_proxy(parts.scheme)
    return Route(parts.scheme == "https", address, proxy)


def find_proxy(scheme: str) -> Proxy | None:
    proxies = getproxies()
    for name in (scheme, "all"):
        if proxies.get(name):
            return read_proxy(proxies[name], f"{name.upper()}_PROXY")
    return None


def read_proxy(url: str, variable: str) -> Proxy:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        port = parts.port
    except ValueError:
        raise InvalidProxyError(f"{variable} is not a URL") from None
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise InvalidProxyError(f"{variable} must be a URL such as http://proxy.example.com:3128")
    credentials = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if parts.username else ""
    authorization = f"Basic {b64encode(credentials.encode()).decode()}" if credentials else ""
    return Proxy(parts.scheme, Address(parts.hostname, port or SCHEMES[parts.scheme]), variable, authorization)


def is_exempt(endpoint: str) -> bool:
    """Whether NO_PROXY has the host of the endpoint."""
    return bool(proxy_bypass(urlsplit(endpoint).hostname or ""))
