"""Liveness sessions of every version that has them (face-api.md#session-calls)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any
from uuid import UUID

import httpx
import pytest

from ..conftest import ManualClock
from ..documented_calls import get_error, photo
from ..liveness_requests import SESSION_VERSIONS, SESSIONS, SessionKind, create_session

every_kind = pytest.mark.parametrize("kind", SESSIONS, ids=str)
listed_kinds = pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.listed], ids=str)
verify_kinds = pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.verifies], ids=str)

STARTED = "2023-11-14T22:13:20"


@every_kind
def test_create_returns_id_and_token(root: httpx.Client, kind: SessionKind) -> None:
    """A create returns an id and a token, and from v1.2 on the whole session."""
    reply = root.post(kind.path, **kind.body())

    assert reply.status_code == 200, reply.text
    session = reply.json()
    assert str(UUID(session["sessionId"])) == session["sessionId"]
    if kind.listed:
        assert set(session) == {"sessionId", "authToken"}
    else:
        assert session == root.get(f"{kind.path}/{session['sessionId']}").json()


@every_kind
def test_token_is_a_json_web_token(root: httpx.Client, kind: SessionKind) -> None:
    """The token has a header, a payload with the expiration, and a signature."""
    token = root.post(kind.path, **kind.body(authTokenTimeToLiveInSeconds=90)).json()["authToken"]

    header, payload, signature = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split("."))
    assert json.loads(header)["typ"] == "JWT"
    assert json.loads(payload)["exp"] - json.loads(payload)["iat"] == 90
    assert signature


@listed_kinds
def test_get_in_earlier_versions(root: httpx.Client, clock: ManualClock, kind: SessionKind) -> None:
    """A session has its creation time and whether its token has expired; members without a value are omitted."""
    clock.ticks += 1_234_500
    session = create_session(root, kind, deviceCorrelationId="device", authTokenTimeToLiveInSeconds=60)
    session_without_id = create_session(root, kind, deviceCorrelationId=None, deviceCorrelationIdSetInClient=True)

    assert root.get(session).json() == {
        "id": session.rpartition("/")[2],
        "createdDateTime": f"{STARTED}.12345+00:00",
        "sessionExpired": False,
        "deviceCorrelationId": "device",
        "authTokenTimeToLiveInSeconds": 60,
        "status": "NotStarted",
    }
    assert "deviceCorrelationId" not in root.get(session_without_id).json()
    assert root.get(session_without_id).json()["authTokenTimeToLiveInSeconds"] == 600
    clock.advance(59.9999999)
    assert root.get(session).json()["sessionExpired"] is False
    clock.advance(0.0000001)
    assert root.get(session).json()["sessionExpired"] is True


@pytest.mark.parametrize("kind", [kind for kind in SESSIONS if not kind.listed], ids=str)
def test_get_in_later_versions(root: httpx.Client, kind: SessionKind) -> None:
    """A session has its model and no attempts, and with verify the face of its verify image."""
    session = create_session(root, kind)
    session_with_model = create_session(root, kind, livenessModelVersion="2024-10-01")

    result = root.get(session).json()

    references = result["results"].pop("verifyReferences", None)
    monitored = {"isAbuseMonitoringEnabled": False} if kind.version == "v1.3-preview.1" else {}
    assert result == {
        "sessionId": session.rpartition("/")[2],
        "authToken": result["authToken"],
        "status": "NotStarted",
        "modelVersion": "2024-11-15",
        "results": {"attempts": []},
        **monitored,
    }
    assert root.get(session_with_model).json()["modelVersion"] == "2024-10-01"
    if kind.verifies:
        [reference] = references
        assert reference["referenceType"] == "Color"
        assert set(reference["faceRectangle"]) == {"top", "left", "width", "height"}
        assert reference["qualityForRecognition"] == "high"
    else:
        assert references is None


@listed_kinds
def test_sessions_are_paged(root: httpx.Client, kind: SessionKind) -> None:
    """Sessions are listed in ascending order of ids, after `start`, at most `top`, and without a status."""
    created_ids = sorted(create_session(root, kind).rpartition("/")[2] for _ in range(5))

    def list_ids(**query: str) -> list[str]:
        return [item["id"] for item in root.get(kind.path, params=query).json()]

    assert list_ids() == created_ids
    assert list_ids(top="2") == created_ids[:2]
    assert list_ids(start=created_ids[1], top="2") == created_ids[2:4]
    assert list_ids(start=created_ids[4]) == []
    [first] = root.get(kind.path, params={"top": "1"}).json()
    assert set(first) == {
        "id",
        "createdDateTime",
        "sessionExpired",
        "deviceCorrelationId",
        "authTokenTimeToLiveInSeconds",
    }


@listed_kinds
def test_audit_has_no_entries(root: httpx.Client, kind: SessionKind) -> None:
    """The audit has no entries, and rejects an invalid `top`."""
    session = create_session(root, kind)

    assert root.get(f"{session}/audit", params={"start": "1", "top": "1"}).json() == []
    assert get_error(root.get(f"{session}/audit", params={"top": "0"})) == (400, "BadArgument")


@every_kind
def test_delete_removes_the_session(root: httpx.Client, kind: SessionKind) -> None:
    """A delete is 200 in earlier and 204 in later versions, and the session is not found afterwards."""
    session = create_session(root, kind)

    reply = root.delete(session)

    assert (reply.status_code, reply.content) == (200 if kind.listed else 204, b"")
    assert_not_found(root, session)


@every_kind
def test_sessions_are_removed_after_48_hours(root: httpx.Client, clock: ManualClock, kind: SessionKind) -> None:
    """A session is not found and not listed 48 hours after its creation (face-api.md#session-lifetime)."""
    old, deleted = create_session(root, kind), create_session(root, kind)
    root.delete(deleted)
    clock.advance(3600)
    young = create_session(root, kind)
    clock.advance(47 * 3600 - 0.0000001)
    assert root.get(old).status_code == 200

    clock.advance(0.0000001)

    assert_not_found(root, old)
    assert root.get(young).status_code == 200
    if kind.listed:
        assert [item["id"] for item in root.get(kind.path).json()] == [young.rpartition("/")[2]]


def assert_not_found(root: httpx.Client, session: str) -> None:
    assert get_error(root.get(session)) == (404, "SessionNotFound")
    assert get_error(root.delete(session)) == (404, "SessionNotFound")


def test_versions_share_sessions(root: httpx.Client) -> None:
    """A session created in one version is found in all others, but only for the same call."""
    for version in SESSION_VERSIONS:
        for kind in (kind for kind in SESSIONS if kind.version == version):
            session_id = create_session(root, kind).rpartition("/")[2]
            for other_kind in SESSIONS:
                status = root.get(f"{other_kind.path}/{session_id}").status_code
                assert status == (200 if other_kind.verifies == kind.verifies else 404)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"livenessOperationMode": "Active"}, "InvalidLivenessOperationMode", id="unknown mode"),
        pytest.param({"livenessOperationMode": None}, "InvalidRequestBody", id="no mode"),
        pytest.param({"authTokenTimeToLiveInSeconds": 59}, "InvalidTokenLifetime", id="lifetime too short"),
        pytest.param({"authTokenTimeToLiveInSeconds": 86_401}, "InvalidTokenLifetime", id="lifetime too long"),
        pytest.param({"authTokenTimeToLiveInSeconds": "long"}, "InvalidRequestBody", id="lifetime not a number"),
        pytest.param({"deviceCorrelationId": None}, "InvalidDeviceCorrelationId", id="no device"),
        pytest.param({"deviceCorrelationId": ""}, "InvalidDeviceCorrelationId", id="empty device"),
        pytest.param({"deviceCorrelationId": "x" * 65}, "InvalidDeviceCorrelationId", id="device too long"),
        pytest.param(
            {"deviceCorrelationIdSetInClient": True}, "InvalidDeviceCorrelationId", id="device here and in client"
        ),
        pytest.param({"deviceCorrelationIdSetInClient": "maybe"}, "InvalidRequestBody", id="flag not a boolean"),
        pytest.param({"mode": "Passive"}, "InvalidRequestBody", id="unknown member"),
    ],
)
@every_kind
def test_invalid_create_member_is_rejected(
    root: httpx.Client, kind: SessionKind, change: dict[str, Any], code: str
) -> None:
    """Every invalid member has an error code, in JSON and in forms, and no session is created."""
    assert get_error(root.post(kind.path, **kind.body(**change))) == (400, code)
    assert root.get("/_emulator/account").json()["sessions"] == []


