"""What all calls share: the key, media types, headers, the shape of errors, calls that do not exist
(face-api.md#auth-key-header, face-api.md#request-json-media-type, face-api.md#header-apim-request-id and
face-api.md#error-shapes).
"""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from ..conftest import KEY
from ..documented_calls import (
    LARGE_FACE_LIST,
    PERSON_GROUP,
    VERSIONS,
    add,
    created,
    error_of,
    owner_of_faces,
    person_in,
)


@pytest.mark.parametrize("key", [None, "", "wrong", KEY.upper(), KEY + " x"], ids=repr)
@pytest.mark.parametrize(
    "path", ["/face/v1.2/persongroups", "/face/v1.2/detect", "/face/v9/x", "/_emulator/requests", "/elsewhere"]
)
def test_without_the_key_nothing_is_told(face: httpx.Client, path: str, key: str | None) -> None:
    """A missing or wrong key is 401 `Unspecified`, before anything else is looked at."""
    del face.headers["Ocp-Apim-Subscription-Key"]
    headers = {} if key is None else {"Ocp-Apim-Subscription-Key": key}

    assert error_of(face.get(f"http://emulator.test{path}", headers=headers)) == (401, "Unspecified")


def test_a_bearer_token_is_no_key(face: httpx.Client) -> None:
    """Only the key opens this account; a token in its place is 401."""
    del face.headers["Ocp-Apim-Subscription-Key"]

    assert error_of(face.get("/persongroups", headers={"Authorization": f"Bearer {KEY}"})) == (401, "Unspecified")


def test_health_needs_no_key(face: httpx.Client) -> None:
    """`GET /healthz` says that the emulator is up, to anyone."""
    del face.headers["Ocp-Apim-Subscription-Key"]

    reply = face.get("http://emulator.test/healthz")

    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


def test_the_headers_of_a_success(face: httpx.Client) -> None:
    """A success is billed as one transaction, timed, and marked with an id and the region."""
    reply = face.get("/persongroups")

    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["csp-billing-usage"] == "CognitiveServices.Face.Transaction=1"
    assert reply.headers["x-envoy-upstream-service-time"].isdigit()
    assert reply.headers["x-ms-region"] == "East Asia"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["strict-transport-security"].startswith("max-age=")
    assert "retry-after" not in reply.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/persongroups/nobody", 404),
        ("PUT", "/persongroups/UPPER", 400),
        ("PUT", "/persongroups/staff", 415),
        ("GET", "/nothing", 501),
    ],
)
def test_the_headers_of_an_error(face: httpx.Client, method: str, path: str, status: int) -> None:
    """An error has an id like a success, but is not billed and has no `x-ms-error-code`."""
    reply = face.request(method, path)

    assert reply.status_code == status
    assert str(UUID(reply.headers["apim-request-id"])) == reply.headers["apim-request-id"]
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert not {"csp-billing-usage", "x-ms-error-code", "retry-after"} & set(reply.headers)


def test_request_ids_differ(face: httpx.Client) -> None:
    """No two replies have the same `apim-request-id`."""
    assert len({face.get("/persongroups").headers["apim-request-id"] for _ in range(20)}) == 20


def test_an_error_names_what_it_is_about(face: httpx.Client) -> None:
    """An error is one object with a code and a message, which names the container in single quotes."""
    reply = face.get("/persongroups/sales")

    assert reply.json() == {"error": {"code": "PersonGroupNotFound", "message": "Person group 'sales' is not found."}}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"name": }', b'"name"', b"[]", b"null", b'{"name": "\xff"}', b'{"name": "\\ud800"}', b"[" * 100_000],
    ids=["empty", "cut", "no value", "text", "array", "null", "not UTF-8", "half a character", "deep"],
)
def test_unreadable_json(face: httpx.Client, content: bytes) -> None:
    """A body that is no JSON object is 400 `BadArgument`."""
    reply = face.put("/persongroups/staff", content=content, headers={"Content-Type": "application/json"})

    assert error_of(reply) == (400, "BadArgument")


