"""Liveness sessions of every version that has them (face-api.md#session-calls)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from typing import Any
from uuid import UUID

import httpx
import pytest

from ..conftest import TurnedClock
from ..documented_calls import error_of, photo
from ..liveness_requests import SESSION_VERSIONS, SESSIONS, SessionKind, session_in

every_session = pytest.mark.parametrize("kind", SESSIONS, ids=str)
listed_sessions = pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.listed], ids=str)
verify_forms = pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.verifies], ids=str)

STARTED = "2023-11-14T22:13:20"


@every_session
def test_create(root: httpx.Client, kind: SessionKind) -> None:
    """A new session has an id and a token, and v1.2 shows at once all that it is."""
    reply = root.post(kind.path, **kind.body())

    assert reply.status_code == 200, reply.text
    session = reply.json()
    assert str(UUID(session["sessionId"])) == session["sessionId"]
    if kind.listed:
        assert set(session) == {"sessionId", "authToken"}
    else:
        assert session == root.get(f"{kind.path}/{session['sessionId']}").json()


@every_session
def test_the_token_is_a_json_web_token(root: httpx.Client, kind: SessionKind) -> None:
    """Three parts: a header, the claims, which tell when it ends, and a signature."""
    token = root.post(kind.path, **kind.body(authTokenTimeToLiveInSeconds=90)).json()["authToken"]

    header, claims, signature = (urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in token.split("."))
    assert json.loads(header)["typ"] == "JWT"
    assert json.loads(claims)["exp"] - json.loads(claims)["iat"] == 90
    assert signature


@listed_sessions
def test_get_in_the_earlier_form(root: httpx.Client, clock: TurnedClock, kind: SessionKind) -> None:
    """The session tells when it was created and whether its token is still valid; what is not set is left out."""
    clock.ticks += 1_234_500
    session = session_in(root, kind, deviceCorrelationId="device", authTokenTimeToLiveInSeconds=60)
    plain = session_in(root, kind, deviceCorrelationId=None, deviceCorrelationIdSetInClient=True)

    assert root.get(session).json() == {
        "id": session.rpartition("/")[2],
        "createdDateTime": f"{STARTED}.12345+00:00",
        "sessionExpired": False,
        "deviceCorrelationId": "device",
        "authTokenTimeToLiveInSeconds": 60,
        "status": "NotStarted",
    }
    assert "deviceCorrelationId" not in root.get(plain).json()
    assert root.get(plain).json()["authTokenTimeToLiveInSeconds"] == 600
    clock.advance(59.9999999)
    assert root.get(session).json()["sessionExpired"] is False
    clock.advance(0.0000001)
    assert root.get(session).json()["sessionExpired"] is True


@pytest.mark.parametrize("kind", [kind for kind in SESSIONS if not kind.listed], ids=str)
def test_get_in_the_later_form(root: httpx.Client, kind: SessionKind) -> None:
    """The session tells its model and its attempts, of which there are none; with verify, the image's face too."""
    session = session_in(root, kind)
    chosen = session_in(root, kind, livenessModelVersion="2024-10-01")

    shown = root.get(session).json()

    references = shown["results"].pop("verifyReferences", None)
    monitored = {"isAbuseMonitoringEnabled": False} if kind.version == "v1.3-preview.1" else {}
    assert shown == {
        "sessionId": session.rpartition("/")[2],
        "authToken": shown["authToken"],
        "status": "NotStarted",
        "modelVersion": "2024-11-15",
        "results": {"attempts": []},
        **monitored,
    }
    assert root.get(chosen).json()["modelVersion"] == "2024-10-01"
    if kind.verifies:
        [reference] = references
        assert reference["referenceType"] == "Color"
        assert set(reference["faceRectangle"]) == {"top", "left", "width", "height"}
        assert reference["qualityForRecognition"] == "high"
    else:
        assert references is None