@pytest.mark.parametrize("seconds", [60, 86_400])
@every_kind
def test_create_limits_are_accepted(root: httpx.Client, kind: SessionKind, seconds: int) -> None:
    """A token lifetime of 60 and of 86,400 seconds and a device id of 64 characters are accepted."""
    create_session(root, kind, authTokenTimeToLiveInSeconds=seconds, deviceCorrelationId="x" * 64)


MEMBERS: dict[str, tuple[Any, set[str]]] = {
    "sendResultsToClient": (True, {"v1.1-preview.1", "v1.2-preview.1"}),
    "enableSessionImage": (True, {"v1.2-preview.1", "v1.2", "v1.3-preview.1"}),
    "livenessSingleModalModel": ("2022-10-15-preview.04", {"v1.2-preview.1"}),
    "livenessModelVersion": ("2024-11-15", {"v1.2", "v1.3-preview.1"}),
}
VERIFY_MEMBERS: dict[str, tuple[Any, set[str]]] = {
    "returnVerifyImageHash": (True, {"v1.2-preview.1", "v1.2", "v1.3-preview.1"}),
    "verifyConfidenceThreshold": (0.75, {"v1.2-preview.1", "v1.2", "v1.3-preview.1"}),
    "numberOfClientAttemptsAllowed": (3, {"v1.3-preview.1"}),
}


