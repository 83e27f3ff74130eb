"""Five pages of the service's reference, held to the letter: status codes, headers, bodies, codes and texts of errors.

The pages are those of face-api.md#source-reference-pages. Where recordings contradict a page they win
(face-api.md#evidence-precedence), as in face-api.md#contradiction-not-started,
face-api.md#contradiction-training-dates, face-api.md#contradiction-training-created,
face-api.md#contradiction-session-id-member and face-api.md#contradiction-session-start-format.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from ..conftest import TRAINING_SECONDS, TurnedClock
from ..documented_calls import LARGE_FACE_LIST, PERSON_GROUP, created, error_of, face_in, owner_of_faces
from ..liveness_requests import SESSIONS, session_in

CREATE = ("PUT", "/face/v1.0/persongroups/family")
STATUS = ("GET", "/face/v1.0/persongroups/staff/training")
LIST_STATUS = ("GET", "/face/v1.1-preview.1/largefacelists/staff/training")
TRAIN = ("POST", "/face/v1.2-preview.1/persongroups/staff/train")
SESSION_LIST = ("GET", "/face/v1.1-preview.1/detectLiveness/singleModal/sessions")

START = "2023-11-14T22:13:20"
END = "2023-11-14T22:13:50"

BODY: dict[str, Any] = {
    "json": {"name": "Family", "userData": "User-provided data.", "recognitionModel": "recognition_04"}
}


def empty(reply: httpx.Response) -> bool:
    return reply.content == b"" and reply.headers["content-length"] == "0" and "content-type" not in reply.headers


# --- what every page says ---------------------------------------------------------------------------------------------


@pytest.fixture(params=[CREATE, STATUS, LIST_STATUS, TRAIN, SESSION_LIST], ids=" ".join)
def page(request: pytest.FixtureRequest) -> tuple[str, str]:
    """One of the five."""
    method, path = request.param
    return method, path


def test_an_invalid_key(root: httpx.Client, page: tuple[str, str]) -> None:
    """401 `Unspecified`, and a sentence about the key."""
    reply = root.request(*page, headers={"Ocp-Apim-Subscription-Key": "wrong"})

    assert (reply.status_code, set(reply.json()), set(reply.json()["error"])) == (401, {"error"}, {"code", "message"})
    assert reply.json()["error"]["code"] == "Unspecified"
    assert "invalid subscription key" in reply.json()["error"]["message"]


def test_out_of_call_volume(root: httpx.Client, page: tuple[str, str]) -> None:
    """403 has its number under `statusCode`, and says in how many days there will be more."""
    root.post("/_emulator/rules", json={"status": 403})

    reply = root.request(*page)

    assert (reply.status_code, set(reply.json()["error"])) == (403, {"statusCode", "message"})
    assert reply.json()["error"]["statusCode"] == 403
    assert re.fullmatch(
        r"Out of call volume quota\. Quota will be replenished in [0-9.]+ days\.", reply.json()["error"]["message"]
    )


def test_too_many_calls(emulate: Callable[..., httpx.Client], page: tuple[str, str]) -> None:
    """429 has its number under `statusCode`, and says in how many seconds to try again."""
    caller = emulate(tier="F0")
    caller.base_url = httpx.URL("http://emulator.test")
    for _ in range(20):
        assert caller.request(*page).status_code != 429

    reply = caller.request(*page)

    assert (reply.status_code, set(reply.json()["error"])) == (429, {"statusCode", "message"})
    assert reply.json()["error"]["statusCode"] == 429
    assert re.fullmatch(r"Rate limit is exceeded\. Try again in [0-9]+ seconds\.", reply.json()["error"]["message"])


@pytest.mark.parametrize("page", [CREATE, STATUS, LIST_STATUS, TRAIN], indirect=True, ids=" ".join)
def test_a_conflicting_operation(root: httpx.Client, page: tuple[str, str]) -> None:
    """409 `ConcurrentOperationConflict` asks to try later."""
    root.post("/_emulator/rules", json={"status": 409})

    reply = root.request(*page)

    assert error_of(reply) == (409, "ConcurrentOperationConflict")
    assert "try later" in reply.json()["error"]["message"]


# --- PersonGroup, create (v1.0) ---------------------------------------------------------------------------------------


def test_create(root: httpx.Client) -> None:
    """200 and nothing more; what was sent can be read back, the model when it is asked for."""
    assert empty(root.request(*CREATE, **BODY))

    shown = root.get("/face/v1.0/persongroups/family", params={"returnRecognitionModel": "true"})
    assert shown.json() == {"personGroupId": "family", **BODY["json"]}


@pytest.mark.parametrize("group_id", ["a", "0", "-", "_", "group-1_a", "x" * 64])
def test_ids_of_a_group(root: httpx.Client, group_id: str) -> None:
    """Lower-case letters, digits, `-` and `_`, at most 64."""
    assert root.put(f"/face/v1.0/persongroups/{group_id}", json={"name": "n"}).status_code == 200


@pytest.mark.parametrize("model", [f"recognition_0{number}" for number in (1, 2, 3, 4)])
def test_models_of_a_group(root: httpx.Client, model: str) -> None:
    """All four models are there."""
    assert root.request(*CREATE, json={"name": "n", "recognitionModel": model}).status_code == 200
    assert root.get(CREATE[1], params={"returnRecognitionModel": "true"}).json()["recognitionModel"] == model


def test_the_default_model_is_the_oldest(root: httpx.Client) -> None:
    """Who names no model gets the first."""
    root.request(*CREATE, json={"name": "n"})

    assert root.get(CREATE[1], params={"returnRecognitionModel": "true"}).json()["recognitionModel"] == "recognition_01"


@pytest.mark.parametrize(
    ("path", "request_", "error"),
    [
        pytest.param("family", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, id="no JSON"),
        pytest.param("Family", BODY, 400, id="upper case"),
        pytest.param("x" * 65, BODY, 400, id="id too long"),
        pytest.param("family", {"json": {"name": ""}}, 400, id="empty name"),
        pytest.param("family", {"json": {"name": "x" * 129}}, 400, id="name too long"),
        pytest.param("family", {"json": {"name": "n", "userData": "x" * 16_385}}, 400, id="user data too long"),
        pytest.param("family", {"json": {"name": "n", "recognitionModel": "x"}}, 400, id="no such model"),
        pytest.param(
            "family", {"content": b"name=n", "headers": {"Content-Type": "text/plain"}}, 415, id="no JSON type"
        ),
    ],
)
def test_what_create_refuses(root: httpx.Client, path: str, request_: dict[str, Any], error: int) -> None:
    """400 and 415 are `BadArgument`."""
    assert error_of(root.put(f"/face/v1.0/persongroups/{path}", **request_)) == (error, "BadArgument")


def test_a_taken_id(root: httpx.Client) -> None:
    """409 `PersonGroupExists`."""
    root.request(*CREATE, **BODY)

    assert error_of(root.request(*CREATE, **BODY)) == (409, "PersonGroupExists")


# --- PersonGroup and LargeFaceList, training status (v1.0, v1.1-preview.1) --------------------------------------------


@pytest.mark.parametrize(("page", "kind"), [(STATUS, PERSON_GROUP), (LIST_STATUS, LARGE_FACE_LIST)], ids=["S0", "S2"])
def test_a_training_status(
    root: httpx.Client, face: httpx.Client, clock: TurnedClock, page: tuple[str, str], kind: Any
) -> None:
    """404 in two ways, then `running` and `succeeded` with their dates, as JSON in UTF-8."""
    assert error_of(root.request(*page)) == (404, f"{kind.code}NotFound")
    assert "'staff'" in root.request(*page).json()["error"]["message"]
    face_in(face, owner_of_faces(face, kind))
    assert error_of(root.request(*page)) == (404, f"{kind.code}NotTrained")
    face.post(f"{kind.path}/staff/train")

    running = root.request(*page)
    clock.advance(TRAINING_SECONDS)
    succeeded = root.request(*page)

    assert running.headers["content-type"] == succeeded.headers["content-type"] == "application/json; charset=utf-8"
    assert running.json() == {
        "status": "running",
        "createdDateTime": f"{START}Z",
        "lastActionDateTime": f"{START}Z",
    }
    assert succeeded.json() == {
        "status": "succeeded",
        "createdDateTime": f"{START}Z",
        "lastActionDateTime": f"{END}Z",
        "lastSuccessfulTrainingDateTime": f"{END}Z",
    }


@pytest.mark.parametrize(("page", "kind"), [(STATUS, PERSON_GROUP), (LIST_STATUS, LARGE_FACE_LIST)], ids=["S0", "S2"])
def test_a_failed_training(
    root: httpx.Client, face: httpx.Client, clock: TurnedClock, page: tuple[str, str], kind: Any
) -> None:
    """Without a person or a face it fails, and the message says why."""
    face.post(f"{created(face, kind)}/train")
    clock.advance(TRAINING_SECONDS)

    status = root.request(*page).json()

    assert status["status"] == "failed"
    assert re.search("no person|no persisted face", status["message"])
    assert "lastSuccessfulTrainingDateTime" not in status


# --- PersonGroup, train (v1.2-preview.1) ------------------------------------------------------------------------------


def test_train(root: httpx.Client, face: httpx.Client) -> None:
    """202, nothing in it, and where to look: on the caller's own host, at the same version."""
    face_in(face, owner_of_faces(face, PERSON_GROUP))

    reply = root.request(*TRAIN)

    assert reply.status_code == 202
    assert empty(reply)
    assert reply.headers["operation-location"] == (
        "http://emulator.test/face/v1.2-preview.1/persongroups/staff/training"
    )
    assert root.get(reply.headers["operation-location"]).json()["status"] == "running"
    assert error_of(root.request(*TRAIN)) == (409, "PersonGroupTrainingNotFinished")