@listed_sessions
def test_list(root: httpx.Client, kind: SessionKind) -> None:
    """Ascending by id, `start` exclusive, at most `top`; an item has no status."""
    made = sorted(session_in(root, kind).rpartition("/")[2] for _ in range(5))

    def listed(**query: str) -> list[str]:
        return [item["id"] for item in root.get(kind.path, params=query).json()]

    assert listed() == made
    assert listed(top="2") == made[:2]
    assert listed(start=made[1], top="2") == made[2:4]
    assert listed(start=made[4]) == []
    [first] = root.get(kind.path, params={"top": "1"}).json()
    assert set(first) == {
        "id",
        "createdDateTime",
        "sessionExpired",
        "deviceCorrelationId",
        "authTokenTimeToLiveInSeconds",
    }


@listed_sessions
def test_audit(root: httpx.Client, kind: SessionKind) -> None:
    """Nobody calls with a session's token, so there are no entries; `start` and `top` are looked at all the same."""
    session = session_in(root, kind)

    assert root.get(f"{session}/audit", params={"start": "1", "top": "1"}).json() == []
    assert error_of(root.get(f"{session}/audit", params={"top": "0"})) == (400, "BadArgument")


@every_session
def test_delete(root: httpx.Client, kind: SessionKind) -> None:
    """200 in the earlier form, 204 in the later, both without a body; then the session is gone."""
    session = session_in(root, kind)

    reply = root.delete(session)

    assert (reply.status_code, reply.content) == (200 if kind.listed else 204, b"")
    assert_gone(root, session)


@every_session
def test_sessions_vanish(root: httpx.Client, clock: TurnedClock, kind: SessionKind) -> None:
    """48 hours after it was created (face-api.md#session-lifetime) a session is not found any more, and not listed; a
    younger one stays.
    """
    old, deleted = session_in(root, kind), session_in(root, kind)
    root.delete(deleted)
    clock.advance(3600)
    young = session_in(root, kind)
    clock.advance(47 * 3600 - 0.0000001)
    assert root.get(old).status_code == 200

    clock.advance(0.0000001)

    assert_gone(root, old)
    assert root.get(young).status_code == 200
    if kind.listed:
        assert [item["id"] for item in root.get(kind.path).json()] == [young.rpartition("/")[2]]


def assert_gone(root: httpx.Client, session: str) -> None:
    assert error_of(root.get(session)) == (404, "SessionNotFound")
    assert error_of(root.delete(session)) == (404, "SessionNotFound")


def test_versions_share_their_sessions(root: httpx.Client) -> None:
    """A session of one version is found by all the others, but not among those of the other call."""
    for version in SESSION_VERSIONS:
        for kind in (kind for kind in SESSIONS if kind.version == version):
            session_id = session_in(root, kind).rpartition("/")[2]
            for other in SESSIONS:
                found = root.get(f"{other.path}/{session_id}").status_code
                assert found == (200 if other.verifies == kind.verifies else 404)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        pytest.param({"livenessOperationMode": "Active"}, "InvalidLivenessOperationMode", id="unknown mode"),
        pytest.param({"livenessOperationMode": None}, "InvalidRequestBody", id="no mode"),
        pytest.param({"authTokenTimeToLiveInSeconds": 59}, "InvalidTokenLifetime", id="too short"),
        pytest.param({"authTokenTimeToLiveInSeconds": 86_401}, "InvalidTokenLifetime", id="too long"),
        pytest.param({"authTokenTimeToLiveInSeconds": "long"}, "InvalidRequestBody", id="no number"),
        pytest.param({"deviceCorrelationId": None}, "InvalidDeviceCorrelationId", id="no device"),
        pytest.param({"deviceCorrelationId": ""}, "InvalidDeviceCorrelationId", id="empty device"),
        pytest.param({"deviceCorrelationId": "x" * 65}, "InvalidDeviceCorrelationId", id="long device"),
        pytest.param({"deviceCorrelationIdSetInClient": True}, "InvalidDeviceCorrelationId", id="both devices"),
        pytest.param({"deviceCorrelationIdSetInClient": "maybe"}, "InvalidRequestBody", id="no truth"),
        pytest.param({"mode": "Passive"}, "InvalidRequestBody", id="unknown member"),
    ],
)
@every_session
def test_what_create_refuses(root: httpx.Client, kind: SessionKind, change: dict[str, Any], code: str) -> None:
    """Each mistake has its code, in JSON as in forms, and makes no session."""
    assert error_of(root.post(kind.path, **kind.body(**change))) == (400, code)
    assert root.get("/_emulator/account").json()["sessions"] == []


