"""The emulator against five reference pages of the service: status codes, headers, bodies, and errors.

The pages are those in face-api.md#source-reference-pages. Recordings take precedence over a page
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

from ..conftest import TRAINING_SECONDS, ManualClock
from ..documented_calls import (
    LARGE_FACE_LIST,
    PERSON_GROUP,
    create_container,
    create_face,
    create_face_owner,
    get_error,
)
from ..liveness_requests import SESSIONS, create_session

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


def is_empty(reply: httpx.Response) -> bool:
    return reply.content == b"" and reply.headers["content-length"] == "0" and "content-type" not in reply.headers


# --- all pages --------------------------------------------------------------------------------------------------------


@pytest.fixture(params=[CREATE, STATUS, LIST_STATUS, TRAIN, SESSION_LIST], ids=" ".join)
def page(request: pytest.FixtureRequest) -> tuple[str, str]:
    """The method and path of one of the pages."""
    method, path = request.param
    return method, path


def test_invalid_key_is_401(root: httpx.Client, page: tuple[str, str]) -> None:
    """An invalid key is 401 `Unspecified` with a message about the key."""
    reply = root.request(*page, headers={"Ocp-Apim-Subscription-Key": "wrong"})

    assert (reply.status_code, set(reply.json()), set(reply.json()["error"])) == (401, {"error"}, {"code", "message"})
    assert reply.json()["error"]["code"] == "Unspecified"
    assert "invalid subscription key" in reply.json()["error"]["message"]


def test_exhausted_call_volume_is_403(root: httpx.Client, page: tuple[str, str]) -> None:
    """403 has a `statusCode`, and its message has the days until the quota is replenished."""
    root.post("/_emulator/rules", json={"status": 403})

    reply = root.request(*page)

    assert (reply.status_code, set(reply.json()["error"])) == (403, {"statusCode", "message"})
    assert reply.json()["error"]["statusCode"] == 403
    assert re.fullmatch(
        r"Out of call volume quota\. Quota will be replenished in [0-9.]+ days\.", reply.json()["error"]["message"]
    )


def test_too_many_calls_are_429(create_face_client: Callable[..., httpx.Client], page: tuple[str, str]) -> None:
    """429 has a `statusCode`, and its message has the seconds until the next attempt."""
    client = create_face_client(tier="F0")
    client.base_url = httpx.URL("http://emulator.test")
    for _ in range(20):
        assert client.request(*page).status_code != 429

    reply = client.request(*page)

    assert (reply.status_code, set(reply.json()["error"])) == (429, {"statusCode", "message"})
    assert reply.json()["error"]["statusCode"] == 429
    assert re.fullmatch(r"Rate limit is exceeded\. Try again in [0-9]+ seconds\.", reply.json()["error"]["message"])


@pytest.mark.parametrize("page", [CREATE, STATUS, LIST_STATUS, TRAIN], indirect=True, ids=" ".join)
def test_conflicting_operation_is_409(root: httpx.Client, page: tuple[str, str]) -> None:
    """409 `ConcurrentOperationConflict` asks the caller to try later."""
    root.post("/_emulator/rules", json={"status": 409})

    reply = root.request(*page)

    assert get_error(reply) == (409, "ConcurrentOperationConflict")
    assert "try later" in reply.json()["error"]["message"]


# --- PersonGroup, create (v1.0) ---------------------------------------------------------------------------------------


def test_create_is_200_without_a_body(root: httpx.Client) -> None:
    """A create is 200 without a body, and get returns the values, with the model on request."""
    assert is_empty(root.request(*CREATE, **BODY))

    group = root.get("/face/v1.0/persongroups/family", params={"returnRecognitionModel": "true"})
    assert group.json() == {"personGroupId": "family", **BODY["json"]}


@pytest.mark.parametrize("group_id", ["a", "0", "-", "_", "group-1_a", "x" * 64])
def test_valid_ids_are_accepted(root: httpx.Client, group_id: str) -> None:
    """An id has up to 64 lower-case letters, digits, `-` and `_`."""
    assert root.put(f"/face/v1.0/persongroups/{group_id}", json={"name": "n"}).status_code == 200


@pytest.mark.parametrize("model", [f"recognition_0{number}" for number in (1, 2, 3, 4)])
def test_all_recognition_models_are_accepted(root: httpx.Client, model: str) -> None:
    """All four recognition models are accepted."""
    assert root.request(*CREATE, json={"name": "n", "recognitionModel": model}).status_code == 200
    assert root.get(CREATE[1], params={"returnRecognitionModel": "true"}).json()["recognitionModel"] == model


def test_default_model_is_the_oldest(root: httpx.Client) -> None:
    """Without a model, a group has the oldest one."""
    root.request(*CREATE, json={"name": "n"})

    assert root.get(CREATE[1], params={"returnRecognitionModel": "true"}).json()["recognitionModel"] == "recognition_01"


@pytest.mark.parametrize(
    ("path", "arguments", "status"),
    [
        pytest.param(
            "family", {"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, id="invalid JSON"
        ),
        pytest.param("Family", BODY, 400, id="upper case"),
        pytest.param("x" * 65, BODY, 400, id="id too long"),
        pytest.param("family", {"json": {"name": ""}}, 400, id="empty name"),
        pytest.param("family", {"json": {"name": "x" * 129}}, 400, id="name too long"),
        pytest.param("family", {"json": {"name": "n", "userData": "x" * 16_385}}, 400, id="user data too long"),
        pytest.param("family", {"json": {"name": "n", "recognitionModel": "x"}}, 400, id="unknown model"),
        pytest.param(
            "family", {"content": b"name=n", "headers": {"Content-Type": "text/plain"}}, 415, id="other media type"
        ),
    ],
)
def test_invalid_create_is_bad_argument(root: httpx.Client, path: str, arguments: dict[str, Any], status: int) -> None:
    """An invalid create is 400 or 415 with the code `BadArgument`."""
    assert get_error(root.put(f"/face/v1.0/persongroups/{path}", **arguments)) == (status, "BadArgument")


def test_existing_id_is_409(root: httpx.Client) -> None:
    """A create with an existing id is 409 `PersonGroupExists`."""
    root.request(*CREATE, **BODY)

    assert get_error(root.request(*CREATE, **BODY)) == (409, "PersonGroupExists")


# --- PersonGroup and LargeFaceList, training status (v1.0, v1.1-preview.1) --------------------------------------------


@pytest.mark.parametrize(
    ("page", "kind"), [(STATUS, PERSON_GROUP), (LIST_STATUS, LARGE_FACE_LIST)], ids=["person group", "large face list"]
)
def test_training_status(
    root: httpx.Client, face: httpx.Client, clock: ManualClock, page: tuple[str, str], kind: Any
) -> None:
    """The status is 404 before a training, then `running` and `succeeded` with dates, as JSON in UTF-8."""
    assert get_error(root.request(*page)) == (404, f"{kind.code}NotFound")
    assert "'staff'" in root.request(*page).json()["error"]["message"]
    create_face(face, create_face_owner(face, kind))
    assert get_error(root.request(*page)) == (404, f"{kind.code}NotTrained")
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


@pytest.mark.parametrize(
    ("page", "kind"), [(STATUS, PERSON_GROUP), (LIST_STATUS, LARGE_FACE_LIST)], ids=["person group", "large face list"]
)
def test_failed_training_has_a_message(
    root: httpx.Client, face: httpx.Client, clock: ManualClock, page: tuple[str, str], kind: Any
) -> None:
    """Without a person or a face a training fails, and the message gives the reason."""
    face.post(f"{create_container(face, kind)}/train")
    clock.advance(TRAINING_SECONDS)

    status = root.request(*page).json()

    assert status["status"] == "failed"
    assert re.search("no person|no persisted face", status["message"])
    assert "lastSuccessfulTrainingDateTime" not in status


# --- PersonGroup, train (v1.2-preview.1) ------------------------------------------------------------------------------


def test_train_is_202_with_the_status_url(root: httpx.Client, face: httpx.Client) -> None:
    """Train is 202 without a body, and `Operation-Location` has the host and version of the request."""
    create_face(face, create_face_owner(face, PERSON_GROUP))

    reply = root.request(*TRAIN)

    assert reply.status_code == 202
    assert is_empty(reply)
    assert reply.headers["operation-location"] == (
        "http://emulator.test/face/v1.2-preview.1/persongroups/staff/training"
    )
    assert root.get(reply.headers["operation-location"]).json()["status"] == "running"
    assert get_error(root.request(*TRAIN)) == (409, "PersonGroupTrainingNotFinished")


def test_train_of_a_missing_group_is_404(root: httpx.Client) -> None:
    """Train is 404 `PersonGroupNotFound` for a missing group."""
    assert get_error(root.request(*TRAIN)) == (404, "PersonGroupNotFound")


# --- Liveness sessions, list (v1.1-preview.1) -------------------------------------------------------------------------


def test_session_list(root: httpx.Client) -> None:
    """The list is an array in the order of ids, after `start` and at most `top`, with the documented members."""
    kind = SESSIONS[0]
    created_ids = sorted(
        create_session(root, kind, authTokenTimeToLiveInSeconds=60).rpartition("/")[2] for _ in range(4)
    )

    reply = root.request(*SESSION_LIST, params={"start": created_ids[0], "top": 2})

    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert reply.json() == [
        {
            "id": session_id,
            "createdDateTime": f"{START}+00:00",
            "sessionExpired": False,
            "deviceCorrelationId": "device",
            "authTokenTimeToLiveInSeconds": 60,
        }
        for session_id in created_ids[1:3]
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
def test_invalid_session_paging_is_400(root: httpx.Client, query: dict[str, str], message: str) -> None:
    """An invalid `start` or `top` is 400 `BadArgument` with the text of the page."""
    reply = root.request(*SESSION_LIST, params=query)

    assert reply.status_code == 400
    assert reply.json() == {"error": {"code": "BadArgument", "message": message}}


def test_missing_session_is_404(root: httpx.Client) -> None:
    """An expired or unknown session is 404 `SessionNotFound`."""
    reply = root.get(f"{SESSION_LIST[1]}/b12e033e-bda7-4b83-a211-e721c661f30e")

    assert get_error(reply) == (404, "SessionNotFound")
    assert "expired or does not exist" in reply.json()["error"]["message"]
