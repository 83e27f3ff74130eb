"""Restoring an account: what `GET /_emulator/account` returns is what `PUT` takes."""

from __future__ import annotations

import copy
from typing import Any

import httpx
import pytest

from ..conftest import TRAINING_SECONDS, ManualClock
from ..documented_calls import (
    FACE_LIST,
    LARGE_FACE_LIST,
    PERSON_GROUP,
    create_container,
    create_face,
    create_person,
    get_error,
    photo,
)

SESSION = {"livenessOperationMode": "Passive", "deviceCorrelationId": "d"}
OCTETS = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def saved(face: httpx.Client, admin: httpx.Client, clock: ManualClock) -> dict[str, Any]:
    """An account with every kind of member, from which everything has since been removed."""
    group = create_container(face, PERSON_GROUP, "staff", userData="u", recognitionModel="recognition_04")
    person = create_person(face, group)
    create_face(face, person)
    face.post(f"{group}/train")
    visitors = create_container(face, LARGE_FACE_LIST, "visitors")
    create_face(face, visitors)
    face.post(f"{visitors}/train")
    clock.advance(TRAINING_SECONDS)
    admin.post("/fail-training", json={"message": "Out of luck."})
    face.post(f"{visitors}/train")
    clock.advance(TRAINING_SECONDS + 0.5)
    create_face(face, visitors)
    create_face(face, create_container(face, FACE_LIST, "watched"))
    face.post("/detectLiveness-sessions", json=SESSION)
    account: dict[str, Any] = admin.get("/account").json()
    admin.post("/reset")
    return account


def put(admin: httpx.Client, account: dict[str, Any]) -> None:
    reply = admin.put("/account", json=account)
    assert reply.status_code == 200, reply.text


def detect(face: httpx.Client, image: bytes) -> Any:
    """The faces of an image, as recognition_04 describes them."""
    reply = face.post("/detect", params={"recognitionModel": "recognition_04"}, content=image, headers=OCTETS)
    return reply.json()


def test_get_returns_what_was_put(admin: httpx.Client, saved: dict[str, Any]) -> None:
    """Ids, times, revisions, trainings and sessions all come back."""
    put(admin, saved)

    assert admin.get("/account").json() == saved


def test_a_restore_replaces_the_account(face: httpx.Client, admin: httpx.Client, saved: dict[str, Any]) -> None:
    """Existing content goes, also the faces that were detected."""
    create_container(face, PERSON_GROUP, "older")
    detected = detect(face, photo())[0]["faceId"]
    put(admin, saved)

    assert face.get("/persongroups/older").status_code == 404
    asked = {"faceIds": [detected], "personGroupId": "staff"}
    assert get_error(face.post("/identify", json=asked)) == (400, "FaceNotFound")
    put(admin, {"containers": [], "sessions": []})
    assert admin.get("/account").json() == {"containers": [], "sessions": []}


def test_face_calls_see_the_restored_account(face: httpx.Client, admin: httpx.Client, saved: dict[str, Any]) -> None:
    """Reads, lists, adds and deletes work as on an account that was never away."""
    put(admin, saved)
    [person] = saved["containers"][0]["persons"]
    [kept] = person["persistedFaces"]
    path = f"/persongroups/staff/persons/{person['personId']}"

    assert face.get(path).json()["persistedFaceIds"] == [kept["persistedFaceId"]]
    assert face.get(f"{path}/persistedfaces/{kept['persistedFaceId']}").status_code == 200
    assert [one["largeFaceListId"] for one in face.get("/largefacelists").json()] == ["visitors"]
    assert len(face.get("/largefacelists/visitors/persistedfaces").json()) == 2
    assert len(face.get("/facelists/watched").json()["persistedFaces"]) == 1
    create_face(face, path)
    assert face.delete(f"{path}/persistedfaces/{kept['persistedFaceId']}").status_code == 200
    assert admin.get("/account").json()["containers"][0]["revision"] == saved["containers"][0]["revision"] + 2


def test_a_restored_group_identifies(face: httpx.Client, admin: httpx.Client, saved: dict[str, Any]) -> None:
    """The photo that was enrolled is still recognized after a restore."""
    put(admin, saved)
    [person] = saved["containers"][0]["persons"]
    detected = detect(face, photo())[0]["faceId"]

    [found] = face.post("/identify", json={"faceIds": [detected], "personGroupId": "staff"}).json()

    assert found["candidates"] == [{"personId": person["personId"], "confidence": 1.0}]


