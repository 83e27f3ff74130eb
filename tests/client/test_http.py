"""HTTP under bad conditions: real sockets and servers that misbehave."""

from __future__ import annotations

import asyncio
import logging
import traceback
from urllib.parse import unquote

import anyio
import httpx
import pytest

from pulumi_azure_face.client import http
from pulumi_azure_face.client.accounts.auth import KeyAuth
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.errors import FaceError, InvalidRequestError, UnexpectedResponseError, UnreachableError
from pulumi_azure_face.client.http import HttpTransport, Request, Response

from .emulated_service import KEY, EmulatedService, account_at, client_with
from .raw_server import EMPTY_OBJECT, Behavior, http_reply, never_reply, reset_connection, run_server, send_bytes

pytestmark = pytest.mark.anyio

GET = Request(api_call("PersonGroup", "get"), ("staff",), "read PersonGroup 'staff'")
POST = Request(api_call("PersonGroup", "create person"), ("staff",), "create a person", json={"name": "Ada"})
PUT = Request(api_call("PersonGroup", "create"), ("staff",), "create PersonGroup 'staff'", json={"name": "Staff"})


async def failure_of(request: Request, endpoint: str) -> FaceError:
    """Return the error of one call that is not repeated."""
    async with client_with(endpoint=endpoint) as client:
        with pytest.raises(FaceError) as failure:
            await client.send(request)
    assert KEY not in str(failure.value) + repr(failure.value)
    assert str(failure.value).isprintable()
    return failure.value


