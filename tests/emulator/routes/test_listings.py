"""Every listing returns all of many items in order.

See face-api.md#paging-next-page, face-api.md#container-list-items, face-api.md#person-list, face-api.md#face-list and
face-api.md#session-list.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ..documented_calls import (
    FACE_LIST,
    GROUPS,
    LARGE_FACE_LIST,
    TRAINED,
    VERSIONS,
    Kind,
    add_face,
    create_container,
    create_person,
)
from ..liveness_requests import SESSIONS, SessionKind
from ..stocked_account import add_containers, add_persons, add_sessions, fill_with_faces

MANY = 2_500

every_version = pytest.mark.parametrize("version", VERSIONS)


def list_all_pages(face: httpx.Client, version: str, path: str, id_field: str, **query: Any) -> list[str]:
    """Return the ids of all pages of a listing. `start` of each page is the last id of the page before."""
    ids: list[str] = []
    while page := list_page(face, version, path, **query, start=ids[-1] if ids else ""):
        ids += [item[id_field] for item in page]
    return ids


def list_page(face: httpx.Client, version: str, path: str, **query: Any) -> Any:
    return face.get(f"http://emulator.test/face/{version}{path}", params=query).json()


@every_version
@pytest.mark.parametrize("kind", TRAINED, ids=str)
def test_containers_are_listed_completely(face: httpx.Client, kind: Kind, version: str) -> None:
    """All containers of a kind are listed in order, with and without the model."""
    ids = add_containers(face, kind, MANY)

    assert list_all_pages(face, version, kind.path, kind.id_field) == ids
    assert list_all_pages(face, version, kind.path, kind.id_field, top=999, returnRecognitionModel="true") == ids


@every_version
def test_face_lists_are_listed_at_once(face: httpx.Client, version: str) -> None:
    """All 64 face lists are returned in one response."""
    ids = add_containers(face, FACE_LIST, 64)

    assert [item["faceListId"] for item in list_page(face, version, "/facelists")] == ids


@every_version
@pytest.mark.parametrize("kind", GROUPS, ids=str)
def test_persons_are_listed_completely(face: httpx.Client, kind: Kind, version: str) -> None:
    """All persons of a group are listed in order."""
    persons = f"{create_container(face, kind)}/persons"
    ids = add_persons(face, kind, "staff", MANY)

    assert list_all_pages(face, version, persons, "personId") == ids
    assert list_all_pages(face, version, persons, "personId", top=600) == ids


@every_version
def test_faces_of_a_large_face_list_are_listed_completely(face: httpx.Client, version: str) -> None:
    """All faces of a large face list are listed in order."""
    item = create_container(face, LARGE_FACE_LIST)
    add_face(face, item)
    ids = fill_with_faces(face, LARGE_FACE_LIST, item, MANY)

    assert list_all_pages(face, version, f"{item}/persistedfaces", "persistedFaceId") == sorted(ids)
    assert list_all_pages(face, version, f"{item}/persistedfaces", "persistedFaceId", top=123) == sorted(ids)


@every_version
def test_face_list_returns_all_its_faces(face: httpx.Client, version: str) -> None:
    """A face list returns all its 1,000 faces."""
    item = create_container(face, FACE_LIST)
    add_face(face, item)
    ids = fill_with_faces(face, FACE_LIST, item, 1_000)

    faces = list_page(face, version, item)["persistedFaces"]
    assert [item["persistedFaceId"] for item in faces] == sorted(ids)


@every_version
@pytest.mark.parametrize("kind", GROUPS, ids=str)
def test_person_returns_all_its_faces(face: httpx.Client, kind: Kind, version: str) -> None:
    """A person returns the ids of all its 248 faces, by get and by list."""
    group = create_container(face, kind)
    person = create_person(face, group)
    add_face(face, person)
    ids = fill_with_faces(face, kind, person, 248)

    assert list_page(face, version, person)["persistedFaceIds"] == sorted(ids)
    assert list_page(face, version, f"{group}/persons")[0]["persistedFaceIds"] == sorted(ids)


@pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.listed], ids=str)
def test_sessions_are_listed_completely(face: httpx.Client, kind: SessionKind) -> None:
    """All liveness sessions are listed in order, in the versions that list them."""
    ids = add_sessions(face, kind, MANY)
    path = kind.path.removeprefix(f"/face/{kind.version}")

    assert list_all_pages(face, kind.version, path, "id") == ids
    assert list_all_pages(face, kind.version, path, "id", top=999) == ids