def test_a_restored_container_trains(
    face: httpx.Client, admin: httpx.Client, clock: ManualClock, saved: dict[str, Any]
) -> None:
    """The earlier statuses are there, and a new training covers the restored content."""
    put(admin, saved)
    assert face.get("/persongroups/staff/training").json()["status"] == "succeeded"
    failed = face.get("/largefacelists/visitors/training").json()
    assert (failed["status"], failed["message"]) == ("failed", "Out of luck.")
    assert failed["lastSuccessfulTrainingDateTime"]

    assert face.post("/largefacelists/visitors/train").status_code == 202
    clock.advance(TRAINING_SECONDS)

    assert face.get("/largefacelists/visitors/training").json()["status"] == "succeeded"
    training = admin.get("/account").json()["containers"][2]["training"]
    assert (training["trainedRevision"], training["stale"]) == (2, False)


def test_an_account_may_come_from_a_clock_that_is_ahead(
    admin: httpx.Client, clock: ManualClock, saved: dict[str, Any]
) -> None:
    """A training that had ended has ended, whatever the clock of this machine says."""
    clock.advance(-365 * 24 * 3600)
    put(admin, saved)

    assert admin.get("/account").json() == saved


def test_a_training_in_progress_starts_over(face: httpx.Client, admin: httpx.Client, clock: ManualClock) -> None:
    """A restored training is in progress until the emulator's own duration is over, and refuses changes until then."""
    visitors = create_container(face, LARGE_FACE_LIST, "visitors")
    create_face(face, visitors)
    face.post(f"{visitors}/train")
    saved = admin.get("/account").json()
    clock.advance(TRAINING_SECONDS - 1)
    put(admin, saved)

    assert admin.get("/account").json() == saved
    clock.advance(TRAINING_SECONDS - 1)
    assert face.delete(visitors).status_code == 409
    clock.advance(1)
    assert face.get(f"{visitors}/training").json()["status"] == "succeeded"


def test_a_session_is_found_until_its_time_is_over(
    face: httpx.Client, admin: httpx.Client, clock: ManualClock, saved: dict[str, Any]
) -> None:
    """A restored session has its id and a new token, and is gone 48 hours after it was created."""
    [session] = saved["sessions"]
    put(admin, saved)
    found = face.get(f"/detectLiveness-sessions/{session['id']}").json()
    assert (found["sessionId"], bool(found["authToken"])) == (session["id"], True)

    clock.advance(48 * 3600)

    assert face.get(f"/detectLiveness-sessions/{session['id']}").status_code == 404
    put(admin, saved)
    assert admin.get("/account").json()["sessions"] == []


def test_a_session_with_a_verify_image(face: httpx.Client, admin: httpx.Client, saved: dict[str, Any]) -> None:
    """A restored session that had a verify image shows one, at a place that stands in for the real one."""
    [session] = saved["sessions"]
    session.update(call="detectLivenessWithVerify", hasVerifyImage=True, deviceCorrelationId=None)
    put(admin, saved)

    assert admin.get("/account").json() == saved
    found = face.get(f"/detectLivenessWithVerify-sessions/{session['id']}").json()
    assert [one["faceRectangle"]["width"] for one in found["results"]["verifyReferences"]] == [36]


def test_a_face_of_several_is_the_one_that_was_meant(face: httpx.Client, admin: httpx.Client) -> None:
    """While its image is marked as showing several faces, a restored face looks like the one in its target."""
    group = photo()
    admin.post("/images", params={"faces": 4}, content=group)
    second = detect(face, group)[1]
    edges = ("left", "top", "width", "height")
    target = ",".join(str(second["faceRectangle"][edge]) for edge in edges)
    visitors = create_container(face, FACE_LIST, "visitors", recognitionModel="recognition_04")
    added = face.post(f"{visitors}/persistedfaces", params={"targetFace": target}, content=group, headers=OCTETS).json()
    put(admin, admin.get("/account").json())
    second = detect(face, group)[1]

    asked = {"faceId": second["faceId"], "faceListId": "visitors"}
    assert face.post("/findsimilars", json=asked).json() == [{**added, "confidence": 1.0}]


