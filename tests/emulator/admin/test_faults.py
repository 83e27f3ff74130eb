"""Trouble on request: the rules of the admin side."""

from __future__ import annotations

import asyncio
import json
import socket
import time

import httpx
import pytest

from pulumi_azure_face.emulator import Running

from ..documented_calls import error_of

THROTTLED = {
    "status": 429,
    "error": {"statusCode": 429, "message": "Rate limit is exceeded. Try again in 1 seconds."},
    "headers": {"Retry-After": "1"},
}


def put(face: httpx.Client, container_id: str = "a") -> httpx.Response:
    return face.put(f"/persongroups/{container_id}", json={"name": "n"})


def test_an_ordered_answer_takes_the_place_of_the_work(face: httpx.Client, admin: httpx.Client) -> None:
    """The call is answered as ordered, with status, error and headers, and nothing is done; then all is as before."""
    admin.post("/rules", json={"method": "PUT", **THROTTLED})

    reply = put(face)

    assert (reply.status_code, reply.json()) == (429, {"error": THROTTLED["error"]})
    assert reply.headers["retry-after"] == "1"
    assert reply.headers["apim-request-id"]
    assert face.get("/persongroups").json() == []
    assert put(face).status_code == 200


def test_an_answer_after_the_work(face: httpx.Client, admin: httpx.Client) -> None:
    """With `after` the work is done and the caller still gets the error."""
    admin.post("/rules", json={"method": "PUT", "status": 503, "after": True})

    assert put(face).status_code == 503
    assert error_of(put(face)) == (409, "PersonGroupExists")


@pytest.mark.parametrize(
    ("rule", "hit"),
    [
        pytest.param({}, ["GET /persongroups", "GET /persongroups/a", "DELETE /persongroups/a"], id="all calls"),
        pytest.param({"method": "delete"}, ["DELETE /persongroups/a"], id="one method"),
        pytest.param({"path": "/persongroups"}, ["GET /persongroups"], id="one path"),
        pytest.param(
            {"path": "/persongroups/[^/]+"}, ["GET /persongroups/a", "DELETE /persongroups/a"], id="a pattern"
        ),
        pytest.param({"method": "GET", "path": ".*/a"}, ["GET /persongroups/a"], id="both"),
    ],
)
def test_which_calls_a_rule_is_for(
    face: httpx.Client, admin: httpx.Client, rule: dict[str, object], hit: list[str]
) -> None:
    """A rule names a method, a pattern for the whole path below the version, both or neither."""
    put(face)
    admin.post("/rules", json={"status": 418, "times": None, **rule})

    calls = ["GET /persongroups", "GET /persongroups/a", "DELETE /persongroups/a"]
    assert [call for call in calls if face.request(*call.split()).status_code == 418] == hit


def test_skip_and_times(face: httpx.Client, admin: httpx.Client) -> None:
    """The first `skip` calls pass, the next `times` are hit, the rest pass."""
    admin.post("/rules", json={"status": 500, "skip": 2, "times": 3})

    assert [face.get("/persongroups").status_code for _ in range(7)] == [200, 200, 500, 500, 500, 200, 200]


def test_rules_are_tried_in_order(face: httpx.Client, admin: httpx.Client) -> None:
    """The first rule that fits acts; when it is used up the next has its turn."""
    admin.post("/rules", json={"status": 500})
    admin.post("/rules", json={"status": 503})

    assert [face.get("/persongroups").status_code for _ in range(3)] == [500, 503, 200]


def test_rules_are_listed_and_removed(face: httpx.Client, admin: httpx.Client) -> None:
    """The list shows each rule as it was ordered and how often it acted; DELETE ends them."""
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
def test_the_usual_text(
    face: httpx.Client, admin: httpx.Client, rule: dict[str, object], error: dict[str, object]
) -> None:
    """A status without an error of its own comes in the shape and with the text that the service gives it."""
    admin.post("/rules", json=rule)

    assert face.get("/persongroups").json() == {"error": error}


@pytest.mark.parametrize("text", ["", "<html>Bad Gateway</html>"])
def test_a_raw_body(face: httpx.Client, admin: httpx.Client, text: str) -> None:
    """A body may be any text, also none, as proxies on the way would send."""
    admin.post("/rules", json={"status": 502, "body": text, "headers": {"X-Proxy": "yes"}})

    reply = face.get("/persongroups")

    assert (reply.status_code, reply.text, reply.headers["x-proxy"]) == (502, text, "yes")


