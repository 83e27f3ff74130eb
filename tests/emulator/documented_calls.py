"""The tables of docs/face-api.md, written down once more: the tests must not learn them from the emulator."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from pictures import picture

VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")


@dataclass(frozen=True)
class Kind:
    """A kind of container as a caller sees it."""

    path: str
    id_field: str
    code: str

    def __str__(self) -> str:
        return self.path.strip("/")


PERSON_GROUP = Kind("/persongroups", "personGroupId", "PersonGroup")
LARGE_PERSON_GROUP = Kind("/largepersongroups", "largePersonGroupId", "LargePersonGroup")
FACE_LIST = Kind("/facelists", "faceListId", "FaceList")
LARGE_FACE_LIST = Kind("/largefacelists", "largeFaceListId", "LargeFaceList")

EVERY_KIND = (PERSON_GROUP, LARGE_PERSON_GROUP, FACE_LIST, LARGE_FACE_LIST)
GROUPS = (PERSON_GROUP, LARGE_PERSON_GROUP)
LISTS = (FACE_LIST, LARGE_FACE_LIST)
TRAINED = (PERSON_GROUP, LARGE_PERSON_GROUP, LARGE_FACE_LIST)

# Containers, persons or faces in one, and persons or faces in all of them together (face-api.md#quota-table).
QUANTITIES: dict[tuple[Kind, str], tuple[int, int, int | None]] = {
    (PERSON_GROUP, "F0"): (1_000, 1_000, 1_000),
    (PERSON_GROUP, "S0"): (1_000_000, 10_000, None),
    (LARGE_PERSON_GROUP, "F0"): (1_000, 1_000, 1_000),
    (LARGE_PERSON_GROUP, "S0"): (1_000_000, 1_000_000, None),
    (FACE_LIST, "F0"): (64, 1_000, None),
    (FACE_LIST, "S0"): (64, 1_000, None),
    (LARGE_FACE_LIST, "F0"): (64, 1_000, None),
    (LARGE_FACE_LIST, "S0"): (1_000_000, 1_000_000, None),
}


def photo(format: str = "jpeg", *, size: int = 2048, word: object = "") -> bytes:
    """A photo of this format that has this many bytes, another for every word."""
    return picture(word, format, size=size)


def error_of(reply: httpx.Response) -> tuple[int, str]:
    """The status and the code of an error."""
    return reply.status_code, reply.json()["error"]["code"]


def created(face: httpx.Client, kind: Kind, container_id: str = "staff", /, **members: object) -> str:
    """Create a container and give its path."""
    item = f"{kind.path}/{container_id}"
    reply = face.put(item, json={"name": "Staff", **members})
    assert reply.status_code == 200, reply.text
    return item


def person_in(face: httpx.Client, group: str, name: str = "Ada", **members: object) -> str:
    """Create a person and give its path."""
    reply = face.post(f"{group}/persons", json={"name": name, **members})
    assert reply.status_code == 200, reply.text
    return f"{group}/persons/{reply.json()['personId']}"


def add(face: httpx.Client, owner: str, content: bytes | None = None, /, **query: str) -> httpx.Response:
    """Add a face by its bytes."""
    return face.post(
        f"{owner}/persistedfaces",
        content=photo() if content is None else content,
        headers={"Content-Type": "application/octet-stream"},
        params=query,
    )


def face_in(face: httpx.Client, owner: str, **query: str) -> str:
    """Add a face and give its path."""
    reply = add(face, owner, **query)
    assert reply.status_code == 200, reply.text
    return f"{owner}/persistedfaces/{reply.json()['persistedFaceId']}"


def detect(face: httpx.Client, content: bytes | None = None, /, **query: str) -> httpx.Response:
    """Detect the faces in an image by its bytes."""
    return face.post(
        "/detect",
        content=photo() if content is None else content,
        headers={"Content-Type": "application/octet-stream"},
        params=query,
    )


def detected(face: httpx.Client, content: bytes | None = None, /, **query: str) -> str:
    """The id of the one face in an image."""
    [found] = detect(face, content, **query).json()
    return str(found["faceId"])


def owner_of_faces(face: httpx.Client, kind: Kind, container_id: str = "staff") -> str:
    """A new container of this kind, or a person in it: whatever faces are added to."""
    container = created(face, kind, container_id)
    return person_in(face, container) if kind in GROUPS else container
