"""The wire under bad conditions: real sockets, and servers that do what servers should not."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import unquote

import anyio
import httpx
import pytest

from pulumi_azure_face.client import http
from pulumi_azure_face.client.accounts.auth import KeyAuth
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.errors import FaceError, InvalidRequestError, UnexpectedResponseError, UnreachableError
from pulumi_azure_face.client.http import HttpTransport, Request

from .emulated_service import KEY, Emulated, account_at, client_with
from .raw_server import Behaviour, listening, reply, resetting, saying, silent

pytestmark = pytest.mark.anyio

GET = Request(api_call("PersonGroup", "get"), ("staff",), "read PersonGroup 'staff'")
POST = Request(api_call("PersonGroup", "create person"), ("staff",), "create a person", json={"name": "Ada"})
PUT = Request(api_call("PersonGroup", "create"), ("staff",), "create PersonGroup 'staff'", json={"name": "Staff"})


async def failure_of(request: Request, endpoint: str) -> FaceError:
    """The error of a single exchange, or of a call that is not repeated."""
    async with client_with(endpoint=endpoint) as client:
        with pytest.raises(FaceError) as failure:
            await client.send(request)
    assert KEY not in str(failure.value) + repr(failure.value)
    assert str(failure.value).isprintable()
    return failure.value


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(resetting, id="reset before a reply"),
        pytest.param(saying(b""), id="end before a reply"),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), id="half a reply"),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\nContent-"), id="half a head"),
        pytest.param(saying(b"\x16\x03\x01 this is not HTTP\r\n\r\n"), id="garbage"),
        pytest.param(saying(reply("200 OK", "Content-Encoding: gzip", body=b"not gzip")), id="garbage for gzip"),
        pytest.param(silent, id="no reply ever"),
    ],
)
async def test_a_broken_answer(behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request may have been done; the error names what was asked, and a POST is sent once."""
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", 0.5)
    async with listening(behaviour) as server:
        error = await failure_of(POST, server.url)

    assert isinstance(error, UnreachableError)
    assert error.may_have_succeeded
    assert "could not create a person: no answer to POST /persongroups/staff/persons (" in str(error)
    assert len(server.received) == 1


async def test_nobody_listens(closed_port: str) -> None:
    """A refused connection is an error that says so; nothing was sent."""
    error = await failure_of(POST, closed_port)

    assert isinstance(error, UnreachableError)
    assert not error.may_have_succeeded
    assert "ConnectError" in str(error)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_server_of_another_kind(scheme: str) -> None:
    """What speaks something else than HTTP is unreachable, and over TLS it has not even heard the request."""
    async with listening(silent, greeting=b"SSH-2.0-OpenSSH_9.9\r\n\r\n") as server:
        error = await failure_of(POST, server.url.replace("http", scheme))

    assert isinstance(error, UnreachableError)
    assert error.may_have_succeeded is (scheme == "http")
    assert len(server.received) == (scheme == "http")


