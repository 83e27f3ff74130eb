"""Fault rules: which calls they apply to, and their effects."""

from __future__ import annotations

import asyncio
import json
import socket
import time

import httpx
import pytest

from pulumi_azure_face.emulator import Running

from ..documented_calls import get_error

THROTTLED = {
    "status": 429,
    "error": {"statusCode": 429, "message": "Rate limit is exceeded. Try again in 1 seconds."},
    "headers": {"Retry-After": "1"},
}


def put(face: httpx.Client, container_id: str = "a") -> httpx.Response:
    return face.put(f"/persongroups/{container_id}", json={"name": "n"})


def test_error_rule_responds_without_processing(face: httpx.Client, admin: httpx.Client) -> None:
    """The call gets the status, error and headers of the rule and is not processed; the next call is."""
    admin.post("/rules", json={"method": "PUT", **THROTTLED})

    reply = put(face)

    assert (reply.status_code, reply.json()) == (429, {"error": THROTTLED["error"]})
    assert reply.headers["retry-after"] == "1"
    assert reply.headers["apim-request-id"]
    assert face.get("/persongroups").json() == []
    assert put(face).status_code == 200


def test_error_rule_can_run_handler_first(face: httpx.Client, admin: httpx.Client) -> None:
    """With `after`, the call is processed and the caller still gets the error."""
    admin.post("/rules", json={"method": "PUT", "status": 503, "after": True})

    assert put(face).status_code == 503
    assert get_error(put(face)) == (409, "PersonGroupExists")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param({}, ["GET /persongroups", "GET /persongroups/a", "DELETE /persongroups/a"], id="all calls"),
        pytest.param({"method": "delete"}, ["DELETE /persongroups/a"], id="one method"),
        pytest.param({"path": "/persongroups"}, ["GET /persongroups"], id="one path"),
        pytest.param(
            {"path": "/persongroups/[^/]+"}, ["GET /persongroups/a", "DELETE /persongroups/a"], id="path pattern"
        ),
        pytest.param({"method": "GET", "path": ".*/a"}, ["GET /persongroups/a"], id="method and path"),
    ],
)
def test_rule_matches_method_and_path(
    face: httpx.Client, admin: httpx.Client, rule: dict[str, object], expected: list[str]
) -> None:
    """A rule matches a method, a pattern for the whole path below the version, both, or all calls."""
    put(face)
    admin.post("/rules", json={"status": 418, "times": None, **rule})

    calls = ["GET /persongroups", "GET /persongroups/a", "DELETE /persongroups/a"]
    assert [call for call in calls if face.request(*call.split()).status_code == 418] == expected


def test_rule_skips_calls_and_applies_a_limited_number_of_times(face: httpx.Client, admin: httpx.Client) -> None:
    """The first `skip` calls pass, the rule applies to the next `times`, and the rest pass."""
    admin.post("/rules", json={"status": 500, "skip": 2, "times": 3})

    assert [face.get("/persongroups").status_code for _ in range(7)] == [200, 200, 500, 500, 500, 200, 200]


def test_first_matching_rule_applies(face: httpx.Client, admin: httpx.Client) -> None:
    """The first matching rule applies; when it is used up, the next one applies."""
    admin.post("/rules", json={"status": 500})
    admin.post("/rules", json={"status": 503})

    assert [face.get("/persongroups").status_code for _ in range(3)] == [500, 503, 200]


def test_rules_are_listed_with_hits_and_deleted(face: httpx.Client, admin: httpx.Client) -> None:
    """The list has each rule as it was added and its number of hits; DELETE removes all rules."""
    added = admin.post("/rules", json={"status": 500, "times": 5}).json()
    face.get("/persongroups")

    assert added == {"status": 500, "times": 5, "hits": 0}
    assert admin.get("/rules").json() == [{"status": 500, "times": 5, "hits": 1}]
    assert admin.delete("/rules").status_code == 200
    assert admin.get("/rules").json() == []
    assert face.get("/persongroups").status_code == 200


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ({"status": 429}, {"statusCode": 429, "message": "Rate limit is exceeded. Try again in 26 seconds."}),
        (
            {"status": 403},
            {"statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 2 days."},
        ),
        (
            {"status": 409},
            {
                "code": "ConcurrentOperationConflict",
                "message": "There is a conflict operation on the requested resource, please try later.",
            },
        ),
        ({"status": 408}, {"code": "OperationTimeOut", "message": "The operation has timed out."}),
        ({"status": 503}, {"code": "ServiceUnavailable", "message": "Service Unavailable."}),
    ],
    ids=["429", "403", "409", "408", "503"],
)
def test_status_without_error_gets_the_default_error(
    face: httpx.Client, admin: httpx.Client, rule: dict[str, object], error: dict[str, object]
) -> None:
    """A rule without an `error` responds with the default error of the status."""
    admin.post("/rules", json=rule)

    assert face.get("/persongroups").json() == {"error": error}


@pytest.mark.parametrize("text", ["", "<html>Bad Gateway</html>"])
def test_rule_can_respond_with_any_text(face: httpx.Client, admin: httpx.Client, text: str) -> None:
    """A `body` can be any text, including an empty one, as a proxy might send it."""
    admin.post("/rules", json={"status": 502, "body": text, "headers": {"X-Proxy": "yes"}})

    reply = face.get("/persongroups")

    assert (reply.status_code, reply.text, reply.headers["x-proxy"]) == (502, text, "yes")


