"""The tables of docs/face-api.md, repeated so that tests do not import them from the emulator, and helpers for calls."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from pictures import picture

VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")


@dataclass(frozen=True)
class Kind:
    """A kind of container: its path, the JSON member with its id, and the prefix of its error codes."""

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

# Containers, members of one container, and members of all containers together (face-api.md#quota-table).
QUOTAS: dict[tuple[Kind, str], tuple[int, int, int | None]] = {
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
    """Return a photo with this format and size in bytes. Different words give different photos."""
    return picture(word, format, size=size)


def get_error(reply: httpx.Response) -> tuple[int, str]:
    """Return the status and the code of an error response."""
    return reply.status_code, reply.json()["error"]["code"]


def create_container(face: httpx.Client, kind: Kind, container_id: str = "staff", /, **members: object) -> str:
    """Create a container and return its path."""
    item = f"{kind.path}/{container_id}"
    reply = face.put(item, json={"name": "Staff", **members})
    assert reply.status_code == 200, reply.text
    return item


def create_person(face: httpx.Client, group: str, name: str = "Ada", **members: object) -> str:
    """Create a person and return its path."""
    reply = face.post(f"{group}/persons", json={"name": name, **members})
    assert reply.status_code == 200, reply.text
    return f"{group}/persons/{reply.json()['personId']}"


def add_face(face: httpx.Client, owner: str, content: bytes | None = None, /, **query: str) -> httpx.Response:
    """Add a face by the bytes of its image, and return the response."""
    return face.post(
        f"{owner}/persistedfaces",
        content=photo() if content is None else content,
        headers={"Content-Type": "application/octet-stream"},
        params=query,
    )


def create_face(face: httpx.Client, owner: str, **query: str) -> str:
    """Add a face and return its path."""
    reply = add_face(face, owner, **query)
    assert reply.status_code == 200, reply.text
    return f"{owner}/persistedfaces/{reply.json()['persistedFaceId']}"


def detect(face: httpx.Client, content: bytes | None = None, /, **query: str) -> httpx.Response:
    """Detect the faces in an image by its bytes, and return the response."""
    return face.post(
        "/detect",
        content=photo() if content is None else content,
        headers={"Content-Type": "application/octet-stream"},
        params=query,
    )


def detect_face_id(face: httpx.Client, content: bytes | None = None, /, **query: str) -> str:
    """Detect the only face in an image and return its id."""
    [result] = detect(face, content, **query).json()
    return str(result["faceId"])


def create_face_owner(face: httpx.Client, kind: Kind, container_id: str = "staff") -> str:
    """Create an owner of faces and return its path: a list, or a person in a new group."""
    container = create_container(face, kind, container_id)
    return create_person(face, container) if kind in GROUPS else container