@pytest.mark.parametrize("seconds", [60, 86_400])
@every_session
def test_the_limits_themselves_are_accepted(root: httpx.Client, kind: SessionKind, seconds: int) -> None:
    """60 to 86,400 seconds, and 64 characters for the device."""
    session_in(root, kind, authTokenTimeToLiveInSeconds=seconds, deviceCorrelationId="x" * 64)


MEMBERS: dict[str, tuple[Any, set[str]]] = {
    "sendResultsToClient": (True, {"v1.1-preview.1", "v1.2-preview.1"}),
    "enableSessionImage": (True, {"v1.2-preview.1", "v1.2", "v1.3-preview.1"}),
    "livenessSingleModalModel": ("2022-10-15-preview.04", {"v1.2-preview.1"}),
    "livenessModelVersion": ("2024-11-15", {"v1.2", "v1.3-preview.1"}),
}
WITH_VERIFY: dict[str, tuple[Any, set[str]]] = {
    "returnVerifyImageHash": (True, {"v1.2-preview.1", "v1.2", "v1.3-preview.1"}),
    "verifyConfidenceThreshold": (0.75, {"v1.2-preview.1", "v1.2", "v1.3-preview.1"}),
    "numberOfClientAttemptsAllowed": (3, {"v1.3-preview.1"}),
}


@pytest.mark.parametrize("member", MEMBERS | WITH_VERIFY)
@every_session
def test_each_version_has_members_of_its_own(root: httpx.Client, kind: SessionKind, member: str) -> None:
    """A member is taken by the versions that have it and refused by the others."""
    value, versions = (MEMBERS | WITH_VERIFY)[member]
    known = kind.version in versions and (kind.verifies or member in MEMBERS)

    reply = root.post(kind.path, **kind.body(**{member: value}))

    assert reply.status_code == 200 if known else error_of(reply) == (400, "InvalidRequestBody")


@verify_forms
def test_a_form_brings_the_image(root: httpx.Client, kind: SessionKind) -> None:
    """With verify an image may come along; the earlier form then answers where its face is."""
    reply = root.post(kind.path, **kind.form())

    assert reply.status_code == 200, reply.text
    if kind.listed:
        assert set(reply.json()["verifyImage"]) == {"faceRectangle", "qualityForRecognition"}


@verify_forms
@pytest.mark.parametrize(
    ("image", "code"),
    [
        pytest.param(photo(size=1023), "InvalidImageSize", id="too small"),
        pytest.param(photo(size=6 * 1024 * 1024 + 1), "InvalidImageSize", id="too big"),
        pytest.param(b"text" * 500, "InvalidImage", id="no image"),
    ],
)
def test_the_image_is_looked_at(root: httpx.Client, kind: SessionKind, image: bytes, code: str) -> None:
    """The image to verify with is refused like any other."""
    assert error_of(root.post(kind.path, **kind.form(image))) == (400, code)


@verify_forms
def test_a_form_without_end(root: httpx.Client, kind: SessionKind) -> None:
    """A form is not taken in beyond what an image may have, whatever is in it."""
    endless: dict[str, Any] = {"data": kind.fields(), "files": {"more": ("more", b"x" * 13 * 1024 * 1024)}}

    assert error_of(root.post(kind.path, **endless)) == (400, "InvalidImageSize")


@pytest.mark.parametrize(
    "change", [{"authTokenTimeToLiveInSeconds": "600"}, {"deviceCorrelationIdSetInClient": "false"}]
)
@every_session
def test_text_for_a_number(root: httpx.Client, kind: SessionKind, change: dict[str, str]) -> None:
    """In JSON a number is no text and a truth neither; in the later forms all is text."""
    reply = root.post(kind.path, **kind.body(**change))

    in_json = kind.listed or not kind.verifies
    assert error_of(reply) == (400, "InvalidRequestBody") if in_json else reply.status_code == 200


