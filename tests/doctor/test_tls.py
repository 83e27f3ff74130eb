"""Certificates that are not trusted, and proxies: each line names the cause and the cure."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from .command import KEY, Examined, doctor
from .servers import Reply, proxying, serving

AZURE_HOST = "my-face.cognitiveservices.azure.com"
PASSWORD = "proxy-password"


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def trust(authority: trustme.CA, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority.cert_pem.write_to_path(folder / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "ca.pem"))


@contextmanager
def tls_server(certificate: trustme.LeafCert) -> Iterator[int]:
    """Serve an empty account over TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    with serving(lambda _: Reply(), context) as port:
        yield port


def examine(certificate: trustme.LeafCert) -> Examined:
    with tls_server(certificate) as port:
        return doctor("--endpoint", f"https://127.0.0.1:{port}")


def test_trusted_certificate_is_accepted(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the CA in SSL_CERT_FILE, the whole examination passes: the client trusts it too."""
    trust(authority, tmp_path, monkeypatch)
    examined = examine(authority.issue_cert("127.0.0.1"))

    assert (examined.exit_code, examined.failures) == (0, [])
    assert "is trusted and valid until " in examined["tls"].message


def test_self_signed_certificate_is_reported(tmp_path: Path) -> None:
    """A self-signed certificate is named as the cause, and SSL_CERT_FILE as the cure."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "certificate.pem")
    authority.private_key_pem.write_to_path(tmp_path / "key.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    with serving(lambda _: Reply(), context) as port:
        examined = doctor("--endpoint", f"https://127.0.0.1:{port}")

    assert examined.failures == ["tls"]
    assert examined["tls"].message == f"the certificate of 127.0.0.1:{port} is not trusted: it is self-signed"
    assert "SSL_CERT_FILE" in examined["tls"].cure
    assert examined.skipped_for("tls")[:2] == ["service", "clock"]


def test_unknown_authority_is_reported(authority: trustme.CA) -> None:
    """The certificate of a CA that is not trusted is reported with the same cure."""
    line = examine(authority.issue_cert("127.0.0.1")).line("tls")

    assert "its CA is not trusted" in line
    assert "SSL_CERT_FILE" in line


@pytest.mark.parametrize(
    ("names", "not_after", "message", "cure"),
    [
        pytest.param(["example.com"], None, "is not trusted: it is for another ", "endpoint", id="other name"),
        pytest.param(["127.0.0.1"], datetime(2020, 1, 1, tzinfo=UTC), "has expired", "Check the clock", id="expired"),
    ],
)
def test_wrong_certificate_is_reported(
    authority: trustme.CA,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    names: list[str],
    not_after: datetime | None,
    message: str,
    cure: str,
) -> None:
    """A certificate of a trusted CA for another name, or an expired one, is reported."""
    trust(authority, tmp_path, monkeypatch)
    not_before = datetime(2019, 1, 1, tzinfo=UTC)
    examined = examine(authority.issue_cert(*names, not_before=not_before, not_after=not_after))

    assert examined.failures == ["tls"]
    assert message in examined["tls"].message
    assert cure in examined["tls"].cure


def test_plain_http_server_is_reported() -> None:
    """An https endpoint whose server speaks plain http is reported."""
    with serving(lambda _: Reply()) as port:
        examined = doctor("--endpoint", f"https://127.0.0.1:{port}")

    assert examined.failures == ["tls"]
    assert "the server does not speak TLS" in examined["tls"].message


def test_missing_certificate_file_is_reported(monkeypatch: pytest.MonkeyPatch, authority: trustme.CA) -> None:
    """A SSL_CERT_FILE that does not exist is named."""
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/ca.pem")
    examined = examine(authority.issue_cert("127.0.0.1"))

    assert examined.failures == ["tls"]
    assert examined["tls"].message.startswith("could not read the trusted certificates: No such file")


def test_proxy_is_used_and_its_password_hidden(
    authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All checks pass through a proxy with credentials, which are not printed."""
    trust(authority, tmp_path, monkeypatch)
    seen: list[str] = []
    with tls_server(authority.issue_cert(AZURE_HOST)) as port, proxying(port, seen) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://someone:{PASSWORD}@127.0.0.1:{proxy}")
        examined = doctor("--endpoint", f"https://{AZURE_HOST}", secrets=(PASSWORD, "someone"))

    assert (examined.exit_code, examined.failures) == (0, [])
    assert examined["proxy"].message.startswith(f"requests go through http://127.0.0.1:{proxy} (HTTPS_PROXY is set,")
    assert len(seen) > 2
    assert all(request.startswith(f"{AZURE_HOST}:443 Basic ") for request in seen)


def test_refusing_proxy_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that refuses the connection is named as the cause."""
    with proxying(1, [], 407) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy}")
        examined = doctor("--endpoint", f"https://{AZURE_HOST}")

    assert examined.failures == ["tls"]
    assert "407 Proxy Authentication Required" in examined["tls"].message
    assert "proxy" in examined["tls"].cure


def test_inspecting_proxy_is_reported(authority: trustme.CA, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that presents certificates of its own CA is reported with the cure of an unknown CA."""
    with tls_server(authority.issue_cert(AZURE_HOST)) as port, proxying(port, []) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy}")
        examined = doctor("--endpoint", f"https://{AZURE_HOST}")

    assert examined.failures == ["tls"]
    assert "SSL_CERT_FILE" in examined["tls"].cure


@pytest.mark.parametrize("proxy", ["gopher://proxy", f"http://someone:{PASSWORD}@proxy:port"])
def test_invalid_proxy_is_reported(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy that is not a usable URL is reported without quoting it."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    examined = doctor("--endpoint", f"https://{AZURE_HOST}", secrets=(PASSWORD,))

    assert examined.failures == ["proxy"]
    assert "HTTPS_PROXY" in examined["proxy"].message


def test_exempt_host_needs_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host in NO_PROXY is reached directly."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", ".invalid")

    assert "NO_PROXY lists" in doctor("--endpoint", "https://my-face.invalid", "--timeout", "2")["proxy"].message
