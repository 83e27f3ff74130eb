"""The behavior of all calls: authentication, headers, media types, JSON bodies, errors, and unknown calls.

See face-api.md#auth-key-header, face-api.md#request-json-media-type, face-api.md#header-apim-request-id and
face-api.md#error-shapes.
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
    add_face,
    create_container,
    create_face_owner,
    create_person,
    get_error,
)


@pytest.mark.parametrize("key", [None, "", "wrong", KEY.upper(), KEY + " x"], ids=repr)
@pytest.mark.parametrize(
    "path", ["/face/v1.2/persongroups", "/face/v1.2/detect", "/face/v9/x", "/_emulator/requests", "/elsewhere"]
)
def test_missing_or_wrong_key_is_rejected_first(face: httpx.Client, path: str, key: str | None) -> None:
    """A missing or wrong key is 401 `Unspecified`, whatever else is wrong with the request."""
    del face.headers["Ocp-Apim-Subscription-Key"]
    headers = {} if key is None else {"Ocp-Apim-Subscription-Key": key}

    assert get_error(face.get(f"http://emulator.test{path}", headers=headers)) == (401, "Unspecified")


def test_bearer_token_is_rejected_by_default(face: httpx.Client) -> None:
    """Without the setting `token`, a bearer token is 401."""
    del face.headers["Ocp-Apim-Subscription-Key"]

    assert get_error(face.get("/persongroups", headers={"Authorization": f"Bearer {KEY}"})) == (401, "Unspecified")


def test_health_check_needs_no_key(face: httpx.Client) -> None:
    """`GET /healthz` reports that the emulator is up, without a key."""
    del face.headers["Ocp-Apim-Subscription-Key"]

    reply = face.get("http://emulator.test/healthz")

    assert (reply.status_code, reply.json()) == (200, {"status": "ok"})


def test_success_has_billing_and_timing_headers(face: httpx.Client) -> None:
    """A successful response is billed as one transaction and has the time, the region and the security headers."""
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
def test_error_is_not_billed(face: httpx.Client, method: str, path: str, status: int) -> None:
    """An error response has a request id, is not billed, and has no `x-ms-error-code`."""
    reply = face.request(method, path)

    assert reply.status_code == status
    assert str(UUID(reply.headers["apim-request-id"])) == reply.headers["apim-request-id"]
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert not {"csp-billing-usage", "x-ms-error-code", "retry-after"} & set(reply.headers)


def test_request_ids_are_unique(face: httpx.Client) -> None:
    """No two responses have the same `apim-request-id`."""
    assert len({face.get("/persongroups").headers["apim-request-id"] for _ in range(20)}) == 20


def test_error_message_names_the_container(face: httpx.Client) -> None:
    """An error is an object with a code and a message, which has the container id in single quotes."""
    reply = face.get("/persongroups/sales")

    assert reply.json() == {"error": {"code": "PersonGroupNotFound", "message": "Person group 'sales' is not found."}}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"name": }', b'"name"', b"[]", b"null", b'{"name": "\xff"}', b'{"name": "\\ud800"}', b"[" * 100_000],
    ids=[
        "empty",
        "truncated",
        "missing value",
        "string",
        "array",
        "null",
        "not UTF-8",
        "lone surrogate",
        "nested too deep",
    ],
)
def test_invalid_json_is_rejected(face: httpx.Client, content: bytes) -> None:
    """A body that is not a JSON object is 400 `BadArgument`."""
    reply = face.put("/persongroups/staff", content=content, headers={"Content-Type": "application/json"})

    assert get_error(reply) == (400, "BadArgument")


def test_unknown_member_with_invalid_name_is_rejected(face: httpx.Client) -> None:
    """An unknown member is 400, even if its name is not valid Unicode."""
    content = b'{"name": "n", "\\ud800": 1}'

    reply = face.put("/persongroups/staff", content=content, headers={"Content-Type": "application/json"})

    assert get_error(reply) == (400, "BadArgument")


@pytest.mark.parametrize("media_type", [None, "text/plain", "application/x-www-form-urlencoded", "text/json"])
def test_json_call_with_other_media_type_is_rejected(face: httpx.Client, media_type: str | None) -> None:
    """A call that takes JSON is 415 `BadArgument` with any other content type, or none."""
    group = create_container(face, PERSON_GROUP)
    person = create_person(face, group)
    headers = {} if media_type is None else {"Content-Type": media_type}

    for method, path in (("PUT", "/persongroups/b"), ("PATCH", group), ("POST", f"{group}/persons"), ("PATCH", person)):
        reply = face.request(method, path, content=b'{"name": "n"}', headers=headers)
        assert get_error(reply) == (415, "BadArgument")


@pytest.mark.parametrize("media_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_media_type_ignores_case_and_parameters(face: httpx.Client, media_type: str) -> None:
    """The parameters and the letter case of the content type do not matter."""
    reply = face.put("/persongroups/a", content=b'{"name": "n"}', headers={"Content-Type": media_type})

    assert reply.status_code == 200


@pytest.mark.parametrize("media_type", ["image/jpeg", "multipart/form-data", ""])
def test_image_with_other_media_type_is_rejected(face: httpx.Client, media_type: str) -> None:
    """Image bytes without `application/octet-stream` are 415 `BadArgument`."""
    owner = create_face_owner(face, LARGE_FACE_LIST)

    reply = face.post(f"{owner}/persistedfaces", content=b"x" * 2048, headers={"Content-Type": media_type})

    assert get_error(reply) == (415, "BadArgument")


@pytest.mark.parametrize("path", ["/PersonGroups/staff", "/persongroups/staff/Persons", "/PERSONGROUPS"])
def test_path_words_ignore_case(face: httpx.Client, path: str) -> None:
    """The fixed words of a path may have any letter case."""
    create_container(face, PERSON_GROUP)

    assert face.get(path).status_code == 200


def test_path_ids_are_case_sensitive(face: httpx.Client) -> None:
    """An id with another letter case is not found."""
    owner = create_face_owner(face, LARGE_FACE_LIST)
    face_id = add_face(face, owner).json()["persistedFaceId"]

    assert get_error(face.get(f"/largefacelists/{'staff'.upper()}"))[0] == 404
    assert get_error(face.get(f"{owner}/persistedfaces/{face_id.upper()}"))[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "template"),
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
def test_unknown_call_is_501_with_its_name(face: httpx.Client, method: str, path: str, template: str | None) -> None:
    """Any other Face call or version is 501 with a message that has the method and the path."""
    reply = face.request(method, f"http://emulator.test/face{path}")

    assert reply.status_code == 501
    if template is not None:
        assert reply.json()["error"]["code"] == "NotImplemented"
        assert f"{method} {template}." in reply.json()["error"]["message"]


def test_other_path_is_404(face: httpx.Client) -> None:
    """A path outside the Face API is 404."""
    assert get_error(face.get("http://emulator.test/elsewhere")) == (404, "404")
    assert get_error(face.get("http://emulator.test/_emulator/elsewhere")) == (404, "404")


def test_versions_share_the_account(face: httpx.Client) -> None:
    """A container created in one version exists in every version."""
    create_container(face, PERSON_GROUP)

    for version in VERSIONS:
        assert face.get(f"http://emulator.test/face/{version}/persongroups/staff").status_code == 200
