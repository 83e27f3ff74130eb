"""Containers: create, get, list, update, delete (face-api.md#container-calls)."""

from __future__ import annotations

import httpx
import pytest
from starlette.applications import Starlette

from ..documented_calls import EVERY_KIND, VERSIONS, Kind, create_container, create_face, create_face_owner, get_error

every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)


@every_kind
@pytest.mark.parametrize("version", VERSIONS)
def test_created_container_can_be_read(app: Starlette, face: httpx.Client, kind: Kind, version: str) -> None:
    """In every version, GET returns the container that PUT created, without null members."""
    face.base_url = httpx.URL(f"http://emulator.test/face/{version}")

    reply = face.put(f"{kind.path}/staff_1-a", json={"name": "Staff", "userData": None})

    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (200, b"", "0")
    assert "content-type" not in reply.headers
    container = face.get(f"{kind.path}/staff_1-a").json()
    assert container.pop("persistedFaces", []) == []
    assert container == {kind.id_field: "staff_1-a", "name": "Staff"}


@every_kind
@pytest.mark.parametrize(
    ("members", "model"),
    [
        pytest.param({}, "recognition_01", id="default is the oldest model"),
        pytest.param({"recognitionModel": None}, "recognition_01", id="null is the default"),
        pytest.param({"recognitionModel": "recognition_04"}, "recognition_04", id="given model"),
    ],
)
def test_model_is_returned_only_on_request(
    face: httpx.Client, kind: Kind, members: dict[str, object], model: str
) -> None:
    """`recognitionModel` is returned only with `returnRecognitionModel=true`, by get and by list."""
    item = create_container(face, kind, **members)
    query = {"returnRecognitionModel": "true"}

    assert face.get(item, params=query).json()["recognitionModel"] == model
    assert face.get(kind.path, params=query).json()[0]["recognitionModel"] == model
    for other_query in ({}, {"returnRecognitionModel": "false"}):
        assert "recognitionModel" not in face.get(item, params=other_query).json()
        assert "recognitionModel" not in face.get(kind.path, params=other_query).json()[0]


@pytest.mark.parametrize("value", ["", "1", "yes"])
@every_kind
def test_return_recognition_model_must_be_true_or_false(face: httpx.Client, kind: Kind, value: str) -> None:
    """`returnRecognitionModel` must be `true` or `false`; any other value is 400."""
    item, query = create_container(face, kind), {"returnRecognitionModel": value}

    assert get_error(face.get(item, params=query)) == (400, "BadArgument")
    assert get_error(face.get(kind.path, params=query)) == (400, "BadArgument")
    assert face.get(item, params={"returnRecognitionModel": "True"}).status_code == 200


@every_kind
def test_create_with_existing_id_is_rejected(face: httpx.Client, kind: Kind) -> None:
    """PUT with an existing id is 409 and changes nothing."""
    item = create_container(face, kind)

    reply = face.put(item, json={"name": "Other"})

    assert get_error(reply) == (409, f"{kind.code}Exists")
    assert face.get(item).json()["name"] == "Staff"


@pytest.mark.parametrize(
    "container_id",
    ["Staff", "a.b", "a b", "grüße", "x" * 65, "a%20b", "a+b"],
    ids=["upper case", "dot", "space", "umlaut", "too long", "encoded space", "plus"],
)
@every_kind
def test_malformed_id_is_rejected(face: httpx.Client, kind: Kind, container_id: str) -> None:
    """A malformed container id is 400 on create and 404 on all other calls."""
    item = f"{kind.path}/{container_id}"

    assert get_error(face.put(item, json={"name": "n"})) == (400, "BadArgument")
    assert get_error(face.get(item)) == (404, f"{kind.code}NotFound")
    assert get_error(face.patch(item, json={"name": "n"})) == (404, f"{kind.code}NotFound")
    assert get_error(face.delete(item)) == (404, f"{kind.code}NotFound")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="no name"),
        pytest.param({"name": None}, id="null name"),
        pytest.param({"name": ""}, id="empty name"),
        pytest.param({"name": "x" * 129}, id="name too long"),
        pytest.param({"name": 7}, id="name not a string"),
        pytest.param({"name": "n", "userData": "x" * 16_385}, id="user data too long"),
        pytest.param({"name": "n", "userData": "é" * 8_193}, id="user data too long in bytes"),
        pytest.param({"name": "n", "userData": {"a": 1}}, id="user data not a string"),
        pytest.param({"name": "n", "recognitionModel": "recognition_05"}, id="unknown model"),
        pytest.param({"name": "n", "recognitionModel": 4}, id="model not a string"),
        pytest.param({"name": "n", "displayName": "n"}, id="unknown member"),
        pytest.param([], id="not an object"),
    ],
)
@every_kind
def test_invalid_create_body_is_rejected(face: httpx.Client, kind: Kind, body: object) -> None:
    """A body outside the limits is 400 `BadArgument`, and nothing is created."""
    reply = face.put(f"{kind.path}/staff", json=body)

    assert get_error(reply) == (400, "BadArgument")
    assert face.get(kind.path).json() == []


