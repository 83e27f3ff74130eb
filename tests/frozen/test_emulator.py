"""The emulator's routes and its own API, which clients, tests, and saved accounts are written for."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import BaseRoute, Mount, Route

from pulumi_azure_face import emulator

from .conftest import KEY

VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")
GROUP = (
    "GET /{groups}",
    "PUT /{groups}/{}",
    "GET /{groups}/{}",
    "PATCH /{groups}/{}",
    "DELETE /{groups}/{}",
    "POST /{groups}/{}/train",
    "GET /{groups}/{}/training",
    "POST /{groups}/{}/persons",
    "GET /{groups}/{}/persons",
    "GET /{groups}/{}/persons/{}",
    "PATCH /{groups}/{}/persons/{}",
    "DELETE /{groups}/{}/persons/{}",
    "POST /{groups}/{}/persons/{}/persistedfaces",
    "GET /{groups}/{}/persons/{}/persistedfaces/{}",
    "PATCH /{groups}/{}/persons/{}/persistedfaces/{}",
    "DELETE /{groups}/{}/persons/{}/persistedfaces/{}",
)
IN_EVERY_VERSION = {
    *(route.replace("{groups}", "persongroups") for route in GROUP),
    *(route.replace("{groups}", "largepersongroups") for route in GROUP),
    "GET /facelists",
    "PUT /facelists/{}",
    "GET /facelists/{}",
    "PATCH /facelists/{}",
    "DELETE /facelists/{}",
    "POST /facelists/{}/persistedfaces",
    "DELETE /facelists/{}/persistedfaces/{}",
    "GET /largefacelists",
    "PUT /largefacelists/{}",
    "GET /largefacelists/{}",
    "PATCH /largefacelists/{}",
    "DELETE /largefacelists/{}",
    "POST /largefacelists/{}/train",
    "GET /largefacelists/{}/training",
    "POST /largefacelists/{}/persistedfaces",
    "GET /largefacelists/{}/persistedfaces",
    "GET /largefacelists/{}/persistedfaces/{}",
    "PATCH /largefacelists/{}/persistedfaces/{}",
    "DELETE /largefacelists/{}/persistedfaces/{}",
    "POST /detect",
    "POST /identify",
    "POST /verify",
    "POST /findsimilars",
    "POST /group",
}
LISTED_SESSIONS = {
    f"{method} /{call}/singleModal/sessions{rest}"
    for call in ("detectLiveness", "detectLivenessWithVerify")
    for method, rest in (("POST", ""), ("GET", ""), ("GET", "/{}"), ("DELETE", "/{}"), ("GET", "/{}/audit"))
}
SESSIONS = {
    f"{method} /{call}-sessions{rest}"
    for call in ("detectLiveness", "detectLivenessWithVerify")
    for method, rest in (("POST", ""), ("GET", "/{}"), ("DELETE", "/{}"))
}
OF_A_VERSION: dict[str, set[str]] = {
    "v1.0": set(),
    "v1.1-preview.1": LISTED_SESSIONS,
    "v1.2-preview.1": LISTED_SESSIONS,
    "v1.2": SESSIONS,
    "v1.3-preview.1": SESSIONS,
}
ADMIN = {
    "POST /_emulator/reset",
    "GET /_emulator/requests",
    "DELETE /_emulator/requests",
    "POST /_emulator/key",
    "POST /_emulator/fail-training",
    "POST /_emulator/rules",
    "GET /_emulator/rules",
    "DELETE /_emulator/rules",
    "POST /_emulator/images",
    "GET /_emulator/images",
    "DELETE /_emulator/images",
    "GET /_emulator/account",
    "PUT /_emulator/account",
    "GET /healthz",
}
SETTINGS = {
    "key": "emulator-key",
    "token": None,
    "tier": None,
    "rate": None,
    "retry_after": False,
    "numeric_codes": False,
    "v1_style": False,
    "training_seconds": 0.25,
    "queued_seconds": 0.0,
    "empty_training_fails": True,
    "training_conflicts": True,
    "latency": 0.0,
    "allow_url": False,
}


def routes(under: Sequence[BaseRoute], prefix: str = "") -> Iterator[str]:
    """Every route as method and path, with `{}` for each id."""
    for route in under:
        if isinstance(route, Mount):
            yield from routes(route.routes, prefix + route.path)
        elif isinstance(route, Route):
            path = re.sub(r"\{[^}]+\}", "{}", prefix + route.path)
            yield from (f"{method} {path}" for method in route.methods or () if method != "HEAD")


def test_routes() -> None:
    """The emulator answers these calls in these versions, and its own API has these routes."""
    faces = {
        f"{method} /face/{version}{path}"
        for version in VERSIONS
        for method, _, path in (route.partition(" ") for route in IN_EVERY_VERSION | OF_A_VERSION[version])
    }
    assert set(routes(emulator.create_app().routes)) == faces | ADMIN


def test_public_names() -> None:
    """The package offers these names to Python programs, with these parameters."""
    assert set(emulator.__all__) == {"Running", "Settings", "background", "create_app", "serve"}
    assert {name: one.default for name, one in inspect.signature(emulator.Settings).parameters.items()} == SETTINGS
    assert {
        name: [*inspect.signature(getattr(emulator, name)).parameters] for name in ("background", "create_app", "serve")
    } == {"background": ["settings"], "create_app": ["settings", "now"], "serve": ["settings", "host", "port"]}
    with emulator.background(emulator.Settings(key=KEY)) as running:
        assert (running.key, running.url.startswith("http://127.0.0.1:")) == (KEY, True)


def sent(account: httpx.Client, method: str, path: str, **request: Any) -> Any:
    reply = account.request(method, f"/_emulator/{path}", **request)
    assert reply.status_code == 200, reply.text
    return reply.json() if reply.content else None


def test_members_of_the_log(account: httpx.Client) -> None:
    """An entry of the log of requests has these members."""
    account.get("/face/v1.2/persongroups", params={"top": "5"})

    [entry] = sent(account, "GET", "requests")

    assert sorted(entry) == ["method", "path", "query", "requestId", "seconds", "status", "time"]
    assert (entry["method"], entry["path"], entry["query"], entry["status"]) == (
        "GET",
        "/face/v1.2/persongroups",
        {"top": "5"},
        200,
    )


def test_members_of_a_rule(account: httpx.Client) -> None:
    """A rule takes these members, and is shown with its hits."""
    answer: dict[str, Any] = {
        "method": "PUT",
        "path": "/persongroups/[^/]+",
        "skip": 1,
        "times": 2,
        "status": 429,
        "error": {"code": "429", "message": "Slow down."},
        "headers": {"Retry-After": "1"},
        "delay": 0.5,
        "after": True,
    }
    others: list[dict[str, Any]] = [{"status": 503, "body": "text"}, {"drop": True, "before": True}]

    shown = [sent(account, "POST", "rules", json=rule) for rule in (answer, *others)]

    assert shown == sent(account, "GET", "rules") == [{**rule, "hits": 0} for rule in (answer, *others)]


def test_members_of_other_orders(account: httpx.Client) -> None:
    """Failing trainings, marked images and a new key are ordered with these members."""
    assert sent(account, "POST", "fail-training", json={"message": "why", "times": 1, "container": "staff"}) is None
    marked = sent(account, "POST", "images", params={"faces": 2}, content=b"image")
    assert sorted(marked) == ["faces", "sha256"]
    assert sent(account, "GET", "images") == [marked]
    assert sent(account, "POST", "key", json={"key": "another"}) is None
    assert account.get("/healthz").json() == {"status": "ok"}


def test_members_of_an_account(account: httpx.Client) -> None:
    """An account is shown, and restored, with these members."""
    photo = Path("photos/staff/ann/1.png").read_bytes()
    octets = {"Content-Type": "application/octet-stream"}
    account.put("/face/v1.2/persongroups/staff", json={"name": "Staff", "userData": "text"})
    persons = "/face/v1.2/persongroups/staff/persons"
    person_id = account.post(persons, json={"name": "Ann"}).json()["personId"]
    account.post(
        f"{persons}/{person_id}/persistedfaces", params={"targetFace": "1,2,20,21"}, content=photo, headers=octets
    )
    account.post("/face/v1.2/persongroups/staff/train")
    account.post(
        "/face/v1.2/detectLiveness-sessions", json={"livenessOperationMode": "Passive", "deviceCorrelationId": "d"}
    )

    shown = sent(account, "GET", "account")

    [group], [session] = shown["containers"], shown["sessions"]
    [person] = group["persons"]
    [face] = person["persistedFaces"]
    assert sorted(shown) == ["containers", "sessions"]
    assert sorted(group) == [
        "createdDateTime",
        "id",
        "kind",
        "name",
        "persistedFaces",
        "persons",
        "recognitionModel",
        "revision",
        "training",
        "userData",
    ]
    assert sorted(person) == ["name", "persistedFaces", "personId", "userData"]
    assert sorted(face) == [
        "detectionModel",
        "format",
        "height",
        "persistedFaceId",
        "sha256",
        "size",
        "targetFace",
        "userData",
        "width",
    ]
    assert (face["format"], face["targetFace"]) == ("png", "1,2,20,21")
    assert sorted(group["training"]) == [
        "createdDateTime",
        "lastActionDateTime",
        "lastSuccessfulTrainingDateTime",
        "stale",
        "status",
        "trainedRevision",
    ]
    assert sorted(session) == [
        "authTokenTimeToLiveInSeconds",
        "call",
        "createdDateTime",
        "deviceCorrelationId",
        "hasVerifyImage",
        "id",
    ]
    assert (group["kind"], session["call"]) == ("persongroups", "detectLiveness")
    assert sent(account, "PUT", "account", json=shown) is None
    assert sent(account, "GET", "account") == shown


@pytest.mark.parametrize("name", ["persongroups", "largepersongroups", "facelists", "largefacelists"])
def test_kinds_in_an_account(account: httpx.Client, name: str) -> None:
    """A container's kind is shown as its collection in the path."""
    account.put(f"/face/v1.2/{name}/staff", json={"name": "Staff"})

    assert [one["kind"] for one in sent(account, "GET", "account")["containers"]] == [name]
