"""What clients in the field do, and the service takes: odd letter case, nulls, idle content types
(face-api.md#request-path-case and face-api.md#response-null-members).
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pulumi_azure_face.emulator import Running

from ..documented_calls import (
    EVERY_KIND,
    GROUPS,
    TRAINED,
    Kind,
    created,
    error_of,
    face_in,
    owner_of_faces,
    person_in,
    photo,
)
from ..liveness_requests import SESSIONS, SessionKind, session_in

every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)

# What goes with a request that needs no body.
IDLE: dict[str, dict[str, Any]] = {
    "a content type": {"headers": {"Content-Type": "application/json"}},
    "null": {"content": b"null", "headers": {"Content-Type": "application/json"}},
    "an empty object": {"json": {}},
    "a form's content type": {"headers": {"Content-Type": "application/x-www-form-urlencoded"}},
}


@pytest.mark.parametrize("change", [str.upper, str.title], ids=["UPPER", "Title"])
@every_kind
def test_letter_case_of_containers(root: httpx.Client, kind: Kind, change: Any) -> None:
    """Every fixed word of a path, the version included, may have any letter case."""
    collection = change(f"/face/v1.0{kind.path}")
    assert root.put(f"{collection}/a", json={"name": "n"}).status_code == 200
    owner = f"{collection}/a"
    if kind in GROUPS:
        persons = change("persons")
        owner += f"/{persons}/" + root.post(f"{owner}/{persons}", json={"name": "n"}).json()["personId"]
    image: dict[str, Any] = {"content": photo(), "headers": {"Content-Type": "application/octet-stream"}}
    assert root.post(f"{owner}/{change('persistedfaces')}", **image).status_code == 200

    assert root.get(f"{collection}/a").status_code == 200
    assert len(root.get(collection).json()) == 1
    if kind in TRAINED:
        trained = root.post(f"{collection}/a/{change('train')}")
        assert trained.status_code == 202
        assert root.get(trained.headers["operation-location"]).status_code == 200
        assert root.get(f"{collection}/a/{change('training')}").status_code == 200


@pytest.mark.parametrize("kind", SESSIONS, ids=str)
def test_letter_case_of_sessions(root: httpx.Client, kind: SessionKind) -> None:
    """The same for sessions: documents write `detectliveness/singlemodal` too."""
    session_id = session_in(root, kind).rpartition("/")[2]

    assert root.get(f"{kind.path.lower()}/{session_id}").status_code == 200


def test_an_endpoint_with_a_slash_at_its_end(remote: httpx.Client, server: Running) -> None:
    """Clients put a second slash behind it; the answer names the plain path."""
    remote.put(f"{server.url}//face/v1.0/persongroups/a", json={"name": "n"})

    trained = remote.post(f"{server.url}//face/v1.0/persongroups/a/train")

    assert trained.headers["operation-location"] == f"{server.url}/face/v1.0/persongroups/a/training"
    assert remote.get(trained.headers["operation-location"]).status_code == 200


def test_letter_case_without_a_call(root: httpx.Client) -> None:
    """A call that is not there is named, and one without the key refused, in any letter case."""
    assert root.get("/FACE/V1.2/Nothing").status_code == 501
    assert root.get("/Face/v1.2/persongroups", headers={"Ocp-Apim-Subscription-Key": "x"}).status_code == 401


@every_kind
def test_null_is_not_given(face: httpx.Client, kind: Kind) -> None:
    """A member that is null counts as not given, wherever it may be left out."""
    item = created(face, kind, userData=None, recognitionModel=None)
    assert face.get(item, params={"returnRecognitionModel": "true"}).json()["recognitionModel"] == "recognition_01"

    assert face.patch(item, json={"name": "New", "userData": None}).status_code == 200
    assert face.patch(item, json={"name": None, "userData": "u"}).status_code == 200

    shown = face.get(item).json()
    assert (shown["name"], shown["userData"]) == ("New", "u")
    if kind in GROUPS:
        person = person_in(face, item, userData=None)
        assert face.patch(person, json={"name": None, "userData": "u"}).status_code == 200
        assert face.get(person).json()["name"] == "Ada"


@pytest.mark.parametrize("idle", IDLE.values(), ids=IDLE)
@every_kind
def test_what_goes_with_no_body(face: httpx.Client, kind: Kind, idle: dict[str, Any]) -> None:
    """A call that takes no body does not look at what comes instead of one."""
    owner = owner_of_faces(face, kind)
    added, item = face_in(face, owner), f"{kind.path}/staff"

    def status(method: str, path: str) -> int:
        return face.request(method, path, **idle).status_code

    assert status("GET", item) == 200
    assert status("GET", kind.path) == 200
    assert status("DELETE", added) == 200
    if kind in TRAINED:
        face_in(face, owner)
        assert status("POST", f"{item}/train") == 202
        assert status("GET", f"{item}/training") == 200
        assert error_of(face.request("DELETE", item, **idle)) == (409, f"{kind.code}TrainingNotFinished")
    else:
        assert status("DELETE", item) == 200


@pytest.mark.parametrize("idle", IDLE.values(), ids=IDLE)
@pytest.mark.parametrize("kind", SESSIONS, ids=str)
def test_what_goes_with_no_body_of_sessions(root: httpx.Client, kind: SessionKind, idle: dict[str, Any]) -> None:
    """The same for sessions."""
    session = session_in(root, kind)

    assert root.request("GET", session, **idle).status_code == 200
    assert root.request("DELETE", session, **idle).status_code in (200, 204)


def test_chunked_bodies(remote: httpx.Client) -> None:
    """JSON, an image and a form without a length, sent in pieces, are taken like any other."""
    json_type, octets = {"Content-Type": "application/json"}, {"Content-Type": "application/octet-stream"}
    form = remote.build_request("POST", SESSIONS[1].path, **SESSIONS[1].form())
    form_type = {"Content-Type": form.headers["content-type"]}

    def sent(method: str, path: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        pieces = (content[start : start + 50] for start in range(0, len(content), 50))
        reply = remote.request(method, path, content=pieces, headers=headers)
        assert reply.request.headers["transfer-encoding"] == "chunked"
        return reply

    assert sent("PUT", "/face/v1.2/facelists/a", b'{"name": "n"}', json_type).status_code == 200
    assert sent("PATCH", "/face/v1.2/facelists/a", b'{"name": "m"}', json_type).status_code == 200
    assert sent("POST", "/face/v1.2/facelists/a/persistedfaces", photo(), octets).status_code == 200
    assert sent("POST", SESSIONS[1].path, form.read(), form_type).status_code == 200
