"""Endpoints that are missing, wrong, or dead: each line names the cause and the cure."""

from __future__ import annotations

import pytest

from .command import KEY, doctor
from .servers import Reply, serving, silent, unused_port

AFTER_ENDPOINT = ["credentials", "proxy", "dns", "connection", "tls", "service", "clock", "authorization", "approval"]
PAGE = Reply(404, "<h1>Not Found</h1>", "text/html")


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)


def test_missing_endpoint_is_reported() -> None:
    """Without an endpoint, the line says how to set it, and what needs it is skipped."""
    examined = doctor()

    assert examined.failures == ["endpoint"]
    assert "--endpoint is required. Pass it, or set AZURE_FACE_ENDPOINT" in examined["endpoint"].message
    assert "'Keys and Endpoint'" in examined["endpoint"].cure
    assert examined.skipped_for("endpoint")[: len(AFTER_ENDPOINT)] == AFTER_ENDPOINT


def test_invalid_endpoint_is_not_quoted() -> None:
    """An invalid endpoint may be a key in the wrong place, so it is not printed."""
    examined = doctor("--endpoint", "0123456789abcdef", secrets=("0123456789abcdef",))

    assert "--endpoint must be an https URL" in examined["endpoint"].message


def test_unknown_name_is_reported() -> None:
    """A name that does not resolve is named, with what to check."""
    examined = doctor("--endpoint", "https://my-face.invalid", "--timeout", "2")

    assert examined.failures == ["dns"]
    assert "could not resolve 'my-face.invalid', the host of the endpoint: " in examined["dns"].message
    assert examined["dns"].cure.startswith("Check ")
    assert examined.skipped_for("dns")[:3] == ["connection", "tls", "service"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_dead_port_is_reported(scheme: str) -> None:
    """A port on which nothing listens is named."""
    with unused_port() as port:
        examined = doctor("--endpoint", f"{scheme}://127.0.0.1:{port}")

    assert examined.failures == ["connection"]
    assert examined["connection"].message == f"could not connect to 127.0.0.1:{port}: connection refused"


@pytest.mark.parametrize(
    ("scheme", "check", "message"),
    [
        ("http", "service", "accepts connections but does not send a valid response: no response within 0.5 s"),
        ("https", "tls", "no response to the handshake within 0.5 s"),
    ],
)
def test_silent_server_is_reported(scheme: str, check: str, message: str) -> None:
    """A server that accepts connections and never answers does not hold up the examination."""
    with silent() as port:
        examined = doctor("--endpoint", f"{scheme}://127.0.0.1:{port}", "--timeout", "0.5")

    assert examined.failures == [check]
    assert message in examined[check].message


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        pytest.param(
            Reply(body="<h1>Hello</h1>", content_type="text/html"), "200 with content that is not JSON", id="page"
        ),
        pytest.param(PAGE, "404 with content that is not JSON", id="missing page"),
        pytest.param(Reply(401, "Log in", "text/plain"), "401 with content that is not JSON", id="login page"),
        pytest.param(Reply(body="{}"), "the response does not match the Face API", id="other JSON"),
        pytest.param(Reply(404, '{"error": {"code": "404"}}'), "404", id="other service"),
        pytest.param(
            Reply(302, "", headers={"Location": "https://example.com"}), "redirects to another address", id="redirect"
        ),
    ],
)
def test_another_server_is_recognized(reply: Reply, reason: str) -> None:
    """A server that is not the Face service is named as such, and the line says where the right endpoint is."""
    with serving(lambda _: reply) as port:
        examined = doctor("--endpoint", f"http://127.0.0.1:{port}")

    assert examined.failures == ["service"]
    assert examined["service"].message.startswith(f"http://127.0.0.1:{port} is not the Face service: ")
    assert reason in examined["service"].message
    assert "'Keys and Endpoint'" in examined["service"].cure