@every_kind
def test_largest_values_are_accepted(face: httpx.Client, kind: Kind) -> None:
    """An id of 64 characters, a name of 128 and user data of 16,384 bytes are accepted."""
    item = create_container(face, kind, "x" * 64, name="ü" * 128, userData="é" * 8_192)

    container = face.get(item).json()
    assert (container["name"], container["userData"]) == ("ü" * 128, "é" * 8_192)


@pytest.mark.parametrize(
    ("change", "name", "user_data"),
    [
        pytest.param({"name": "New"}, "New", "old", id="name alone"),
        pytest.param({"userData": "new"}, "Staff", "new", id="user data alone"),
        pytest.param({"name": "New", "userData": "new"}, "New", "new", id="both"),
        pytest.param({"name": "New", "userData": ""}, "New", None, id="empty user data clears"),
        pytest.param({"name": "New", "userData": None}, "New", "old", id="null user data is ignored"),
        pytest.param({"name": None, "userData": "new"}, "Staff", "new", id="null name is ignored"),
    ],
)
@every_kind
def test_update_changes_only_given_members(
    face: httpx.Client, kind: Kind, change: dict[str, object], name: str, user_data: str | None
) -> None:
    """PATCH changes the members in its body and no others."""
    item = create_container(face, kind, userData="old")

    reply = face.patch(item, json=change)

    assert (reply.status_code, reply.content) == (200, b"")
    container = face.get(item).json()
    assert (container["name"], container.get("userData")) == (name, user_data)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({}, id="empty"),
        pytest.param({"name": None, "userData": None}, id="nulls"),
        pytest.param({"userData": ""}, id="empty user data alone"),
        pytest.param({"name": ""}, id="empty name"),
        pytest.param({"name": "", "userData": "new"}, id="empty name with user data"),
        pytest.param({"name": "x" * 129}, id="name too long"),
        pytest.param({"userData": "x" * 16_385}, id="user data too long"),
        pytest.param({"name": "n", "recognitionModel": "recognition_04"}, id="recognition model"),
    ],
)
@every_kind
def test_invalid_update_body_is_rejected(face: httpx.Client, kind: Kind, change: dict[str, object]) -> None:
    """A PATCH without a change, or with an invalid one, is 400 and changes nothing."""
    item = create_container(face, kind, userData="old")

    assert get_error(face.patch(item, json=change)) == (400, "BadArgument")
    container = face.get(item).json()
    assert (container["name"], container["userData"]) == ("Staff", "old")


@every_kind
def test_delete_removes_container_and_contents(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """DELETE removes the container with its contents; a new container with the same id is empty."""
    create_face(face, create_face_owner(face, kind))
    item = f"{kind.path}/staff"

    reply = face.delete(item)

    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (200, b"", "0")
    assert get_error(face.get(item)) == (404, f"{kind.code}NotFound")
    assert get_error(face.delete(item)) == (404, f"{kind.code}NotFound")
    create_container(face, kind)
    [container] = admin.get("/account").json()["containers"]
    assert (container["persons"], container["persistedFaces"], container["training"]) == ([], [], None)


def test_kinds_do_not_share_ids(face: httpx.Client) -> None:
    """Containers of different kinds can have the same id."""
    for kind in EVERY_KIND:
        create_container(face, kind, "same", name=kind.code)

    assert [face.get(f"{kind.path}/same").json()["name"] for kind in EVERY_KIND] == [kind.code for kind in EVERY_KIND]
