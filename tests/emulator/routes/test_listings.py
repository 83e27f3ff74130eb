"""2,500 of everything, listed completely and in order through every listing (face-api.md#paging-next-page,
face-api.md#container-list-items, face-api.md#person-list, face-api.md#face-list, face-api.md#session-list).
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ..documented_calls import FACE_LIST, GROUPS, LARGE_FACE_LIST, TRAINED, VERSIONS, Kind, add, created, person_in
from ..liveness_requests import SESSIONS, SessionKind
from ..stocked_account import with_containers, with_faces, with_persons, with_sessions

MANY = 2_500

every_version = pytest.mark.parametrize("version", VERSIONS)


def walked(face: httpx.Client, version: str, path: str, id_field: str, **query: Any) -> list[str]:
    """All ids of a listing, page by page as the service documents it: `start` is the last id so far."""
    ids: list[str] = []
    while page := listed(face, version, path, **query, start=ids[-1] if ids else ""):
        ids += [item[id_field] for item in page]
    return ids


def listed(face: httpx.Client, version: str, path: str, **query: Any) -> Any:
    return face.get(f"http://emulator.test/face/{version}{path}", params=query).json()


@every_version
@pytest.mark.parametrize("kind", TRAINED, ids=str)
def test_containers(face: httpx.Client, kind: Kind, version: str) -> None:
    """Each kind that is listed in pages, with the model or without."""
    ids = with_containers(face, kind, MANY)

    assert walked(face, version, kind.path, kind.id_field) == ids
    assert walked(face, version, kind.path, kind.id_field, top=999, returnRecognitionModel="true") == ids


@every_version
def test_face_lists(face: httpx.Client, version: str) -> None:
    """As many face lists as there can be come at once."""
    ids = with_containers(face, FACE_LIST, 64)

    assert [item["faceListId"] for item in listed(face, version, "/facelists")] == ids


@every_version
@pytest.mark.parametrize("kind", GROUPS, ids=str)
def test_persons(face: httpx.Client, kind: Kind, version: str) -> None:
    """The persons of a group."""
    persons = f"{created(face, kind)}/persons"
    ids = with_persons(face, kind, "staff", MANY)

    assert walked(face, version, persons, "personId") == ids
    assert walked(face, version, persons, "personId", top=600) == ids


@every_version
def test_faces_of_a_large_list(face: httpx.Client, version: str) -> None:
    """The faces of a large face list."""
    item = created(face, LARGE_FACE_LIST)
    add(face, item)
    ids = with_faces(face, LARGE_FACE_LIST, item, MANY)

    assert walked(face, version, f"{item}/persistedfaces", "persistedFaceId") == sorted(ids)
    assert walked(face, version, f"{item}/persistedfaces", "persistedFaceId", top=123) == sorted(ids)


@every_version
def test_faces_of_a_list(face: httpx.Client, version: str) -> None:
    """As many faces as a face list can have come with it."""
    item = created(face, FACE_LIST)
    add(face, item)
    ids = with_faces(face, FACE_LIST, item, 1_000)

    shown = listed(face, version, item)["persistedFaces"]
    assert [held["persistedFaceId"] for held in shown] == sorted(ids)


@every_version
@pytest.mark.parametrize("kind", GROUPS, ids=str)
def test_faces_of_a_person(face: httpx.Client, kind: Kind, version: str) -> None:
    """As many faces as a person can have come with the person."""
    group = created(face, kind)
    person = person_in(face, group)
    add(face, person)
    ids = with_faces(face, kind, person, 248)

    assert listed(face, version, person)["persistedFaceIds"] == sorted(ids)
    assert listed(face, version, f"{group}/persons")[0]["persistedFaceIds"] == sorted(ids)


@pytest.mark.parametrize("kind", [kind for kind in SESSIONS if kind.listed], ids=str)
def test_sessions(face: httpx.Client, kind: SessionKind) -> None:
    """The liveness sessions of the versions that list them."""
    ids = with_sessions(face, kind, MANY)
    path = kind.path.removeprefix(f"/face/{kind.version}")

    assert walked(face, kind.version, path, "id") == ids
    assert walked(face, kind.version, path, "id", top=999) == ids