@pytest.mark.parametrize("member", MEMBERS | VERIFY_MEMBERS)
@every_kind
def test_members_are_accepted_only_in_their_versions(root: httpx.Client, kind: SessionKind, member: str) -> None:
    """A member is accepted in the versions that have it and rejected in the others."""
    value, versions = (MEMBERS | VERIFY_MEMBERS)[member]
    is_known = kind.version in versions and (kind.verifies or member in MEMBERS)

    reply = root.post(kind.path, **kind.body(**{member: value}))

    assert reply.status_code == 200 if is_known else get_error(reply) == (400, "InvalidRequestBody")


@verify_kinds
def test_form_can_have_a_verify_image(root: httpx.Client, kind: SessionKind) -> None:
    """With verify, a form can have an image; earlier versions return the rectangle of its face."""
    reply = root.post(kind.path, **kind.form())

    assert reply.status_code == 200, reply.text
    if kind.listed:
        assert set(reply.json()["verifyImage"]) == {"faceRectangle", "qualityForRecognition"}


@verify_kinds
@pytest.mark.parametrize(
    ("image", "code"),
    [
        pytest.param(photo(size=1023), "InvalidImageSize", id="too small"),
        pytest.param(photo(size=6 * 1024 * 1024 + 1), "InvalidImageSize", id="too big"),
        pytest.param(b"text" * 500, "InvalidImage", id="not an image"),
    ],
)
def test_invalid_verify_image_is_rejected(root: httpx.Client, kind: SessionKind, image: bytes, code: str) -> None:
    """A verify image is checked like any other image."""
    assert get_error(root.post(kind.path, **kind.form(image))) == (400, code)


@verify_kinds
def test_large_form_is_rejected(root: httpx.Client, kind: SessionKind) -> None:
    """A form larger than an image can be is rejected."""
    large_form: dict[str, Any] = {"data": kind.fields(), "files": {"more": ("more", b"x" * 13 * 1024 * 1024)}}

    assert get_error(root.post(kind.path, **large_form)) == (400, "InvalidImageSize")


@pytest.mark.parametrize(
    "change", [{"authTokenTimeToLiveInSeconds": "600"}, {"deviceCorrelationIdSetInClient": "false"}]
)
@every_kind
def test_strings_are_converted_only_in_forms(root: httpx.Client, kind: SessionKind, change: dict[str, str]) -> None:
    """A string for a number or a boolean is rejected in JSON and accepted in the fields of a form."""
    reply = root.post(kind.path, **kind.body(**change))

    is_json = kind.listed or not kind.verifies
    assert get_error(reply) == (400, "InvalidRequestBody") if is_json else reply.status_code == 200


