"""The way to the endpoint, step by step: proxy, name, connection, and certificate."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from http.client import HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from threading import Thread

import anyio.to_thread

from pulumi_azure_face.client.accounts.endpoint import is_local
from pulumi_azure_face.client.http import trusted_certificates

from .examination import Examination
from .proxies import Address, InvalidProxyError, Route, is_exempt, route_to
from .results import Result, failure, ok

# Codes of OpenSSL for a certificate that is rejected: X509_V_ERR_...
NOT_YET_VALID, EXPIRED = 9, 10
SELF_SIGNED, SELF_SIGNED_IN_CHAIN, UNKNOWN_ISSUER, NO_FIRST_CERTIFICATE = 18, 19, 20, 21
WRONG_HOST, WRONG_ADDRESS = 62, 64
TRUST_CURE = (
    "If you trust it, put its CA certificate (PEM) into a file together with the public ones, and set SSL_CERT_FILE to "
    "that file."
)
CERTIFICATE_PROBLEMS = {
    SELF_SIGNED: ("it is self-signed", TRUST_CURE),
    SELF_SIGNED_IN_CHAIN: (
        "its CA is not trusted; often it is that of a proxy that inspects TLS, or a private CA",
        TRUST_CURE,
    ),
    UNKNOWN_ISSUER: ("its CA is not trusted, or the server does not send an intermediate certificate", TRUST_CURE),
    NO_FIRST_CERTIFICATE: ("its CA is not trusted", TRUST_CURE),
    EXPIRED: (
        "it has expired",
        "Check the clock of this machine. If it is right, the operator of the endpoint must renew the certificate.",
    ),
    NOT_YET_VALID: ("it is not valid yet", "Check the clock of this machine."),
    WRONG_HOST: ("it is for another host name", "Check the spelling of the endpoint."),
    WRONG_ADDRESS: ("it is for another IP address", "Use the host name of the endpoint instead of its IP address."),
}


async def check_proxy(examination: Examination) -> Result:
    try:
        examination.route = route = route_to(examination.endpoint)
    except InvalidProxyError as error:
        return failure(f"could not use the proxy: {error}", "Correct the variable, or unset it.")
    if route.proxy:
        return ok(
            f"requests go through {route.proxy} ({route.proxy.variable} is set, and NO_PROXY does not list the host)"
        )
    if is_local(examination.endpoint):
        return ok("not used: the endpoint is on this machine")
    if is_exempt(examination.endpoint):
        return ok("not used: NO_PROXY lists the host of the endpoint")
    return ok("no proxy is set; requests go directly to the endpoint")


async def check_dns(examination: Examination) -> Result:
    hop, timeout = examination.route.first_hop, examination.request.timeout
    owner = "proxy" if examination.route.proxy else "endpoint"
    if is_address(hop.host):
        return ok(f"not needed: {hop.host} is an IP address")
    found = await anyio.to_thread.run_sync(resolve, hop, timeout, abandon_on_cancel=True)
    if found is None:
        return failure(
            f"could not resolve {hop.host!r}, the host of the {owner}: no response from DNS within {timeout:g} s",
            "Check the network and its DNS server.",
        )
    if isinstance(found, OSError):
        return failure(
            f"could not resolve {hop.host!r}, the host of the {owner}: {found.strerror or found}",
            "Check the spelling and the network. A custom subdomain resolves only once its Face resource exists.",
        )
    private = [address for address in found if ipaddress.ip_address(address).is_private]
    note = ", a private address" if private and hop.host != "localhost" else ""
    return ok(f"{hop.host} resolves to {found[0]}{note}")


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def resolve(address: Address, timeout: float) -> list[str] | OSError | None:
    """Return the IP addresses of a host, or why there are none, or None after the timeout.

    The system's resolver has no timeout of its own, so a thread that nobody waits for calls it.
    """
    answer: SimpleQueue[list[str] | OSError] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
            answer.put([str(each[4][0]).partition("%")[0] for each in found])
        except OSError as error:
            answer.put(error)

    Thread(target=ask, daemon=True).start()
    try:
        return answer.get(timeout=timeout)
    except Empty:
        return None


async def check_connection(examination: Examination) -> Result:
    hop, timeout = examination.route.first_hop, examination.request.timeout
    problem = await anyio.to_thread.run_sync(connection_problem, hop, timeout, abandon_on_cancel=True)
    if problem is None:
        return ok(f"{hop} accepts connections")
    if isinstance(problem, TimeoutError):
        return failure(
            f"could not connect to {hop}: no response within {timeout:g} s",
            "Check the firewall, and the network rules and private endpoints of the Face resource.",
        )
    if isinstance(problem, ConnectionRefusedError):
        cure = (
            "Start the emulator, or correct the port." if is_local(examination.endpoint) else "Check the host and port."
        )
        return failure(f"could not connect to {hop}: connection refused", cure)
    return failure(f"could not connect to {hop}: {problem.strerror or problem}", "Check the network.")


def connection_problem(address: Address, timeout: float) -> OSError | None:
    try:
        socket.create_connection((address.host, address.port), timeout=timeout).close()
    except OSError as error:
        return error
    return None


async def check_tls(examination: Examination) -> Result:
    route, timeout = examination.route, examination.request.timeout
    if not route.is_encrypted:
        return ok("not used: the endpoint is plain http on this machine")
    if route.proxy and route.proxy.scheme != "http":
        return ok(f"not checked separately: the first request opens the connection through {route.proxy}")
    try:
        context = trusted_certificates()
    except OSError as error:
        return failure(
            f"could not read the trusted certificates: {error.strerror or error}",
            "Correct SSL_CERT_FILE or SSL_CERT_DIR, or unset it.",
        )
    try:
        expires = await anyio.to_thread.run_sync(handshake, route, context, timeout, abandon_on_cancel=True)
    except ssl.SSLCertVerificationError as error:
        other = (error.verify_message, TRUST_CURE)
        problem, cure = CERTIFICATE_PROBLEMS.get(error.verify_code, other)
        return failure(f"the certificate of {route.endpoint} is not trusted: {problem}", cure)
    except TimeoutError:
        return failure(
            f"could not open a TLS connection to {route.endpoint}: no response to the handshake within {timeout:g} s",
            "Check that the port speaks TLS, and any firewall that inspects connections.",
        )
    except ssl.SSLError as error:
        return failure(
            f"could not open a TLS connection to {route.endpoint}: the server does not speak TLS ({error.reason})",
            "Check the scheme and port of the endpoint, and any proxy.",
        )
    except (OSError, HTTPException) as error:
        where = "through the proxy" if route.proxy else "there"
        return failure(
            f"could not open a TLS connection to {route.endpoint}: {error}", f"Check which server answers {where}."
        )
    return ok(f"the certificate of {route.endpoint.host} is trusted and valid until {expires}")


def handshake(route: Route, context: ssl.SSLContext, timeout: float) -> str:
    """Open a TLS connection and return when the certificate expires."""
    hop = route.first_hop
    connection = HTTPSConnection(hop.host, hop.port, timeout=timeout, context=context)
    if route.proxy:
        headers = {"Proxy-Authorization": route.proxy.authorization} if route.proxy.authorization else {}
        connection.set_tunnel(route.endpoint.host, route.endpoint.port, headers)
    try:
        connection.connect()
        certificate = connection.sock.getpeercert()
    finally:
        connection.close()
    return str((certificate or {}).get("notAfter", "an unknown time"))