def test_call_with_wrong_key_does_not_count(face: httpx.Client, admin: httpx.Client) -> None:
    """A call with a wrong key is 401 and does not use up a rule."""
    admin.post("/rules", json={"status": 500})

    assert face.get("/persongroups", headers={"Ocp-Apim-Subscription-Key": "wrong"}).status_code == 401
    assert face.get("/persongroups").status_code == 500


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"times": 1},
        {"status": 99},
        {"status": 204},
        {"status": "429"},
        {"status": 500, "drop": True},
        {"status": 500, "after": True, "before": True},
        {"status": 500, "path": "("},
        {"status": 500, "error": "text"},
        {"status": 500, "body": 1},
        {"status": 500, "headers": {"Retry-After": 1}},
        {"error": {"code": "x"}, "drop": True},
        {"status": 500, "times": -1},
        {"status": 500, "times": True},
        {"status": 500, "skip": 1.5},
        {"status": 500, "after": "yes"},
        {"delay": -1},
        {"delay": "1"},
        {"status": 500, "methods": "PUT"},
    ],
    ids=json.dumps,
)
def test_invalid_rule_is_rejected(admin: httpx.Client, rule: object) -> None:
    """An invalid rule is 400: a test must not wait for a fault that never happens."""
    assert get_error(admin.post("/rules", json=rule)) == (400, "BadArgument")
    assert admin.get("/rules").json() == []


@pytest.mark.parametrize(
    ("when", "processed"),
    [({}, True), ({"after": True}, True), ({"before": True}, False)],
    ids=["default", "after the handler", "before the handler"],
)
def test_drop_without_server_raises_protocol_error(
    face: httpx.Client, admin: httpx.Client, when: dict[str, bool], processed: bool
) -> None:
    """In process, a dropped response raises the error of httpx; the call is processed unless `before` is set."""
    admin.post("/rules", json={"method": "PUT", "drop": True, **when})

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        put(face)

    assert (face.get("/persongroups/a").status_code == 200) is processed
    [dropped, _] = admin.get("/requests").json()
    assert (dropped["method"], dropped["status"], dropped["seconds"]) == ("PUT", None, None)


@pytest.mark.parametrize(
    ("when", "content_length", "processed"),
    [
        pytest.param("after", 12, True, id="after the handler"),
        pytest.param("before", 12, False, id="before the handler"),
        pytest.param("before", 300_000, False, id="before the whole body is sent"),
    ],
)
def test_drop_closes_the_connection_without_a_byte(
    server: Running, remote: httpx.Client, when: str, content_length: int, processed: bool
) -> None:
    """The connection closes without a byte of response, even if the request was not read completely."""
    remote.post("/_emulator/rules", json={"drop": True, when: True})

    assert send_raw_put(server, "/face/v1.2/persongroups/a", b'{"name":"n"}', content_length) == b""
    assert (remote.get("/face/v1.2/persongroups/a").status_code == 200) is processed


def test_drop_is_a_network_error_for_a_client(remote: httpx.Client) -> None:
    """A client gets a network error on the dropped call and a normal response to the next call."""
    remote.post("/_emulator/rules", json={"drop": True, "times": 1})

    with pytest.raises(httpx.TransportError):
        remote.get("/face/v1.2/persongroups")
    assert remote.get("/face/v1.2/persongroups").json() == []


def test_delayed_calls_wait_concurrently(server: Running, remote: httpx.Client) -> None:
    """A delay does not hold up other calls."""
    remote.post("/_emulator/rules", json={"delay": 0.3, "times": 10})

    async def ten_calls() -> list[int]:
        async with httpx.AsyncClient(base_url=server.url, headers=remote.headers) as client:
            replies = await asyncio.gather(*(client.get("/face/v1.2/persongroups") for _ in range(10)))
        return [reply.status_code for reply in replies]

    start = time.perf_counter()
    assert asyncio.run(ten_calls()) == [200] * 10
    assert 0.3 <= time.perf_counter() - start < 1.5


@pytest.mark.parametrize(("when", "processed"), [("after", True), ("before", False)])
def test_delay_comes_after_processing_by_default(remote: httpx.Client, when: str, processed: bool) -> None:
    """During a delay the call is already processed, or with `before` not yet."""
    remote.post("/_emulator/rules", json={"method": "PUT", "delay": 0.4, when: True})

    with pytest.raises(httpx.ReadTimeout):
        remote.put("/face/v1.2/persongroups/a", json={"name": "n"}, timeout=0.1)

    assert (remote.get("/face/v1.2/persongroups/a").status_code == 200) is processed


def test_client_disconnect_is_not_logged_as_an_error(remote: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """If the client disconnects before its request is read, nothing is processed and nothing is logged."""
    remote.post("/_emulator/rules", json={"method": "PUT", "delay": 0.2, "before": True})

    with pytest.raises(httpx.ReadTimeout):
        remote.put("/face/v1.2/persongroups/a", json={"name": "n"}, timeout=0.05)
    time.sleep(0.3)

    assert remote.get("/face/v1.2/persongroups").json() == []
    assert caplog.records == []


def send_raw_put(server: Running, path: str, content: bytes, content_length: int) -> bytes:
    """Send a PUT over a socket with the given Content-Length, and return the bytes of the response."""
    url = httpx.URL(server.url)
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {url.host}\r\nOcp-Apim-Subscription-Key: {server.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {content_length}\r\n\r\n"
    )
    with socket.create_connection((url.host, url.port or 0)) as connection:
        connection.sendall(head.encode() + content)
        try:
            return connection.recv(1)
        except ConnectionResetError:
            return b""
