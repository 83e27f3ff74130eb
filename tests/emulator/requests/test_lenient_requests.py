"""Unusual requests of existing clients, which the service accepts: letter case, nulls, unneeded bodies, chunked bodies.

See face-api.md#request-path-case and face-api.md#response-null-members.
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
    create_container,
    create_face,
    create_face_owner,
    create_person,
    get_error,
    photo,
)
from ..liveness_requests import SESSIONS, SessionKind, create_session

every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)

# Bodies and content types of requests that need no body.
UNNEEDED_BODIES: dict[str, dict[str, Any]] = {
    "content type": {"headers": {"Content-Type": "application/json"}},
    "null": {"content": b"null", "headers": {"Content-Type": "application/json"}},
    "empty object": {"json": {}},
    "content type of a form": {"headers": {"Content-Type": "application/x-www-form-urlencoded"}},
}


@pytest.mark.parametrize("change", [str.upper, str.title], ids=["UPPER", "Title"])
@every_kind
def test_path_words_of_containers_ignore_case(root: httpx.Client, kind: Kind, change: Any) -> None:
    """Every fixed word of a path, including the version, may have any letter case."""
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
def test_path_words_of_sessions_ignore_case(root: httpx.Client, kind: SessionKind) -> None:
    """The paths of sessions may be in lower case, as in `detectliveness/singlemodal`."""
    session_id = create_session(root, kind).rpartition("/")[2]

    assert root.get(f"{kind.path.lower()}/{session_id}").status_code == 200


def test_two_leading_slashes_are_accepted(remote: httpx.Client, server: Running) -> None:
    """A path with two leading slashes works, and `Operation-Location` has one slash."""
    remote.put(f"{server.url}//face/v1.0/persongroups/a", json={"name": "n"})

    trained = remote.post(f"{server.url}//face/v1.0/persongroups/a/train")

    assert trained.headers["operation-location"] == f"{server.url}/face/v1.0/persongroups/a/training"
    assert remote.get(trained.headers["operation-location"]).status_code == 200


def test_unknown_calls_and_wrong_keys_ignore_case(root: httpx.Client) -> None:
    """Unknown calls are 501 and calls with a wrong key are 401 in any letter case of the path."""
    assert root.get("/FACE/V1.2/Nothing").status_code == 501
    assert root.get("/Face/v1.2/persongroups", headers={"Ocp-Apim-Subscription-Key": "x"}).status_code == 401


@every_kind
def test_null_member_is_ignored(face: httpx.Client, kind: Kind) -> None:
    """A null member is ignored wherever the member is optional."""
    item = create_container(face, kind, userData=None, recognitionModel=None)
    assert face.get(item, params={"returnRecognitionModel": "true"}).json()["recognitionModel"] == "recognition_01"

    assert face.patch(item, json={"name": "New", "userData": None}).status_code == 200
    assert face.patch(item, json={"name": None, "userData": "u"}).status_code == 200

    container = face.get(item).json()
    assert (container["name"], container["userData"]) == ("New", "u")
    if kind in GROUPS:
        person = create_person(face, item, userData=None)
        assert face.patch(person, json={"name": None, "userData": "u"}).status_code == 200
        assert face.get(person).json()["name"] == "Ada"


@pytest.mark.parametrize("unneeded_body", UNNEEDED_BODIES.values(), ids=UNNEEDED_BODIES)
@every_kind
def test_unneeded_body_is_ignored(face: httpx.Client, kind: Kind, unneeded_body: dict[str, Any]) -> None:
    """A call that takes no body ignores a body and a content type."""
    owner = create_face_owner(face, kind)
    added, item = create_face(face, owner), f"{kind.path}/staff"

    def status(method: str, path: str) -> int:
        return face.request(method, path, **unneeded_body).status_code

    assert status("GET", item) == 200
    assert status("GET", kind.path) == 200
    assert status("DELETE", added) == 200
    if kind in TRAINED:
        create_face(face, owner)
        assert status("POST", f"{item}/train") == 202
        assert status("GET", f"{item}/training") == 200
        assert get_error(face.request("DELETE", item, **unneeded_body)) == (409, f"{kind.code}TrainingNotFinished")
    else:
        assert status("DELETE", item) == 200


@pytest.mark.parametrize("unneeded_body", UNNEEDED_BODIES.values(), ids=UNNEEDED_BODIES)
@pytest.mark.parametrize("kind", SESSIONS, ids=str)
def test_unneeded_body_of_session_calls_is_ignored(
    root: httpx.Client, kind: SessionKind, unneeded_body: dict[str, Any]
) -> None:
    """A session call that takes no body ignores a body and a content type."""
    session = create_session(root, kind)

    assert root.request("GET", session, **unneeded_body).status_code == 200
    assert root.request("DELETE", session, **unneeded_body).status_code in (200, 204)


def test_chunked_bodies_are_accepted(remote: httpx.Client) -> None:
    """JSON, images and forms are accepted in chunks, without a Content-Length."""
    json_type, octets = {"Content-Type": "application/json"}, {"Content-Type": "application/octet-stream"}
    form = remote.build_request("POST", SESSIONS[1].path, **SESSIONS[1].form())
    form_type = {"Content-Type": form.headers["content-type"]}

    def send_chunked(method: str, path: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        chunks = (content[start : start + 50] for start in range(0, len(content), 50))
        reply = remote.request(method, path, content=chunks, headers=headers)
        assert reply.request.headers["transfer-encoding"] == "chunked"
        return reply

    assert send_chunked("PUT", "/face/v1.2/facelists/a", b'{"name": "n"}', json_type).status_code == 200
    assert send_chunked("PATCH", "/face/v1.2/facelists/a", b'{"name": "m"}', json_type).status_code == 200
    assert send_chunked("POST", "/face/v1.2/facelists/a/persistedfaces", photo(), octets).status_code == 200
    assert send_chunked("POST", SESSIONS[1].path, form.read(), form_type).status_code == 200