def changed(account: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The account with another value under a path; `...` removes the member."""
    account = copy.deepcopy(account)
    *way, last = [
        int(step) if step.isdecimal() else step for step in path.replace("[", ".").replace("]", "").split(".")
    ]
    holder: Any = account
    for step in way:
        holder = holder[step]
    if value is ...:
        del holder[last]
    else:
        holder[last] = value
    return account


STAFF, VISITORS = "containers[0]", "containers[2]"
PERSON = f"{STAFF}.persons[0]"
FACE = f"{PERSON}.persistedFaces[0]"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("containers", None),
        ("containers", {}),
        (STAFF, "staff"),
        ("sessions", ...),
        ("more", []),
        (f"{STAFF}.kind", "groups"),
        (f"{STAFF}.kind", ["persongroups"]),
        (f"{STAFF}.id", "Not An Id"),
        (f"{STAFF}.name", ""),
        (f"{STAFF}.name", ...),
        (f"{STAFF}.more", 1),
        (f"{STAFF}.userData", 7),
        (f"{STAFF}.userData", ""),
        (f"{STAFF}.recognitionModel", "recognition_09"),
        (f"{STAFF}.recognitionModel", None),
        (f"{STAFF}.createdDateTime", "yesterday"),
        (f"{STAFF}.createdDateTime", "2023-02-30T00:00:00Z"),
        (f"{STAFF}.createdDateTime", "2023-02-03T00:00:00.50Z"),
        (f"{STAFF}.revision", -1),
        (f"{STAFF}.revision", True),
        (f"{PERSON}.personId", "ada"),
        (f"{PERSON}.personId", "7A0F3F0E-6E58-4B0C-9C0E-5B1D5B0C8E11"),
        (f"{PERSON}.name", None),
        (f"{FACE}.sha256", "0" * 63),
        (f"{FACE}.size", 12),
        (f"{FACE}.format", "webp"),
        (f"{FACE}.width", 0),
        (f"{FACE}.userData", "u" * 1025),
        (f"{FACE}.detectionModel", None),
        (f"{FACE}.targetFace", "1,2,3"),
        (f"{FACE}.looks", "like me"),
        (f"{STAFF}.training.status", "done"),
        (f"{STAFF}.training.trainedRevision", ...),
        (f"{STAFF}.training.trainedRevision", None),
        (f"{STAFF}.training.stale", True),
        (f"{STAFF}.training.stale", "no"),
        (f"{STAFF}.training.lastActionDateTime", "2024-01-01T00:00:00Z"),
        (f"{STAFF}.training.lastSuccessfulTrainingDateTime", 7),
        (f"{VISITORS}.training.message", ...),
        (f"{VISITORS}.training.message", 5),
        ("sessions[0].id", None),
        ("sessions[0].call", "detect"),
        ("sessions[0].hasVerifyImage", 1),
        ("sessions[0].authTokenTimeToLiveInSeconds", "60"),
        ("sessions[0].deviceCorrelationId", 5),
    ],
)
def test_a_malformed_account_is_refused(admin: httpx.Client, saved: dict[str, Any], path: str, value: object) -> None:
    """One line names the member, and the account stays as it was."""
    reply = admin.put("/account", json=changed(saved, path, value))

    assert get_error(reply) == (400, "BadArgument")
    message = reply.json()["error"]["message"]
    assert "\n" not in message
    assert path.rpartition(".")[2] in message
    assert admin.get("/account").json() == {"containers": [], "sessions": []}


@pytest.mark.parametrize(
    ("items", "member"),
    [
        ("containers", "containers[3].id"),
        ("sessions", "sessions[1].id"),
        (f"{STAFF}.persons", f"{STAFF}.persons[1].personId"),
        (f"{PERSON}.persistedFaces", f"{PERSON}.persistedFaces[1].persistedFaceId"),
    ],
)
def test_an_id_is_used_once(admin: httpx.Client, saved: dict[str, Any], items: str, member: str) -> None:
    """A second item with the same id is refused by its path."""
    holder: Any = saved
    for step in items.replace("[0]", ".0").split("."):
        holder = holder[int(step)] if step.isdecimal() else holder[step]

    reply = admin.put("/account", json=changed(saved, items, [*holder, holder[0]]))

    assert get_error(reply) == (400, "BadArgument")
    assert reply.json()["error"]["message"] == f"'{member}' is used twice."


def test_a_container_holds_what_its_kind_holds(admin: httpx.Client, saved: dict[str, Any]) -> None:
    """A list has no persons, a group has no faces of its own, and a face list is never trained."""
    staff, watched, visitors = saved["containers"]
    for container, member, value in (
        (watched, "persons", staff["persons"]),
        (staff, "persistedFaces", visitors["persistedFaces"]),
        (watched, "training", staff["training"]),
    ):
        reply = admin.put("/account", json={"containers": [{**container, member: value}], "sessions": []})
        assert get_error(reply) == (400, "BadArgument")
        assert f"'containers[0].{member}'" in reply.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"account"'])
def test_a_body_that_is_no_account_is_refused(admin: httpx.Client, body: bytes) -> None:
    """Anything but a JSON object is refused, like everywhere."""
    reply = admin.put("/account", content=body, headers={"Content-Type": "application/json"})

    assert get_error(reply) == (400, "BadArgument")