def test_a_wrong_key_uses_no_rule_up(face: httpx.Client, admin: httpx.Client) -> None:
    """Rules are for callers with the key: a refused call does not count."""
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
def test_a_misspelt_rule_is_refused(admin: httpx.Client, rule: object) -> None:
    """A rule that cannot be understood is 400, rather than a fault that never comes."""
    assert error_of(admin.post("/rules", json=rule)) == (400, "BadArgument")
    assert admin.get("/rules").json() == []


@pytest.mark.parametrize(
    ("when", "done"),
    [({}, True), ({"after": True}, True), ({"before": True}, False)],
    ids=["usually", "after the work", "before the work"],
)
def test_a_dropped_reply_in_process(face: httpx.Client, admin: httpx.Client, when: dict[str, bool], done: bool) -> None:
    """Without a server a dropped reply is the error httpx has for one; the work is done unless `before`."""
    admin.post("/rules", json={"method": "PUT", "drop": True, **when})

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        put(face)

    assert (face.get("/persongroups/a").status_code == 200) is done
    [dropped, _] = admin.get("/requests").json()
    assert (dropped["method"], dropped["status"], dropped["seconds"]) == ("PUT", None, None)


@pytest.mark.parametrize(
    ("when", "promised", "done"),
    [
        pytest.param("after", 12, True, id="after the work"),
        pytest.param("before", 12, False, id="before the work"),
        pytest.param("before", 300_000, False, id="before all was sent"),
    ],
)
def test_a_dropped_reply_on_the_wire(
    server: Running, remote: httpx.Client, when: str, promised: int, done: bool
) -> None:
    """The connection ends without a byte of reply, even where the request was not read to its end."""
    remote.post("/_emulator/rules", json={"drop": True, when: True})

    assert answer_to_put(server, "/face/v1.2/persongroups/a", b'{"name":"n"}', promised) == b""
    assert (remote.get("/face/v1.2/persongroups/a").status_code == 200) is done


def test_a_dropped_reply_for_a_client(remote: httpx.Client) -> None:
    """A client sees a network failure on the dropped call and none on the next."""
    remote.post("/_emulator/rules", json={"drop": True, "times": 1})

    with pytest.raises(httpx.TransportError):
        remote.get("/face/v1.2/persongroups")
    assert remote.get("/face/v1.2/persongroups").json() == []


def test_delays_wait_side_by_side(server: Running, remote: httpx.Client) -> None:
    """A delayed call takes that much longer and holds up no other."""
    remote.post("/_emulator/rules", json={"delay": 0.3, "times": 10})

    async def ten_calls() -> list[int]:
        async with httpx.AsyncClient(base_url=server.url, headers=remote.headers) as client:
            replies = await asyncio.gather(*(client.get("/face/v1.2/persongroups") for _ in range(10)))
        return [reply.status_code for reply in replies]

    began = time.perf_counter()
    assert asyncio.run(ten_calls()) == [200] * 10
    assert 0.3 <= time.perf_counter() - began < 1.5


@pytest.mark.parametrize(("when", "done"), [("after", True), ("before", False)])
def test_a_caller_who_gives_up_during_a_delay(remote: httpx.Client, when: str, done: bool) -> None:
    """While a call is delayed its work is done already, or with `before` not yet."""
    remote.post("/_emulator/rules", json={"method": "PUT", "delay": 0.4, when: True})

    with pytest.raises(httpx.ReadTimeout):
        remote.put("/face/v1.2/persongroups/a", json={"name": "n"}, timeout=0.1)

    assert (remote.get("/face/v1.2/persongroups/a").status_code == 200) is done


def test_a_caller_who_leaves_is_no_error(remote: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    """A caller who is gone before the request was read leaves no trace: nothing done, nothing reported."""
    remote.post("/_emulator/rules", json={"method": "PUT", "delay": 0.2, "before": True})

    with pytest.raises(httpx.ReadTimeout):
        remote.put("/face/v1.2/persongroups/a", json={"name": "n"}, timeout=0.05)
    time.sleep(0.3)

    assert remote.get("/face/v1.2/persongroups").json() == []
    assert caplog.records == []


def answer_to_put(server: Running, path: str, content: bytes, promised: int) -> bytes:
    """Send a PUT by hand, promising so many bytes of body, and give all that comes back."""
    url = httpx.URL(server.url)
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {url.host}\r\nOcp-Apim-Subscription-Key: {server.key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {promised}\r\n\r\n"
    )
    with socket.create_connection((url.host, url.port or 0)) as wire:
        wire.sendall(head.encode() + content)
        try:
            return wire.recv(1)
        except ConnectionResetError:
            return b""
