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
    SELF_SIGNED: ("the certificate is self-signed", TRUST_CURE),
    SELF_SIGNED_IN_CHAIN: (
        "the certificate comes from a CA that is not trusted here: often a proxy that inspects TLS, or a private CA",
        TRUST_CURE,
    ),
    UNKNOWN_ISSUER: ("the CA of the certificate is not trusted here, or the server does not send it", TRUST_CURE),
    NO_FIRST_CERTIFICATE: ("the CA of the certificate is not trusted here", TRUST_CURE),
    EXPIRED: ("the certificate has expired", "Check the clock of this machine, then ask who runs the endpoint."),
    NOT_YET_VALID: ("the certificate is not valid yet", "Check the clock of this machine."),
    WRONG_HOST: ("the certificate is for another name", "Check the spelling of the endpoint."),
    WRONG_ADDRESS: ("the certificate is for another address", "Use the endpoint's name instead of its address."),
}


async def check_proxy(examination: Examination) -> Result:
    try:
        examination.route = route = route_to(examination.endpoint)
    except InvalidProxyError as error:
        return failure(f"the proxy cannot be used: {error}", "Correct the variable, or unset it.")
    if route.proxy:
        return ok(f"requests go through {route.proxy} ({route.proxy.variable}; NO_PROXY has no exception for the host)")
    if is_local(examination.endpoint):
        return ok("not used: the endpoint is on this machine")
    if is_exempt(examination.endpoint):
        return ok("not used: NO_PROXY has the endpoint's host")
    return ok("none is set; requests go directly")


async def check_dns(examination: Examination) -> Result:
    hop, timeout = examination.route.first_hop, examination.request.timeout
    what = "the proxy's name" if examination.route.proxy else "the endpoint's name"
    if is_address(hop.host):
        return ok(f"{hop.host} is an address, not a name")
    found = await anyio.to_thread.run_sync(resolve, hop, timeout, abandon_on_cancel=True)
    if found is None:
        return failure(
            f"{what} {hop.host!r} cannot be resolved: DNS did not answer within {timeout:g} s",
            "Check the network and its DNS server.",
        )
    if isinstance(found, OSError):
        return failure(
            f"{what} {hop.host!r} cannot be resolved: {found.strerror or found}",
            "Check its spelling, and the network. A custom subdomain does not exist before its Face resource.",
        )
    private = [address for address in found if ipaddress.ip_address(address).is_private]
    note = ", a private address" if private and hop.host != "localhost" else ""
    return ok(f"{hop.host} is {found[0]}{note}")


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
            f"{hop} cannot be reached: no connection within {timeout:g} s",
            "Check the firewall, and the network rules and private endpoints of the Face resource.",
        )
    if isinstance(problem, ConnectionRefusedError):
        cure = "Start the emulator, or correct the port." if is_local(examination.endpoint) else "Correct the address."
        return failure(f"{hop} cannot be reached: nothing listens there", cure)
    return failure(f"{hop} cannot be reached: {problem.strerror or problem}", "Check the network.")


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
        return ok(f"left to the request itself: the way through {route.proxy} is not opened twice")
    try:
        context = trusted_certificates()
    except OSError as error:
        return failure(
            f"the trusted certificates cannot be read: {error.strerror or error}",
            "Correct SSL_CERT_FILE or SSL_CERT_DIR, or unset it.",
        )
    try:
        expires = await anyio.to_thread.run_sync(handshake, route, context, timeout, abandon_on_cancel=True)
    except ssl.SSLCertVerificationError as error:
        other = (f"the certificate is rejected ({error.verify_message})", TRUST_CURE)
        problem, cure = CERTIFICATE_PROBLEMS.get(error.verify_code, other)
        return failure(f"no trusted TLS connection to {route.endpoint}: {problem}", cure)
    except TimeoutError:
        return failure(
            f"no TLS connection to {route.endpoint}: connected, but no handshake within {timeout:g} s",
            "Check that the port speaks TLS, and any firewall that inspects connections.",
        )
    except ssl.SSLError as error:
        return failure(
            f"no TLS connection to {route.endpoint}: the other side does not speak TLS as expected ({error.reason})",
            "Check the endpoint's scheme and port, and any proxy that changes connections.",
        )
    except (OSError, HTTPException) as error:
        where = "through the proxy" if route.proxy else "there"
        return failure(f"no TLS connection to {route.endpoint}: {error}", f"Check what answers {where}.")
    return ok(f"the certificate of {route.endpoint.host} is trusted, until {expires}")


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