def test_train_nothing(root: httpx.Client) -> None:
    """404 `PersonGroupNotFound`."""
    assert error_of(root.request(*TRAIN)) == (404, "PersonGroupNotFound")


# --- Liveness sessions, list (v1.1-preview.1) -------------------------------------------------------------------------


def test_list_sessions(root: httpx.Client) -> None:
    """A bare array in the order of ids, after `start` and at most `top`; each item with the page's members."""
    kind = SESSIONS[0]
    made = sorted(session_in(root, kind, authTokenTimeToLiveInSeconds=60).rpartition("/")[2] for _ in range(4))

    reply = root.request(*SESSION_LIST, params={"start": made[0], "top": 2})

    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert reply.json() == [
        {
            "id": session_id,
            "createdDateTime": f"{START}+00:00",
            "sessionExpired": False,
            "deviceCorrelationId": "device",
            "authTokenTimeToLiveInSeconds": 60,
        }
        for session_id in made[1:3]
    ]
    assert len(root.request(*SESSION_LIST).json()) == 4


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            {"start": "x" * 65},
            "Start parameter is invalid. Please specify the 'Id' field of the last entry to continue the listing process.",
        ),
        ({"top": "0"}, "Top parameter is invalid. Valid range is between 1 and 1000 inclusive."),
        ({"top": "1001"}, "Top parameter is invalid. Valid range is between 1 and 1000 inclusive."),
    ],
    ids=["start", "top 0", "top 1001"],
)
def test_what_the_session_list_refuses(root: httpx.Client, query: dict[str, str], message: str) -> None:
    """400 `BadArgument`, in the page's own words."""
    reply = root.request(*SESSION_LIST, params=query)

    assert reply.status_code == 400
    assert reply.json() == {"error": {"code": "BadArgument", "message": message}}


def test_a_session_that_is_not_there(root: httpx.Client) -> None:
    """404 `SessionNotFound`: expired, or never there."""
    reply = root.get(f"{SESSION_LIST[1]}/b12e033e-bda7-4b83-a211-e721c661f30e")

    assert error_of(reply) == (404, "SessionNotFound")
    assert "expired or does not exist" in reply.json()["error"]["message"]
