"""Containers: create, get, list, update, delete (face-api.md#container-calls)."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from ..documented_calls import EVERY_KIND, VERSIONS, Kind, created, error_of, face_in, owner_of_faces

every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)


@every_kind
@pytest.mark.parametrize("version", VERSIONS)
def test_a_created_container_is_read_back(app: Starlette, face: httpx.Client, kind: Kind, version: str) -> None:
    """In every version, what PUT creates GET gives back, without the members that are null."""
    face.base_url = httpx.URL(f"http://emulator.test/face/{version}")

    reply = face.put(f"{kind.path}/staff_1-a", json={"name": "Staff", "userData": None})

    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (200, b"", "0")
    assert "content-type" not in reply.headers
    shown = face.get(f"{kind.path}/staff_1-a").json()
    assert shown.pop("persistedFaces", []) == []
    assert shown == {kind.id_field: "staff_1-a", "name": "Staff"}


@every_kind
@pytest.mark.parametrize(
    ("given", "model"),
    [
        pytest.param({}, "recognition_01", id="the default is the oldest"),
        pytest.param({"recognitionModel": None}, "recognition_01", id="null is the default"),
        pytest.param({"recognitionModel": "recognition_04"}, "recognition_04", id="as asked for"),
    ],
)
def test_the_model_is_shown_only_on_request(
    face: httpx.Client, kind: Kind, given: dict[str, object], model: str
) -> None:
    """`recognitionModel` is in replies with `returnRecognitionModel=true` and only then, alone and in lists."""
    item = created(face, kind, **given)
    asked = {"returnRecognitionModel": "true"}

    assert face.get(item, params=asked).json()["recognitionModel"] == model
    assert face.get(kind.path, params=asked).json()[0]["recognitionModel"] == model
    for silent in ({}, {"returnRecognitionModel": "false"}):
        assert "recognitionModel" not in face.get(item, params=silent).json()
        assert "recognitionModel" not in face.get(kind.path, params=silent).json()[0]


@pytest.mark.parametrize("value", ["", "1", "yes"])
@every_kind
def test_whether_to_show_the_model_is_yes_or_no(face: httpx.Client, kind: Kind, value: str) -> None:
    """`returnRecognitionModel` is `true` or `false`; anything else is 400."""
    item, query = created(face, kind), {"returnRecognitionModel": value}

    assert error_of(face.get(item, params=query)) == (400, "BadArgument")
    assert error_of(face.get(kind.path, params=query)) == (400, "BadArgument")
    assert face.get(item, params={"returnRecognitionModel": "True"}).status_code == 200


@every_kind
def test_a_taken_id_is_refused(face: httpx.Client, kind: Kind) -> None:
    """PUT is no upsert: on an existing id it is 409 and changes nothing."""
    item = created(face, kind)

    reply = face.put(item, json={"name": "Other"})

    assert error_of(reply) == (409, f"{kind.code}Exists")
    assert face.get(item).json()["name"] == "Staff"


@pytest.mark.parametrize(
    "container_id",
    ["Staff", "a.b", "a b", "grüße", "x" * 65, "a%20b", "a+b"],
    ids=["upper case", "dot", "space", "umlaut", "too long", "encoded space", "plus"],
)
@every_kind
def test_a_malformed_id(face: httpx.Client, kind: Kind, container_id: str) -> None:
    """A malformed container id is 400 on create and 404 on everything else."""
    item = f"{kind.path}/{container_id}"

    assert error_of(face.put(item, json={"name": "n"})) == (400, "BadArgument")
    assert error_of(face.get(item)) == (404, f"{kind.code}NotFound")
    assert error_of(face.patch(item, json={"name": "n"})) == (404, f"{kind.code}NotFound")
    assert error_of(face.delete(item)) == (404, f"{kind.code}NotFound")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="no name"),
        pytest.param({"name": None}, id="null name"),
        pytest.param({"name": ""}, id="empty name"),
        pytest.param({"name": "x" * 129}, id="name too long"),
        pytest.param({"name": 7}, id="name not text"),
        pytest.param({"name": "n", "userData": "x" * 16_385}, id="user data too long"),
        pytest.param({"name": "n", "userData": "é" * 8_193}, id="user data too long in bytes"),
        pytest.param({"name": "n", "userData": {"a": 1}}, id="user data not text"),
        pytest.param({"name": "n", "recognitionModel": "recognition_05"}, id="unknown model"),
        pytest.param({"name": "n", "recognitionModel": 4}, id="model not text"),
        pytest.param({"name": "n", "displayName": "n"}, id="unknown member"),
        pytest.param([], id="not an object"),
    ],
)
@every_kind
def test_what_create_refuses(face: httpx.Client, kind: Kind, body: object) -> None:
    """A body outside the limits is 400 `BadArgument`, and nothing is created."""
    reply = face.put(f"{kind.path}/staff", json=body)

    assert error_of(reply) == (400, "BadArgument")
    assert face.get(kind.path).json() == []


@every_kind
def test_the_limits_themselves_are_accepted(face: httpx.Client, kind: Kind) -> None:
    """64 characters of id, 128 of name and 16,384 bytes of user data fit."""
    item = created(face, kind, "x" * 64, name="ü" * 128, userData="é" * 8_192)

    shown = face.get(item).json()
    assert (shown["name"], shown["userData"]) == ("ü" * 128, "é" * 8_192)


@pytest.mark.parametrize(
    ("change", "name", "user_data"),
    [
        pytest.param({"name": "New"}, "New", "old", id="name alone"),
        pytest.param({"userData": "new"}, "Staff", "new", id="user data alone"),
        pytest.param({"name": "New", "userData": "new"}, "New", "new", id="both"),
        pytest.param({"name": "New", "userData": ""}, "New", None, id="empty user data clears"),
        pytest.param({"name": "New", "userData": None}, "New", "old", id="null user data stays"),
        pytest.param({"name": None, "userData": "new"}, "Staff", "new", id="null name stays"),
    ],
)
@every_kind
def test_update(face: httpx.Client, kind: Kind, change: dict[str, object], name: str, user_data: str | None) -> None:
    """PATCH changes what it carries and leaves the rest."""
    item = created(face, kind, userData="old")

    reply = face.patch(item, json=change)

    assert (reply.status_code, reply.content) == (200, b"")
    shown = face.get(item).json()
    assert (shown["name"], shown.get("userData")) == (name, user_data)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"name": None, "userData": None}, id="nulls"),
        pytest.param({"userData": ""}, id="empty user data alone"),
        pytest.param({"name": ""}, id="empty name"),
        pytest.param({"name": "", "userData": "new"}, id="empty name beside user data"),
        pytest.param({"name": "x" * 129}, id="name too long"),
        pytest.param({"userData": "x" * 16_385}, id="user data too long"),
        pytest.param({"name": "n", "recognitionModel": "recognition_04"}, id="the model is fixed"),
    ],
)
@every_kind
def test_what_update_refuses(face: httpx.Client, kind: Kind, change: dict[str, object]) -> None:
    """A PATCH that changes nothing, or what cannot be changed, is 400 and leaves everything."""
    item = created(face, kind, userData="old")

    assert error_of(face.patch(item, json=change)) == (400, "BadArgument")
    shown = face.get(item).json()
    assert (shown["name"], shown["userData"]) == ("Staff", "old")


@every_kind
def test_delete(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """DELETE removes the container with all that is in it; the id is free again and empty."""
    face_in(face, owner_of_faces(face, kind))
    item = f"{kind.path}/staff"

    reply = face.delete(item)

    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (200, b"", "0")
    assert error_of(face.get(item)) == (404, f"{kind.code}NotFound")
    assert error_of(face.delete(item)) == (404, f"{kind.code}NotFound")
    created(face, kind)
    [fresh] = admin.get("/account").json()["containers"]
    assert (fresh["persons"], fresh["persistedFaces"], fresh["training"]) == ([], [], None)


def test_kinds_do_not_share_ids(face: httpx.Client) -> None:
    """An id taken in one kind is free in the others."""
    for kind in EVERY_KIND:
        created(face, kind, "same", name=kind.code)

    assert [face.get(f"{kind.path}/same").json()["name"] for kind in EVERY_KIND] == [kind.code for kind in EVERY_KIND]