@pytest.mark.parametrize(
    "behavior",
    [
        pytest.param(reset_connection, id="reset before a reply"),
        pytest.param(send_bytes(b""), id="closed before a reply"),
        pytest.param(send_bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), id="incomplete body"),
        pytest.param(send_bytes(b"HTTP/1.1 200 OK\r\nContent-"), id="incomplete headers"),
        pytest.param(send_bytes(b"\x16\x03\x01 this is not HTTP\r\n\r\n"), id="garbage"),
        pytest.param(send_bytes(http_reply("200 OK", "Content-Encoding: gzip", body=b"not gzip")), id="invalid gzip"),
        pytest.param(never_reply, id="no reply"),
    ],
)
async def test_broken_reply_may_have_succeeded_and_post_is_sent_once(
    behavior: Behavior, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a broken reply, the request may have succeeded, and a POST is not sent again."""
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", 0.5)
    async with run_server(behavior) as server:
        error = await failure_of(POST, server.url)

    assert isinstance(error, UnreachableError)
    assert error.may_have_succeeded
    assert "could not create a person: no response to POST /persongroups/staff/persons (" in str(error)
    assert len(server.received) == 1


async def test_refused_connection_was_not_sent(closed_port: str) -> None:
    """A refused connection means that the request was not sent."""
    error = await failure_of(POST, closed_port)

    assert isinstance(error, UnreachableError)
    assert not error.may_have_succeeded
    assert "ConnectError" in str(error)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_server_that_does_not_speak_http_is_unreachable(scheme: str) -> None:
    """A server that does not speak HTTP is unreachable, and over TLS the request was not sent."""
    async with run_server(never_reply, greeting=b"SSH-2.0-OpenSSH_9.9\r\n\r\n") as server:
        error = await failure_of(POST, server.url.replace("http", scheme))

    assert isinstance(error, UnreachableError)
    assert error.may_have_succeeded is (scheme == "http")
    assert len(server.received) == (scheme == "http")


async def test_endless_reply_ends_at_the_total_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply that never ends is aborted at the total timeout."""
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", 0.2)

    async def send_slowly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await anyio.sleep(0.02)

    async with run_server(send_slowly) as server:
        error = await failure_of(POST, server.url)

    assert "TimeoutError" in str(error)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
@pytest.mark.parametrize("request_", [GET, POST], ids=["GET", "POST"])
async def test_redirect_is_not_followed(status: str, request_: Request) -> None:
    """A redirect is not followed, so the other host never sees the key."""
    async with run_server(send_bytes(EMPTY_OBJECT)) as other:
        location = f"Location: {other.url}/face/v1.2/persongroups/staff"
        async with run_server(send_bytes(http_reply(status, location))) as server:
            error = await failure_of(request_, server.url)

    assert isinstance(error, UnexpectedResponseError)
    assert "redirects to another address" in str(error)
    assert other.received == []
    assert len(server.received) == 1


async def test_operation_location_is_not_followed() -> None:
    """The URL in a reply to `train` is not requested.

    See face-api.md#train-operation-location-2019.
    """
    async with run_server(send_bytes(EMPTY_OBJECT)) as other:
        location = f"Operation-Location: {other.url}/face/v1.2/persongroups/staff/training"
        async with (
            run_server(send_bytes(http_reply("202 Accepted", location))) as server,
            client_with(endpoint=server.url) as client,
        ):
            await client.send(Request(api_call("PersonGroup", "train"), ("staff",), "train"))

    assert other.received == []


@pytest.mark.parametrize("request_", [GET, PUT, POST], ids=["GET", "PUT", "POST"])
async def test_html_page_with_status_200_is_not_a_success(request_: Request) -> None:
    """An HTML page with status 200 is an unexpected response, even if no content is expected."""
    page = http_reply("200 OK", "Content-Type: text/html", body=b"<html>Please sign in to the network</html>")
    async with run_server(send_bytes(page)) as server:
        error = await failure_of(request_, server.url)

    assert isinstance(error, UnexpectedResponseError)
    assert "content that is not JSON" in str(error)
    assert len(server.received) == 1


async def test_html_page_of_an_error_is_not_quoted() -> None:
    """An HTML page with status 400 is reported by its status and not quoted."""
    page = http_reply("400 Bad Request", "Content-Type: text/html", body=b"<html>" + b"text " * 1000)
    async with run_server(send_bytes(page)) as server:
        error = await failure_of(GET, server.url)

    assert isinstance(error, InvalidRequestError)
    assert "text" not in str(error)


@pytest.mark.parametrize(
    "segment",
    [
        "staff",
        "a/b",
        "..",
        ".",
        "a?b=c",
        "a#b",
        "a b",
        "a%2Fb",
        "ü",
        "http://evil.example",
        "@evil.example",
        "\r\nX: y",
    ],
)
async def test_id_is_one_path_segment(segment: str) -> None:
    """An id is one segment of the path and adds no header, whatever it contains."""
    async with run_server(send_bytes(EMPTY_OBJECT)) as server, client_with(endpoint=server.url) as client:
        await client.send(Request(api_call("PersonGroup", "delete person"), (segment, "1"), "delete"))

    line, *fields = server.received[0].decode().split("\r\n")
    path = line.split()[1]
    assert [unquote(part) for part in path.split("/")[3:]] == ["persongroups", segment, "persons", "1"]
    assert not any(field.startswith("X:") for field in fields)
    assert not {".", ".."} & set(path.split("/"))


async def test_request_has_key_version_and_content_type() -> None:
    """A request has the key in its header, the version in its path, and the content type of its body."""
    async with run_server(send_bytes(EMPTY_OBJECT)) as server, client_with(endpoint=server.url) as client:
        await client.send(PUT)
        await client.send(
            Request(api_call("FaceList", "add face"), ("list",), "enroll", {"userData": "a&b"}, image=b"jpeg")
        )

    put, post = (head.decode().lower() for head in server.received)
    assert put.startswith("put /face/v1.2/persongroups/staff http/1.1\r\n")
    assert f"\r\nocp-apim-subscription-key: {KEY}\r\n" in put
    assert "\r\ncontent-type: application/json\r\n" in put
    assert post.startswith("post /face/v1.2/facelists/list/persistedfaces?userdata=a%26b http/1.1\r\n")
    assert "\r\ncontent-type: application/octet-stream\r\n" in post


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
async def test_proxy_is_not_used_for_an_emulator_on_this_machine(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request to an emulator on this machine bypasses the proxy of the environment."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with (
        run_server(send_bytes(EMPTY_OBJECT)) as proxy,
        run_server(send_bytes(EMPTY_OBJECT)) as server,
    ):
        monkeypatch.setenv(variable, proxy.url)
        async with client_with(endpoint=server.url) as client:
            await client.send(GET)

    assert proxy.received == []
    assert len(server.received) == 1


async def test_proxy_does_not_see_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy is asked for a tunnel, and if it refuses, the request was not sent."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with run_server(send_bytes(http_reply("407 Proxy Authentication Required"))) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        error = await failure_of(GET, "https://my-face.example")

    assert isinstance(error, UnreachableError)
    assert not error.may_have_succeeded
    assert proxy.received[0].startswith(b"CONNECT my-face.example:443 ")
    assert not any(KEY.encode() in request for request in proxy.received)


async def test_total_timeout_starts_when_a_connection_is_free(monkeypatch: pytest.MonkeyPatch) -> None:
    """The total timeout starts when a connection is free, so waiting calls do not time out."""
    monkeypatch.setattr(http, "MAX_CONNECTIONS", 1)
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", 0.7)

    async def slow(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await anyio.sleep(0.15)
        writer.write(EMPTY_OBJECT)

    async with (
        run_server(slow) as server,
        client_with(endpoint=server.url) as client,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(6):
            tasks.start_soon(client.send, POST)

    assert len(server.received) == 6


async def test_hundred_calls_run_concurrently() -> None:
    """A hundred calls run concurrently."""
    arrived, all_arrived = 0, anyio.Event()

    async def wait_for_all(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal arrived
        arrived += 1
        if arrived == 100:
            all_arrived.set()
        await all_arrived.wait()
        writer.write(EMPTY_OBJECT)

    async with run_server(wait_for_all) as server, client_with(endpoint=server.url) as client:
        with anyio.fail_after(30):
            async with anyio.create_task_group() as tasks:
                for _ in range(100):
                    tasks.start_soon(client.send, GET)

    assert arrived == 100


async def test_connection_is_reused() -> None:
    """Sequential calls share a connection."""
    connections: set[asyncio.StreamWriter] = set()

    async def answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(writer)
        while True:
            writer.write(EMPTY_OBJECT)
            await reader.readuntil(b"\r\n\r\n")

    async with run_server(answer_all) as server, client_with(endpoint=server.url) as client:
        for _ in range(5):
            await client.send(GET)

    assert len(connections) == 1


async def test_canceled_call_frees_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A canceled call frees its connection for the next call."""
    monkeypatch.setattr(http, "MAX_CONNECTIONS", 1)
    replies = False

    async def answer_the_second(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if replies:
            writer.write(EMPTY_OBJECT)
        else:
            await reader.read()

    async with run_server(answer_the_second) as server, client_with(endpoint=server.url) as client:
        with anyio.move_on_after(0.05) as cancel_scope:
            await client.send(GET)
        replies = True
        with anyio.fail_after(10):
            await client.send(GET)

    assert cancel_scope.cancelled_caught


async def test_key_is_not_logged(emulated: EmulatedService, caplog: pytest.LogCaptureFixture) -> None:
    """The key does not appear in any log, even at debug level."""
    with caplog.at_level(logging.DEBUG):
        async with run_server(send_bytes(http_reply("500 Trouble"))) as server:
            error = await failure_of(GET, server.url)
        async with client_with(emulated.transport) as client:
            await client.send(PUT)

    assert "httpcore" in {record.name.partition(".")[0] for record in caplog.records}
    assert KEY not in caplog.text + repr(error) + repr(error.__cause__)


async def test_refused_header_is_not_quoted() -> None:
    """A token that is not a valid header is neither in the error nor in its traceback."""

    class InvalidAuth:
        async def headers(self) -> dict[str, str]:
            return {"Authorization": "Bearer secret-token\n"}

    async with run_server(send_bytes(http_reply("200 OK"))) as server:
        transport = HttpTransport(account_at(server.url), InvalidAuth())
        with pytest.raises(UnreachableError, match="LocalProtocolError") as failure:
            await transport.send(GET, "v1.2")
        await transport.close()

    assert "secret-token" not in "".join(traceback.format_exception(failure.value))


def test_repr_hides_the_content() -> None:
    """The repr of a request or a response contains no names, user data, and image bytes."""
    request = Request(GET.call, (), "create", {"userData": "Ada"}, {"name": "Ada"}, b"Ada")

    assert "Ada" not in repr(request) + repr(Response(200, {}, b"Ada"))


def test_repr_hides_the_key() -> None:
    """The repr of an object that holds the key does not contain the key."""
    account = account_at("http://localhost")
    transport = HttpTransport(account, KeyAuth(KEY), httpx.MockTransport(lambda _: httpx.Response(200)))

    assert KEY not in repr(account) + repr(transport) + repr(KeyAuth(KEY))
