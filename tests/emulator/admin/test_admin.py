"""The admin API: request log, account, failing trainings, key, and reset."""

from __future__ import annotations

import time

import httpx
import pytest

from ..conftest import KEY, TRAINING_SECONDS, ManualClock
from ..documented_calls import (
    FACE_LIST,
    LARGE_FACE_LIST,
    PERSON_GROUP,
    TRAINED,
    Kind,
    create_container,
    create_face,
    create_person,
    get_error,
)


def test_log_has_face_calls_in_order(face: httpx.Client, admin: httpx.Client) -> None:
    """The request log has every Face call with its query and its status, in order, and no admin calls."""
    before = time.time()
    face.put("/persongroups/a", json={"name": "A"})
    reply = face.get("/persongroups", params={"start": "0", "top": "5"})
    face.get("/persongroups/b")
    admin.get("/account")

    first, second, third = admin.get("/requests").json()

    assert (first["method"], first["path"], first["status"]) == ("PUT", "/face/v1.2/persongroups/a", 200)
    assert (second["query"], second["requestId"]) == ({"start": "0", "top": "5"}, reply.headers["apim-request-id"])
    assert (third["status"], third["query"]) == (404, {})
    assert before <= first["time"] <= second["time"] <= third["time"] <= time.time()
    assert all(entry["seconds"] >= 0 for entry in (first, second, third))


def test_log_has_rejected_calls_but_no_keys(face: httpx.Client, admin: httpx.Client) -> None:
    """A call with a wrong key is in the request log, and no key is."""
    face.get("/persongroups", headers={"Ocp-Apim-Subscription-Key": "a-wrong-key"})
    face.get("/persongroups")

    reply = admin.get("/requests")

    assert [entry["status"] for entry in reply.json()] == [401, 200]
    assert "a-wrong-key" not in reply.text
    assert KEY not in reply.text


def test_log_can_be_emptied(face: httpx.Client, admin: httpx.Client) -> None:
    """DELETE removes the calls so far from the request log; later calls are logged."""
    face.get("/persongroups")

    assert admin.delete("/requests").status_code == 200
    assert admin.get("/requests").json() == []
    face.get("/facelists")
    assert [entry["path"] for entry in admin.get("/requests").json()] == ["/face/v1.2/facelists"]


def test_account_has_all_containers(face: httpx.Client, admin: httpx.Client) -> None:
    """The account has every container of every kind with all its members, including nulls."""
    group = create_container(face, PERSON_GROUP, "staff", userData="u", recognitionModel="recognition_04")
    person = create_person(face, group)
    face_path = create_face(face, create_container(face, FACE_LIST, "visitors"))

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
    assert [item["persistedFaceId"] for item in visitors["persistedFaces"]] == [face_path.rpartition("/")[2]]


def test_reset_clears_account_log_and_faults(face: httpx.Client, admin: httpx.Client, clock: ManualClock) -> None:
    """After a reset the account and the log are empty and there are no faults."""
    create_face(face, create_container(face, LARGE_FACE_LIST))
    face.post("/detectLiveness-sessions", json={"livenessOperationMode": "Passive", "deviceCorrelationId": "d"})
    admin.post("/rules", json={"status": 503})
    admin.post("/fail-training", json={})

    assert admin.post("/reset").status_code == 200

    assert admin.get("/account").json() == {"containers": [], "sessions": []}
    assert admin.get("/requests").json() == []
    assert admin.get("/rules").json() == []
    item = create_container(face, LARGE_FACE_LIST)
    create_face(face, item)
    assert train(face, clock, item)["status"] == "succeeded"


@pytest.mark.parametrize("kind", TRAINED, ids=str)
def test_failure_applies_to_the_given_number_of_trainings(
    face: httpx.Client, admin: httpx.Client, clock: ManualClock, kind: Kind
) -> None:
    """The next `times` trainings fail with the given message; later trainings succeed."""
    item = create_container(face, kind)
    create_face(face, item if kind is LARGE_FACE_LIST else create_person(face, item))
    admin.post("/fail-training", json={"message": "Out of luck.", "times": 2})

    for _ in range(2):
        failed = train(face, clock, item)
        assert (failed["status"], failed["message"]) == ("failed", "Out of luck.")
    assert train(face, clock, item)["status"] == "succeeded"


def test_failure_can_apply_to_one_container(face: httpx.Client, admin: httpx.Client, clock: ManualClock) -> None:
    """A failure for one container does not apply to others, and by default applies once, with some message."""
    for container_id in ("a", "b"):
        create_face(face, create_container(face, LARGE_FACE_LIST, container_id))
    admin.post("/fail-training", json={"container": "b"})

    assert train(face, clock, "/largefacelists/a")["status"] == "succeeded"
    failed = train(face, clock, "/largefacelists/b")
    assert failed["status"] == "failed"
    assert failed["message"]
    assert train(face, clock, "/largefacelists/b")["status"] == "succeeded"


@pytest.mark.parametrize(
    "body", [{"time": 1}, {"times": "1"}, {"times": -1}, {"message": 1}, {"container": 1}], ids=str
)
def test_invalid_training_failure_is_rejected(admin: httpx.Client, body: object) -> None:
    """An invalid body is 400: a test must not wait for a failure that never happens."""
    assert get_error(admin.post("/fail-training", json=body)) == (400, "BadArgument")


def test_admin_responses_are_not_billed(admin: httpx.Client) -> None:
    """Responses of the admin API have a request id and no billing header."""
    reply = admin.get("/account")

    assert "csp-billing-usage" not in reply.headers
    assert reply.headers["apim-request-id"]


def train(face: httpx.Client, clock: ManualClock, item: str) -> dict[str, str]:
    """Train, wait until the training ends, and return its status."""
    assert face.post(f"{item}/train").status_code == 202
    clock.advance(TRAINING_SECONDS)
    status: dict[str, str] = face.get(f"{item}/training").json()
    return status


def test_key_can_be_changed(face: httpx.Client, admin: httpx.Client) -> None:
    """Face calls then need the new key, the admin API keeps the initial key, and a reset restores the initial key."""
    assert admin.post("/key", json={"key": "another"}).status_code == 200

    assert face.get("/facelists").status_code == 401
    assert face.get("/facelists", headers={"Ocp-Apim-Subscription-Key": "another"}).status_code == 200
    assert admin.post("/reset").status_code == 200
    assert face.get("/facelists").status_code == 200


@pytest.mark.parametrize("body", [{}, {"key": ""}, {"key": 7}, {"key": None}])
def test_invalid_key_is_rejected(admin: httpx.Client, body: dict[str, object]) -> None:
    """A new key that is not a non-empty string is 400."""
    assert get_error(admin.post("/key", json=body)) == (400, "BadArgument")
