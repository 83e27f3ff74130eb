"""The persons of a group (face-api.md#person-calls)."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from ..documented_calls import GROUPS, Kind, created, error_of, face_in, person_in

groups = pytest.mark.parametrize("kind", GROUPS, ids=str)
NOBODY = "00000000-0000-4000-8000-000000000000"


@groups
def test_a_created_person_is_read_back(face: httpx.Client, kind: Kind) -> None:
    """POST gives a UUID of the service's own, under which GET and the list show the person."""
    group = created(face, kind)

    reply = face.post(f"{group}/persons", json={"name": "Ada", "userData": "first"})

    assert list(reply.json()) == ["personId"]
    person_id = reply.json()["personId"]
    assert str(UUID(person_id)) == person_id
    shown = {"personId": person_id, "persistedFaceIds": [], "name": "Ada", "userData": "first"}
    assert face.get(f"{group}/persons/{person_id}").json() == shown
    assert face.get(f"{group}/persons").json() == [shown]


@groups
def test_a_repeated_create_makes_a_second_person(face: httpx.Client, kind: Kind) -> None:
    """Names may repeat: the same POST twice is two persons."""
    group = created(face, kind)

    assert person_in(face, group) != person_in(face, group)
    assert [person["name"] for person in face.get(f"{group}/persons").json()] == ["Ada", "Ada"]


@groups
def test_a_person_shows_its_faces(face: httpx.Client, kind: Kind) -> None:
    """`persistedFaceIds` has the person's own faces and no other's."""
    group = created(face, kind)
    ada, bob = person_in(face, group), person_in(face, group, "Bob")
    of_ada = sorted(face_in(face, ada).rpartition("/")[2] for _ in range(3))
    face_in(face, bob)

    assert face.get(ada).json()["persistedFaceIds"] == of_ada
    assert len(face.get(bob).json()["persistedFaceIds"]) == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="no name"),
        pytest.param({"name": ""}, id="empty name"),
        pytest.param({"name": "x" * 129}, id="name too long"),
        pytest.param({"name": "n", "userData": "x" * 16_385}, id="user data too long"),
        pytest.param({"name": ["n"]}, id="name not text"),
        pytest.param({"name": "n", "id": "mine"}, id="unknown member"),
    ],
)
@groups
def test_what_create_refuses(face: httpx.Client, kind: Kind, body: object) -> None:
    """A body outside the limits is 400 and makes nobody."""
    group = created(face, kind)

    assert error_of(face.post(f"{group}/persons", json=body)) == (400, "BadArgument")
    assert face.get(f"{group}/persons").json() == []


@groups
def test_update(face: httpx.Client, kind: Kind) -> None:
    """PATCH changes name and user data separately; empty user data beside a name clears it."""
    person = person_in(face, created(face, kind), userData="old")

    assert face.patch(person, json={"name": "Lovelace"}).content == b""
    assert (face.get(person).json()["name"], face.get(person).json()["userData"]) == ("Lovelace", "old")
    face.patch(person, json={"userData": "new"})
    assert (face.get(person).json()["name"], face.get(person).json()["userData"]) == ("Lovelace", "new")
    face.patch(person, json={"name": "Ada", "userData": ""})
    assert "userData" not in face.get(person).json()


@pytest.mark.parametrize("change", [{}, {"name": ""}, {"userData": ""}, {"name": "x" * 129}], ids=str)
@groups
def test_what_update_refuses(face: httpx.Client, kind: Kind, change: dict[str, str]) -> None:
    """A PATCH without a change, or with a name out of bounds, is 400."""
    person = person_in(face, created(face, kind))

    assert error_of(face.patch(person, json=change)) == (400, "BadArgument")
    assert face.get(person).json()["name"] == "Ada"


@groups
def test_delete_takes_the_faces_along(face: httpx.Client, kind: Kind) -> None:
    """A deleted person is gone with its faces; the others stay."""
    group = created(face, kind)
    ada, bob = person_in(face, group), person_in(face, group, "Bob")
    face_of_ada = face_in(face, ada)

    reply = face.delete(ada)

    assert (reply.status_code, reply.content) == (200, b"")
    assert error_of(face.get(ada)) == (404, "PersonNotFound")
    assert error_of(face.get(face_of_ada)) == (404, "PersonNotFound")
    assert error_of(face.delete(ada)) == (404, "PersonNotFound")
    assert [person["name"] for person in face.get(f"{group}/persons").json()] == ["Bob"]
    assert face.get(bob).status_code == 200


@pytest.mark.parametrize("person_id", [NOBODY, "not-a-uuid", "A" * 300], ids=["unknown", "malformed", "long"])
@groups
def test_a_missing_person(face: httpx.Client, kind: Kind, person_id: str) -> None:
    """An unknown or malformed personId is 404 `PersonNotFound` on every call."""
    person = f"{created(face, kind)}/persons/{person_id}"

    for reply in (face.get(person), face.patch(person, json={"name": "n"}), face.delete(person)):
        assert error_of(reply) == (404, "PersonNotFound")


@groups
def test_a_missing_group(face: httpx.Client, kind: Kind) -> None:
    """Without the group, every call on persons is 404 with the group's code."""
    persons = f"{kind.path}/nowhere/persons"
    replies = (
        face.get(persons),
        face.post(persons, json={"name": "n"}),
        face.get(f"{persons}/{NOBODY}"),
        face.patch(f"{persons}/{NOBODY}", json={"name": "n"}),
        face.delete(f"{persons}/{NOBODY}"),
    )

    assert {error_of(reply) for reply in replies} == {(404, f"{kind.code}NotFound")}
