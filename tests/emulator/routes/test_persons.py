"""The persons of a group (face-api.md#person-calls)."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from ..documented_calls import GROUPS, Kind, create_container, create_face, create_person, get_error

groups = pytest.mark.parametrize("kind", GROUPS, ids=str)
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


@groups
def test_created_person_can_be_read(face: httpx.Client, kind: Kind) -> None:
    """POST returns a new UUID, and get and list return the person."""
    group = create_container(face, kind)

    reply = face.post(f"{group}/persons", json={"name": "Ada", "userData": "first"})

    assert list(reply.json()) == ["personId"]
    person_id = reply.json()["personId"]
    assert str(UUID(person_id)) == person_id
    person = {"personId": person_id, "persistedFaceIds": [], "name": "Ada", "userData": "first"}
    assert face.get(f"{group}/persons/{person_id}").json() == person
    assert face.get(f"{group}/persons").json() == [person]


@groups
def test_repeated_create_creates_another_person(face: httpx.Client, kind: Kind) -> None:
    """Names are not unique: the same POST twice creates two persons."""
    group = create_container(face, kind)

    assert create_person(face, group) != create_person(face, group)
    assert [person["name"] for person in face.get(f"{group}/persons").json()] == ["Ada", "Ada"]


@groups
def test_person_returns_its_face_ids(face: httpx.Client, kind: Kind) -> None:
    """`persistedFaceIds` has the faces of the person and no others."""
    group = create_container(face, kind)
    ada, bob = create_person(face, group), create_person(face, group, "Bob")
    ada_face_ids = sorted(create_face(face, ada).rpartition("/")[2] for _ in range(3))
    create_face(face, bob)

    assert face.get(ada).json()["persistedFaceIds"] == ada_face_ids
    assert len(face.get(bob).json()["persistedFaceIds"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="no name"),
        pytest.param({"name": ""}, id="empty name"),
        pytest.param({"name": "x" * 129}, id="name too long"),
        pytest.param({"name": "n", "userData": "x" * 16_385}, id="user data too long"),
        pytest.param({"name": ["n"]}, id="name not a string"),
        pytest.param({"name": "n", "id": "mine"}, id="unknown member"),
    ],
)
@groups
def test_invalid_create_body_is_rejected(face: httpx.Client, kind: Kind, body: object) -> None:
    """A body outside the limits is 400 and creates no person."""
    group = create_container(face, kind)

    assert get_error(face.post(f"{group}/persons", json=body)) == (400, "BadArgument")
    assert face.get(f"{group}/persons").json() == []


@groups
def test_update_changes_only_given_members(face: httpx.Client, kind: Kind) -> None:
    """PATCH changes name and user data separately; empty user data with a name clears the user data."""
    person = create_person(face, create_container(face, kind), userData="old")

    assert face.patch(person, json={"name": "Lovelace"}).content == b""
    assert (face.get(person).json()["name"], face.get(person).json()["userData"]) == ("Lovelace", "old")
    face.patch(person, json={"userData": "new"})
    assert (face.get(person).json()["name"], face.get(person).json()["userData"]) == ("Lovelace", "new")
    face.patch(person, json={"name": "Ada", "userData": ""})
    assert "userData" not in face.get(person).json()


@pytest.mark.parametrize("change", [{}, {"name": ""}, {"userData": ""}, {"name": "x" * 129}], ids=str)
@groups
def test_invalid_update_body_is_rejected(face: httpx.Client, kind: Kind, change: dict[str, str]) -> None:
    """A PATCH without a change, or with an invalid name, is 400."""
    person = create_person(face, create_container(face, kind))

    assert get_error(face.patch(person, json=change)) == (400, "BadArgument")
    assert face.get(person).json()["name"] == "Ada"


@groups
def test_delete_removes_person_and_faces(face: httpx.Client, kind: Kind) -> None:
    """A deleted person is not found, nor are its faces; other persons are kept."""
    group = create_container(face, kind)
    ada, bob = create_person(face, group), create_person(face, group, "Bob")
    ada_face = create_face(face, ada)

    reply = face.delete(ada)

    assert (reply.status_code, reply.content) == (200, b"")
    assert get_error(face.get(ada)) == (404, "PersonNotFound")
    assert get_error(face.get(ada_face)) == (404, "PersonNotFound")
    assert get_error(face.delete(ada)) == (404, "PersonNotFound")
    assert [person["name"] for person in face.get(f"{group}/persons").json()] == ["Bob"]
    assert face.get(bob).status_code == 200


@pytest.mark.parametrize("person_id", [UNKNOWN_ID, "not-a-uuid", "A" * 300], ids=["unknown", "malformed", "long"])
@groups
def test_missing_person_is_404(face: httpx.Client, kind: Kind, person_id: str) -> None:
    """An unknown or malformed personId is 404 `PersonNotFound` on every call."""
    person = f"{create_container(face, kind)}/persons/{person_id}"

    for reply in (face.get(person), face.patch(person, json={"name": "n"}), face.delete(person)):
        assert get_error(reply) == (404, "PersonNotFound")


@groups
def test_missing_group_is_404(face: httpx.Client, kind: Kind) -> None:
    """Every call on persons of a missing group is 404 with the code of its kind."""
    persons = f"{kind.path}/nowhere/persons"
    replies = (
        face.get(persons),
        face.post(persons, json={"name": "n"}),
        face.get(f"{persons}/{UNKNOWN_ID}"),
        face.patch(f"{persons}/{UNKNOWN_ID}", json={"name": "n"}),
        face.delete(f"{persons}/{UNKNOWN_ID}"),
    )

    assert {get_error(reply) for reply in replies} == {(404, f"{kind.code}NotFound")}