@verify_kinds
def test_invalid_form_is_rejected(root: httpx.Client, kind: SessionKind) -> None:
    """A form that is incomplete, malformed or has an unknown part is 400 `InvalidRequestBody`."""
    valid = root.build_request("POST", kind.path, **kind.form())
    content, media_type = valid.read(), valid.headers["content-type"]
    invalid_requests: list[dict[str, Any]] = [
        {"data": kind.members(), "files": {"another": ("a", b"x")}},
        {"content": content[:200], "headers": {"Content-Type": media_type}},
        {"content": content, "headers": {"Content-Type": "multipart/form-data"}},
        {"data": {**kind.fields(), "more": "1"}, "files": {kind.image_part: ("photo.jpg", photo())}},
        {"content": content.replace(b"; name=", b"; nome="), "headers": {"Content-Type": media_type}},
        {"content": b"", "headers": {"Content-Type": media_type}},
    ]

    for request in invalid_requests:
        assert get_error(root.post(kind.path, **request)) == (400, "InvalidRequestBody")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"deviceCorrelationId": "\\ud800"}',
        b'{"\\ud800": 1}',
        b'{"livenessOperationMode": {}, "\xff": 1}',
        b'{"livenessOperationMode": "Passive", "authTokenTimeToLiveInSeconds": 1e400}',
        b'{"livenessOperationMode": "Passive", "authTokenTimeToLiveInSeconds": true}',
    ],
    ids=[
        "empty",
        "truncated",
        "array",
        "null",
        "surrogate value",
        "surrogate name",
        "not UTF-8",
        "infinite",
        "boolean",
    ],
)
@pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.listed or not kind.verifies], ids=str)
def test_invalid_json_is_rejected(root: httpx.Client, kind: SessionKind, content: bytes) -> None:
    """JSON that is not an object with the right types is 400 `InvalidRequestBody`, in a body and in a part."""
    reply = root.post(kind.path, content=content, headers={"Content-Type": "application/json"})

    assert get_error(reply) == (400, "InvalidRequestBody")
    if kind.verifies:
        form = {"Parameters": (None, content), "VerifyImage": ("photo.jpg", photo())}
        assert get_error(root.post(kind.path, files=form)) == (400, "InvalidRequestBody")


@pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.verifies and not kind.listed], ids=str)
def test_form_field_with_invalid_utf8_is_rejected(root: httpx.Client, kind: SessionKind) -> None:
    """A form field that is not valid UTF-8 is 400 `InvalidRequestBody`."""
    form = {"livenessOperationMode": (None, b"\xff"), "verifyImage": ("photo.jpg", photo())}

    assert get_error(root.post(kind.path, files=form)) == (400, "InvalidRequestBody")


@every_kind
def test_other_media_type_is_rejected(root: httpx.Client, kind: SessionKind) -> None:
    """Other media types are 415; later versions with verify reject JSON too."""
    invalid_requests: list[dict[str, Any]] = [
        {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
        {"content": b"{}"},
    ]
    if not kind.verifies:
        invalid_requests.append({"data": kind.fields(), "files": {"x": ("x", b"x")}})
    if kind.verifies and not kind.listed:
        invalid_requests.append({"json": kind.members()})

    for request in invalid_requests:
        assert get_error(root.post(kind.path, **request)) == (415, "BadArgument")


def test_image_part_without_file_name(root: httpx.Client) -> None:
    """Later versions accept an image part without a file name, earlier ones reject it."""
    for kind in SESSIONS:
        if kind.verifies:
            form: dict[str, Any] = {
                **{name: (None, value) for name, value in kind.fields().items()},
                kind.image_part: (None, photo("gif")),
            }
            reply = root.post(kind.path, files=form)
            assert get_error(reply) == (400, "InvalidRequestBody") if kind.listed else reply.status_code == 200


@listed_kinds
@pytest.mark.parametrize("query", [{"top": "0"}, {"top": "1001"}, {"top": "x"}, {"start": "x" * 65}])
def test_invalid_paging_parameter_is_rejected(root: httpx.Client, kind: SessionKind, query: dict[str, str]) -> None:
    """An invalid `start` or `top` is 400 with the error text of session listings."""
    reply = root.get(kind.path, params=query)

    assert get_error(reply) == (400, "BadArgument")
    assert reply.json()["error"]["message"].startswith(f"{next(iter(query)).title()} parameter is invalid.")


def test_account_has_the_sessions(root: httpx.Client) -> None:
    """The admin API returns the sessions with their parameters and without their tokens."""
    for kind in SESSIONS:
        create_session(root, kind, deviceCorrelationId=str(kind)[:64])

    reply = root.get("/_emulator/account")

    sessions = reply.json()["sessions"]
    assert sorted(session["deviceCorrelationId"] for session in sessions) == sorted(str(kind)[:64] for kind in SESSIONS)
    assert {session["call"] for session in sessions} == {"detectLiveness", "detectLivenessWithVerify"}
    assert 'authToken"' not in reply.text