async def test_a_trickle_does_not_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reply that never ends is given up, though each byte comes in time."""
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", 0.2)

    async def trickle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await anyio.sleep(0.02)

    async with listening(trickle) as server:
        error = await failure_of(POST, server.url)

    assert "TimeoutError" in str(error)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
@pytest.mark.parametrize("request_", [GET, POST], ids=["GET", "POST"])
async def test_a_redirect_is_not_followed(status: str, request_: Request) -> None:
    """The other host is never asked, so it never sees the key."""
    async with listening(saying(reply("200 OK"))) as other:
        location = f"Location: {other.url}/face/v1.2/persongroups/staff"
        async with listening(saying(reply(status, location))) as server:
            error = await failure_of(request_, server.url)

    assert isinstance(error, UnexpectedResponseError)
    assert "redirects elsewhere" in str(error)
    assert other.received == []
    assert len(server.received) == 1


async def test_an_operation_location_is_not_followed() -> None:
    """The address that a reply to `train` names is left alone (face-api.md#train-operation-location-2019)."""
    async with listening(saying(reply("200 OK"))) as other:
        location = f"Operation-Location: {other.url}/face/v1.2/persongroups/staff/training"
        async with (
            listening(saying(reply("202 Accepted", location))) as server,
            client_with(endpoint=server.url) as client,
        ):
            await client.send(Request(api_call("PersonGroup", "train"), ("staff",), "train"))

    assert other.received == []


@pytest.mark.parametrize("request_", [GET, PUT, POST], ids=["GET", "PUT", "POST"])
async def test_a_page_is_no_success(request_: Request) -> None:
    """A portal's page under status 200 is not the service, also where no content is expected."""
    page = reply("200 OK", "Content-Type: text/html", body=b"<html>Please sign in to the network</html>")
    async with listening(saying(page)) as server:
        error = await failure_of(request_, server.url)

    assert isinstance(error, UnexpectedResponseError)
    assert "a page instead of an answer of the Face service" in str(error)
    assert len(server.received) == 1


async def test_a_page_as_an_error() -> None:
    """A proxy's own page under 400 is told by its status; the page is not quoted."""
    page = reply("400 Bad Request", "Content-Type: text/html", body=b"<html>" + b"bla " * 1000)
    async with listening(saying(page)) as server:
        error = await failure_of(GET, server.url)

    assert isinstance(error, InvalidRequestError)
    assert "bla" not in str(error)


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
async def test_a_segment_stays_one(segment: str) -> None:
    """Whatever an id holds, it reaches the server as one segment of the path, and no line of its own."""
    async with listening(saying(reply("200 OK"))) as server, client_with(endpoint=server.url) as client:
        await client.send(Request(api_call("PersonGroup", "delete person"), (segment, "1"), "delete"))

    line, *fields = server.received[0].decode().split("\r\n")
    path = line.split()[1]
    assert [unquote(part) for part in path.split("/")[3:]] == ["persongroups", segment, "persons", "1"]
    assert not any(field.startswith("X:") for field in fields)
    assert not {".", ".."} & set(path.split("/"))


async def test_what_is_sent() -> None:
    """The key goes in its header, the version in the path, and a body has its type."""
    async with listening(saying(reply("200 OK"))) as server, client_with(endpoint=server.url) as client:
        await client.send(PUT)
        await client.send(
            Request(api_call("FaceList", "add face"), ("list",), "enrol", {"userData": "a&b"}, image=b"jpeg")
        )

    put, post = (head.decode().lower() for head in server.received)
    assert put.startswith("put /face/v1.2/persongroups/staff http/1.1\r\n")
    assert f"\r\nocp-apim-subscription-key: {KEY}\r\n" in put
    assert "\r\ncontent-type: application/json\r\n" in put
    assert post.startswith("post /face/v1.2/facelists/list/persistedfaces?userdata=a%26b http/1.1\r\n")
    assert "\r\ncontent-type: application/octet-stream\r\n" in post


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
async def test_no_proxy_on_this_machine(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of an emulator is not shown to a proxy of the environment."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with listening(saying(reply("200 OK"))) as proxy, listening(saying(reply("200 OK"))) as server:
        monkeypatch.setenv(variable, proxy.url)
        async with client_with(endpoint=server.url) as client:
            await client.send(GET)

    assert proxy.received == []
    assert len(server.received) == 1


async def test_a_proxy_sees_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the way to an account a proxy is asked for a tunnel; when it refuses, nothing was sent."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with listening(saying(reply("407 Proxy Authentication Required"))) as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        error = await failure_of(GET, "https://my-face.example")

    assert isinstance(error, UnreachableError)
    assert not error.may_have_succeeded
    assert proxy.received[0].startswith(b"CONNECT my-face.example:443 ")
    assert not any(KEY.encode() in request for request in proxy.received)


async def test_a_call_that_waits_for_a_connection_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time for an exchange begins when there is a connection for it: more calls than connections just queue."""
    monkeypatch.setattr(http, "MAX_CONNECTIONS", 1)
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", 0.7)

    async def slow(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await anyio.sleep(0.15)
        writer.write(reply("200 OK"))

    async with (
        listening(slow) as server,
        client_with(endpoint=server.url) as client,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(6):
            tasks.start_soon(client.send, POST)

    assert len(server.received) == 6


async def test_many_calls_side_by_side() -> None:
    """A hundred calls are under way at the same time."""
    arrived, all_there = 0, anyio.Event()

    async def wait_for_all(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal arrived
        arrived += 1
        if arrived == 100:
            all_there.set()
        await all_there.wait()
        writer.write(reply("200 OK"))

    async with listening(wait_for_all) as server, client_with(endpoint=server.url) as client:
        with anyio.fail_after(30):
            async with anyio.create_task_group() as tasks:
                for _ in range(100):
                    tasks.start_soon(client.send, GET)

    assert arrived == 100


async def test_connections_are_kept() -> None:
    """Calls one after another share a connection."""
    connections: set[asyncio.StreamWriter] = set()

    async def answer_all(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(writer)
        while True:
            writer.write(reply("200 OK"))
            await reader.readuntil(b"\r\n\r\n")

    async with listening(answer_all) as server, client_with(endpoint=server.url) as client:
        for _ in range(5):
            await client.send(GET)

    assert len(connections) == 1


async def test_a_cancelled_call_frees_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller who gives up leaves the line to the next."""
    monkeypatch.setattr(http, "MAX_CONNECTIONS", 1)
    patient = False

    async def answer_the_second(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if patient:
            writer.write(reply("200 OK"))
        else:
            await reader.read()

    async with listening(answer_the_second) as server, client_with(endpoint=server.url) as client:
        with anyio.move_on_after(0.05) as gave_up:
            await client.send(GET)
        patient = True
        with anyio.fail_after(10):
            await client.send(GET)

    assert gave_up.cancelled_caught


async def test_nothing_logs_the_key(emulated: Emulated, caplog: pytest.LogCaptureFixture) -> None:
    """Not even with every log of every library turned on."""
    with caplog.at_level(logging.DEBUG):
        async with listening(saying(reply("500 Trouble"))) as server:
            error = await failure_of(GET, server.url)
        async with client_with(emulated.transport) as client:
            await client.send(PUT)

    assert "httpcore" in {record.name.partition(".")[0] for record in caplog.records}
    assert KEY not in caplog.text + repr(error) + repr(error.__cause__)


def test_nothing_shows_the_key() -> None:
    """The things that hold the key may be printed."""
    account = account_at("http://localhost")
    channel = HttpTransport(account, KeyAuth(KEY), httpx.MockTransport(lambda _: httpx.Response(200)))

    assert KEY not in repr(account) + repr(channel) + repr(KeyAuth(KEY))
