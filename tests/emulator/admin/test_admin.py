"""The emulator's own side: the log, the account, failing trainings, reset."""

from __future__ import annotations

import time

import httpx
import pytest

from ..conftest import KEY, TRAINING_SECONDS, TurnedClock
from ..documented_calls import (
    FACE_LIST,
    LARGE_FACE_LIST,
    PERSON_GROUP,
    TRAINED,
    Kind,
    created,
    error_of,
    face_in,
    person_in,
)


def test_the_log_has_face_calls_in_order(face: httpx.Client, admin: httpx.Client) -> None:
    """Every Face call is in the log with what it asked and how it was answered; admin calls are not."""
    before = time.time()
    face.put("/persongroups/a", json={"name": "A"})
    found = face.get("/persongroups", params={"start": "0", "top": "5"})
    face.get("/persongroups/b")
    admin.get("/account")

    first, second, third = admin.get("/requests").json()

    assert (first["method"], first["path"], first["status"]) == ("PUT", "/face/v1.2/persongroups/a", 200)
    assert (second["query"], second["requestId"]) == ({"start": "0", "top": "5"}, found.headers["apim-request-id"])
    assert (third["status"], third["query"]) == (404, {})
    assert before <= first["time"] <= second["time"] <= third["time"] <= time.time()
    assert all(entry["seconds"] >= 0 for entry in (first, second, third))


def test_the_log_has_refused_calls_but_never_a_key(face: httpx.Client, admin: httpx.Client) -> None:
    """A call with a wrong key is in the log, and no key is."""
    face.get("/persongroups", headers={"Ocp-Apim-Subscription-Key": "a-wrong-key"})
    face.get("/persongroups")

    reply = admin.get("/requests")

    assert [entry["status"] for entry in reply.json()] == [401, 200]
    assert "a-wrong-key" not in reply.text
    assert KEY not in reply.text


def test_the_log_can_be_emptied(face: httpx.Client, admin: httpx.Client) -> None:
    """DELETE forgets the calls so far and no later ones."""
    face.get("/persongroups")

    assert admin.delete("/requests").status_code == 200
    assert admin.get("/requests").json() == []
    face.get("/facelists")
    assert [entry["path"] for entry in admin.get("/requests").json()] == ["/face/v1.2/facelists"]


def test_the_account_is_shown_whole(face: httpx.Client, admin: httpx.Client) -> None:
    """The dump has every container of every kind with its members, nulls included."""
    group = created(face, PERSON_GROUP, "staff", userData="u", recognitionModel="recognition_04")
    person = person_in(face, group)
    kept = face_in(face, created(face, FACE_LIST, "visitors"))

    staff, visitors = admin.get("/account").json()["containers"]

    assert staff == {
        "kind": "persongroups",
        "id": "staff",
        "name": "Staff",
        "userData": "u",
        "recognitionModel": "recognition_04",
        "createdDateTime": "2023-11-14T22:13:20Z",
        "revision": 1,
        "persons": [
            {"personId": person.rpartition("/")[2], "name": "Ada", "userData": None, "persistedFaces": []},
        ],
        "persistedFaces": [],
        "training": None,
    }
    assert (visitors["kind"], visitors["revision"]) == ("facelists", 1)
    assert [held["persistedFaceId"] for held in visitors["persistedFaces"]] == [kept.rpartition("/")[2]]


def test_reset_forgets_everything(face: httpx.Client, admin: httpx.Client, clock: TurnedClock) -> None:
    """After a reset the account and the log are empty and no fault is left."""
    face_in(face, created(face, LARGE_FACE_LIST))
    face.post("/detectLiveness-sessions", json={"livenessOperationMode": "Passive", "deviceCorrelationId": "d"})
    admin.post("/rules", json={"status": 503})
    admin.post("/fail-training", json={})

    assert admin.post("/reset").status_code == 200

    assert admin.get("/account").json() == {"containers": [], "sessions": []}
    assert admin.get("/requests").json() == []
    assert admin.get("/rules").json() == []
    item = created(face, LARGE_FACE_LIST)
    face_in(face, item)
    assert outcome(face, clock, item)["status"] == "succeeded"


@pytest.mark.parametrize("kind", TRAINED, ids=str)
def test_a_training_fails_on_request(face: httpx.Client, admin: httpx.Client, clock: TurnedClock, kind: Kind) -> None:
    """The next trainings, as many as ordered, fail with the ordered message; the ones after do not."""
    item = created(face, kind)
    face_in(face, item if kind is LARGE_FACE_LIST else person_in(face, item))
    admin.post("/fail-training", json={"message": "Out of luck.", "times": 2})

    for _ in range(2):
        failed = outcome(face, clock, item)
        assert (failed["status"], failed["message"]) == ("failed", "Out of luck.")
    assert outcome(face, clock, item)["status"] == "succeeded"


def test_a_training_fails_for_one_container(face: httpx.Client, admin: httpx.Client, clock: TurnedClock) -> None:
    """A failure ordered for one container waits for it, and by default comes once and with some message."""
    for container_id in ("a", "b"):
        face_in(face, created(face, LARGE_FACE_LIST, container_id))
    admin.post("/fail-training", json={"container": "b"})

    assert outcome(face, clock, "/largefacelists/a")["status"] == "succeeded"
    failed = outcome(face, clock, "/largefacelists/b")
    assert failed["status"] == "failed"
    assert failed["message"]
    assert outcome(face, clock, "/largefacelists/b")["status"] == "succeeded"


@pytest.mark.parametrize(
    "order", [{"time": 1}, {"times": "1"}, {"times": -1}, {"message": 1}, {"container": 1}], ids=str
)
def test_a_misspelt_failure_is_refused(admin: httpx.Client, order: object) -> None:
    """An order that cannot be understood is 400, rather than a failure that never comes."""
    assert error_of(admin.post("/fail-training", json=order)) == (400, "BadArgument")


def test_admin_replies_are_not_billed(admin: httpx.Client) -> None:
    """The emulator's own side is no part of the service: its replies have an id but no bill."""
    reply = admin.get("/account")

    assert "csp-billing-usage" not in reply.headers
    assert reply.headers["apim-request-id"]


def outcome(face: httpx.Client, clock: TurnedClock, item: str) -> dict[str, str]:
    """Train, let the time pass, and see how it ended."""
    assert face.post(f"{item}/train").status_code == 202
    clock.advance(TRAINING_SECONDS)
    status: dict[str, str] = face.get(f"{item}/training").json()
    return status


def test_the_key_may_be_changed(face: httpx.Client, admin: httpx.Client) -> None:
    """Face calls need the new one from then on; the admin side keeps the first, and a reset brings that back."""
    assert admin.post("/key", json={"key": "another"}).status_code == 200

    assert face.get("/facelists").status_code == 401
    assert face.get("/facelists", headers={"Ocp-Apim-Subscription-Key": "another"}).status_code == 200
    assert admin.post("/reset").status_code == 200
    assert face.get("/facelists").status_code == 200


@pytest.mark.parametrize("order", [{}, {"key": ""}, {"key": 7}, {"key": None}])
def test_a_key_is_a_text(admin: httpx.Client, order: dict[str, object]) -> None:
    assert error_of(admin.post("/key", json=order)) == (400, "BadArgument")