@verify_forms
def test_forms_that_are_refused(root: httpx.Client, kind: SessionKind) -> None:
    """A form without an image, cut off, without a boundary or with a part too many is 400 `InvalidRequestBody`."""
    whole = root.build_request("POST", kind.path, **kind.form())
    content, media_type = whole.read(), whole.headers["content-type"]
    bad: list[dict[str, Any]] = [
        {"data": kind.members(), "files": {"another": ("a", b"x")}},
        {"content": content[:200], "headers": {"Content-Type": media_type}},
        {"content": content, "headers": {"Content-Type": "multipart/form-data"}},
        {"data": {**kind.fields(), "more": "1"}, "files": {kind.image_part: ("photo.jpg", photo())}},
        {"content": content.replace(b"; name=", b"; nome="), "headers": {"Content-Type": media_type}},
        {"content": b"", "headers": {"Content-Type": media_type}},
    ]

    for request in bad:
        assert error_of(root.post(kind.path, **request)) == (400, "InvalidRequestBody")


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
    ids=["empty", "cut", "array", "null", "half a character", "half a name", "not UTF-8", "endless", "a truth"],
)
@pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.listed or not kind.verifies], ids=str)
def test_unreadable_json(root: httpx.Client, kind: SessionKind, content: bytes) -> None:
    """What is no JSON object of the right types is 400 `InvalidRequestBody`, whether in a body or in a part."""
    reply = root.post(kind.path, content=content, headers={"Content-Type": "application/json"})

    assert error_of(reply) == (400, "InvalidRequestBody")
    if kind.verifies:
        form = {"Parameters": (None, content), "VerifyImage": ("photo.jpg", photo())}
        assert error_of(root.post(kind.path, files=form)) == (400, "InvalidRequestBody")


@pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.verifies and not kind.listed], ids=str)
def test_unreadable_fields(root: httpx.Client, kind: SessionKind) -> None:
    """A part that is no text is 400 `InvalidRequestBody`."""
    form = {"livenessOperationMode": (None, b"\xff"), "verifyImage": ("photo.jpg", photo())}

    assert error_of(root.post(kind.path, files=form)) == (400, "InvalidRequestBody")


@every_session
def test_other_media_types(root: httpx.Client, kind: SessionKind) -> None:
    """What is neither JSON nor, with verify, a form is 415; the later form with verify takes no JSON either."""
    refused: list[dict[str, Any]] = [{"content": b"{}", "headers": {"Content-Type": "text/plain"}}, {"content": b"{}"}]
    if not kind.verifies:
        refused.append({"data": kind.fields(), "files": {"x": ("x", b"x")}})
    if kind.verifies and not kind.listed:
        refused.append({"json": kind.members()})

    for request in refused:
        assert error_of(root.post(kind.path, **request)) == (415, "BadArgument")


def test_an_image_in_a_plain_part(root: httpx.Client) -> None:
    """The later form takes the image without a file name, byte for byte; the earlier insists on one."""
    for kind in SESSIONS:
        if kind.verifies:
            nameless: dict[str, Any] = {
                **{name: (None, value) for name, value in kind.fields().items()},
                kind.image_part: (None, photo("gif")),
            }
            reply = root.post(kind.path, files=nameless)
            assert error_of(reply) == (400, "InvalidRequestBody") if kind.listed else reply.status_code == 200


@listed_sessions
@pytest.mark.parametrize("query", [{"top": "0"}, {"top": "1001"}, {"top": "x"}, {"start": "x" * 65}])
def test_what_a_listing_refuses(root: httpx.Client, kind: SessionKind, query: dict[str, str]) -> None:
    """A `start` or a `top` that is invalid is 400, with the words of the sessions' own pages."""
    reply = root.get(kind.path, params=query)

    assert error_of(reply) == (400, "BadArgument")
    assert reply.json()["error"]["message"].startswith(f"{next(iter(query)).title()} parameter is invalid.")


def test_the_dump_has_the_sessions(root: httpx.Client) -> None:
    """The emulator's own side shows them with what they were asked for, and never a token."""
    for kind in SESSIONS:
        session_in(root, kind, deviceCorrelationId=str(kind)[:64])

    reply = root.get("/_emulator/account")

    shown = reply.json()["sessions"]
    assert sorted(session["deviceCorrelationId"] for session in shown) == sorted(str(kind)[:64] for kind in SESSIONS)
    assert {session["call"] for session in shown} == {"detectLiveness", "detectLivenessWithVerify"}
    assert 'authToken"' not in reply.text