def test_an_unknown_member_is_named_safely(face: httpx.Client) -> None:
    """Even an unknown member that is no text at all is answered with 400."""
    content = b'{"name": "n", "\\ud800": 1}'

    reply = face.put("/persongroups/staff", content=content, headers={"Content-Type": "application/json"})

    assert error_of(reply) == (400, "BadArgument")


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/x-www-form-urlencoded", "text/json"])
def test_json_must_be_announced(face: httpx.Client, media_type: str | None) -> None:
    """On a call that takes JSON any other content type, or none, is 415 `BadArgument`."""
    group = created(face, PERSON_GROUP)
    person = person_in(face, group)
    headers = {} if media_type is None else {"Content-Type": media_type}

    for method, path in (("PUT", "/persongroups/b"), ("PATCH", group), ("POST", f"{group}/persons"), ("PATCH", person)):
        reply = face.request(method, path, content=b'{"name": "n"}', headers=headers)
        assert error_of(reply) == (415, "BadArgument")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_announced_in_other_words(face: httpx.Client, media_type: str) -> None:
    """Parameters and letter case of the content type do not matter."""
    reply = face.put("/persongroups/a", content=b'{"name": "n"}', headers={"Content-Type": media_type})

    assert reply.status_code == 200


@pytest.mark.parametrize("media_type", ["image/jpeg", "multipart/form-data", ""])
def test_an_image_must_be_announced(face: httpx.Client, media_type: str) -> None:
    """Image bytes under anything but `application/octet-stream` are 415 `BadArgument`."""
    owner = owner_of_faces(face, LARGE_FACE_LIST)

    reply = face.post(f"{owner}/persistedfaces", content=b"x" * 2048, headers={"Content-Type": media_type})

    assert error_of(reply) == (415, "BadArgument")


@pytest.mark.parametrize("path", ["/PersonGroups/staff", "/persongroups/staff/Persons", "/PERSONGROUPS"])
def test_words_of_a_path_may_have_any_case(face: httpx.Client, path: str) -> None:
    """The fixed words of a path are read without regard to case."""
    created(face, PERSON_GROUP)

    assert face.get(path).status_code == 200


def test_ids_of_a_path_keep_their_case(face: httpx.Client) -> None:
    """An id is compared as it is: another case is another id."""
    owner = owner_of_faces(face, LARGE_FACE_LIST)
    face_id = add(face, owner).json()["persistedFaceId"]

    assert error_of(face.get(f"/largefacelists/{'staff'.upper()}"))[0] == 404
    assert error_of(face.get(f"{owner}/persistedfaces/{face_id.upper()}"))[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/v1.2/detect", "/face/v1.2/detect"),
        ("POST", "/v1.0/snapshots", "/face/v1.0/snapshots"),
        (
            "GET",
            "/v1.2/detectLiveness-sessions/7/audit",
            "/face/v1.2/detectLiveness-sessions/{sessionId}/audit",
        ),
        ("POST", "/v1.2/detectLiveness/singleModal", "/face/v1.2/detectLiveness/singleModal"),
        ("GET", "/v1.4/persongroups/staff", "/face/v1.4/persongroups/{personGroupId}"),
        (
            "POST",
            "/v1.2/persongroups/staff/persons/7/persistedFaces/8",
            "/face/v1.2/persongroups/{personGroupId}/persons/{personId}/persistedFaces/{persistedFaceId}",
        ),
        ("POST", "/v1.2/persongroups", "/face/v1.2/persongroups"),
        ("HEAD", "/v1.2/persongroups", None),
        ("GET", "/v1.2/persongroups/", "/face/v1.2/persongroups/"),
        ("GET", "/v1.2", "/face/v1.2"),
    ],
)
def test_what_is_missing_is_named(face: httpx.Client, method: str, path: str, name: str | None) -> None:
    """Any other Face call, and any other version, is 501 with a message that names method and path."""
    reply = face.request(method, f"http://emulator.test/face{path}")

    assert reply.status_code == 501
    if name is not None:
        assert reply.json()["error"]["code"] == "NotImplemented"
        assert f"{method} {name}." in reply.json()["error"]["message"]


def test_elsewhere_is_nothing(face: httpx.Client) -> None:
    """A path that is not the service's is 404."""
    assert error_of(face.get("http://emulator.test/elsewhere")) == (404, "404")
    assert error_of(face.get("http://emulator.test/_emulator/elsewhere")) == (404, "404")


def test_versions_share_the_account(face: httpx.Client) -> None:
    """What one version created every version shows."""
    created(face, PERSON_GROUP)

    for version in VERSIONS:
        assert face.get(f"http://emulator.test/face/{version}/persongroups/staff").status_code == 200
