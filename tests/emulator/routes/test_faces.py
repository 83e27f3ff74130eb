"""Persisted faces of persons and of lists (face-api.md#face-calls)."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from uuid import UUID

import httpx
import pytest

from ..documented_calls import (
    EVERY_KIND,
    FACE_LIST,
    GROUPS,
    LARGE_FACE_LIST,
    PERSON_GROUP,
    Kind,
    add,
    created,
    error_of,
    face_in,
    owner_of_faces,
    photo,
)

every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)
# A face list shows its faces inline and has no calls of its own for one of them (face-api.md#face-list-no-face-calls).
kinds_with_single_faces = pytest.mark.parametrize("kind", [*GROUPS, LARGE_FACE_LIST], ids=str)
NO_FACE = "00000000-0000-4000-8000-000000000000"


@every_kind
def test_an_added_face_is_known_by_its_bytes(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """POST of bytes gives a UUID of the service's own; the account holds the digest of exactly these bytes."""
    owner, content = owner_of_faces(face, kind), photo(word=7)

    reply = add(face, owner, content, userData="left", detectionModel="detection_03", targetFace="1,2,30,40")

    assert list(reply.json()) == ["persistedFaceId"]
    face_id = reply.json()["persistedFaceId"]
    assert str(UUID(face_id)) == face_id
    assert faces_held(admin) == [
        {
            "persistedFaceId": face_id,
            "userData": "left",
            "sha256": sha256(content).hexdigest(),
            "size": 2048,
            "format": "jpeg",
            "width": 48,
            "height": 48,
            "detectionModel": "detection_03",
            "targetFace": "1,2,30,40",
        }
    ]


@every_kind
def test_the_defaults_of_an_add(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """Without parameters a face is detected by the oldest model, in the whole image, with no user data."""
    add(face, owner_of_faces(face, kind))

    [held] = faces_held(admin)
    assert (held["detectionModel"], held["targetFace"], held["userData"]) == ("detection_01", None, None)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"targetFace": "1,2,3"}, id="three numbers"),
        pytest.param({"targetFace": "1,2,3,4,5"}, id="five numbers"),
        pytest.param({"targetFace": "1,2,3,x"}, id="no number"),
        pytest.param({"targetFace": "1.5,2,3,4"}, id="a fraction"),
        pytest.param({"targetFace": "-1,2,3,4"}, id="left of the image"),
        pytest.param({"targetFace": "1,2,0,4"}, id="no width"),
        pytest.param({"targetFace": "1,2,3,0"}, id="no height"),
        pytest.param({"targetFace": ""}, id="empty rectangle"),
        pytest.param({"targetFace": "19,18,30,30"}, id="beyond the right edge"),
        pytest.param({"targetFace": "18,19,30,30"}, id="beyond the lower edge"),
        pytest.param({"detectionModel": "detection_04"}, id="unknown model"),
        pytest.param({"userData": "x" * 1_025}, id="user data too long"),
        pytest.param({"userData": "é" * 513}, id="user data too long in bytes"),
        pytest.param({"recognitionModel": "recognition_04"}, id="unknown parameter"),
    ],
)
@every_kind
def test_the_parameters_that_are_refused(face: httpx.Client, kind: Kind, query: dict[str, str]) -> None:
    """A parameter that is malformed, out of range or unknown is 400 `BadArgument`."""
    owner = owner_of_faces(face, kind)

    assert error_of(add(face, owner, **query)) == (400, "BadArgument")


@kinds_with_single_faces
def test_get_update_and_clear(face: httpx.Client, kind: Kind) -> None:
    """A face's user data is read, replaced and, with empty user data, cleared."""
    item = face_in(face, owner_of_faces(face, kind), userData="é" * 512)
    face_id = item.rpartition("/")[2]

    assert face.get(item).json() == {"persistedFaceId": face_id, "userData": "é" * 512}
    reply = face.patch(item, json={"userData": "new"})
    assert (reply.status_code, reply.content) == (200, b"")
    assert face.get(item).json() == {"persistedFaceId": face_id, "userData": "new"}
    face.patch(item, json={"userData": ""})
    assert face.get(item).json() == {"persistedFaceId": face_id}


@pytest.mark.parametrize("change", [{}, {"userData": None}, {"userData": "x" * 1_025}, {"name": "n"}], ids=str)
@kinds_with_single_faces
def test_what_update_refuses(face: httpx.Client, kind: Kind, change: dict[str, str]) -> None:
    """A PATCH without user data, or with too much of it, is 400 and changes nothing."""
    item = face_in(face, owner_of_faces(face, kind), userData="old")

    assert error_of(face.patch(item, json=change)) == (400, "BadArgument")
    assert face.get(item).json()["userData"] == "old"


@every_kind
def test_delete(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """A deleted face is gone, once; the owner's others stay."""
    owner = owner_of_faces(face, kind)
    gone, stays = face_in(face, owner), face_in(face, owner)

    reply = face.delete(gone)

    assert (reply.status_code, reply.content) == (200, b"")
    assert error_of(face.delete(gone)) == (404, "PersistedFaceNotFound")
    assert [held["persistedFaceId"] for held in faces_held(admin)] == [stays.rpartition("/")[2]]


@pytest.mark.parametrize("face_id", [NO_FACE, "not-a-uuid"], ids=["unknown", "malformed"])
@kinds_with_single_faces
def test_a_missing_face(face: httpx.Client, kind: Kind, face_id: str) -> None:
    """An unknown or malformed persistedFaceId is 404 `PersistedFaceNotFound` on every call."""
    item = f"{owner_of_faces(face, kind)}/persistedfaces/{face_id}"

    for reply in (face.get(item), face.patch(item, json={"userData": "u"}), face.delete(item)):
        assert error_of(reply) == (404, "PersistedFaceNotFound")


@pytest.mark.parametrize("kind", GROUPS, ids=str)
def test_a_missing_person(face: httpx.Client, kind: Kind) -> None:
    """Faces of a person who is not there are 404 `PersonNotFound`."""
    person = f"{created(face, kind)}/persons/{NO_FACE}"

    assert error_of(add(face, person)) == (404, "PersonNotFound")
    assert error_of(face.get(f"{person}/persistedfaces/{NO_FACE}")) == (404, "PersonNotFound")


@every_kind
def test_a_missing_container(face: httpx.Client, kind: Kind) -> None:
    """Faces in a container that is not there are 404 with the container's code."""
    owner = f"{kind.path}/nowhere" + (f"/persons/{NO_FACE}" if kind in GROUPS else "")

    assert error_of(add(face, owner)) == (404, f"{kind.code}NotFound")
    assert error_of(face.delete(f"{owner}/persistedfaces/{NO_FACE}")) == (404, f"{kind.code}NotFound")


def test_a_face_list_shows_its_faces_inline(face: httpx.Client) -> None:
    """GET of a face list has every face of it, in order, with its user data."""
    item = created(face, FACE_LIST)
    made = {face_in(face, item, userData=f"u{number}").rpartition("/")[2]: f"u{number}" for number in range(3)}

    assert face.get(item).json()["persistedFaces"] == [
        {"persistedFaceId": face_id, "userData": made[face_id]} for face_id in sorted(made)
    ]


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        pytest.param(FACE_LIST, "GET {owner}/persistedfaces", id="list of a face list"),
        pytest.param(FACE_LIST, "GET {face}", id="get in a face list"),
        pytest.param(FACE_LIST, "PATCH {face}", id="update in a face list"),
        pytest.param(PERSON_GROUP, "GET {owner}/persistedfaces", id="list of a person"),
        pytest.param(LARGE_FACE_LIST, "GET {owner}/persons", id="persons of a list"),
        pytest.param(FACE_LIST, "POST {owner}/train", id="train a face list"),
        pytest.param(FACE_LIST, "GET {owner}/training", id="training of a face list"),
    ],
)
def test_the_calls_a_kind_lacks(face: httpx.Client, kind: Kind, call: str) -> None:
    """A call that a kind lacks (face-api.md#face-calls) is 501, not some other answer."""
    owner = owner_of_faces(face, kind)
    method, path = call.format(owner=owner, face=face_in(face, owner)).split()

    assert error_of(face.request(method, path, json={"userData": "u"})) == (501, "NotImplemented")


@every_kind
def test_add_from_a_url(face: httpx.Client, admin: httpx.Client, kind: Kind, pictures: str) -> None:
    """POST of a URL adds the image found there, with the same parameters as an add from bytes."""
    owner = owner_of_faces(face, kind)

    reply = face.post(f"{owner}/persistedFaces", json={"url": f"{pictures}/photo"}, params={"userData": "left"})

    assert reply.status_code == 200
    [held] = faces_held(admin)
    assert (held["sha256"], held["userData"]) == (sha256(photo("png")).hexdigest(), "left")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param("{pictures}/missing", "InvalidURL", id="not there"),
        pytest.param("{pictures}/moved", "InvalidURL", id="moved elsewhere"),
        pytest.param("{pictures}/text", "InvalidImage", id="no image"),
        pytest.param("{pictures}/big", "InvalidImageSize", id="too big"),
        pytest.param("http://127.0.0.1:1/photo", "InvalidURL", id="nobody listens"),
        pytest.param("http://192.0.2.1/photo", "InvalidURL", id="another machine"),
        pytest.param("http://photos.example/photo", "InvalidURL", id="another name"),
        pytest.param("ftp://127.0.0.1/photo", "InvalidURL", id="not the web"),
        pytest.param("file:///etc/hostname", "InvalidURL", id="a file"),
        pytest.param("http://[::1/photo", "InvalidURL", id="malformed"),
        pytest.param("http://127.0.0.1:port/photo", "InvalidURL", id="malformed port"),
        pytest.param("http://localhost:99999/photo", "InvalidURL", id="no such port"),
        pytest.param("http://127.0.0.1@192.0.2.1/photo", "InvalidURL", id="another machine by a user's name"),
        pytest.param("photo", "InvalidURL", id="no URL"),
    ],
)
def test_the_urls_that_are_refused(face: httpx.Client, pictures: str, url: str, code: str) -> None:
    """A URL off this machine, or without an image behind it, is 400."""
    owner = owner_of_faces(face, LARGE_FACE_LIST)

    reply = face.post(f"{owner}/persistedfaces", json={"url": url.format(pictures=pictures)})

    assert error_of(reply) == (400, code)


@pytest.mark.parametrize("url", ["http://photos.example/photo", "{pictures}/moved"], ids=["anywhere", "moved"])
def test_urls_from_anywhere(
    monkeypatch: pytest.MonkeyPatch, emulate: Callable[..., httpx.Client], pictures: str, url: str
) -> None:
    """Who allows it has images fetched from anywhere, through the proxy of the machine and wherever they moved to."""
    monkeypatch.setenv("http_proxy", pictures)
    face = emulate(allow_url=True)
    owner = owner_of_faces(face, LARGE_FACE_LIST)

    reply = face.post(f"{owner}/persistedfaces", json={"url": url.format(pictures=pictures)})

    assert reply.status_code == 200


@pytest.mark.parametrize("body", [{}, {"url": None}, {"url": 7}, {"uri": "http://localhost/"}], ids=str)
def test_the_url_bodies_that_are_refused(face: httpx.Client, body: object) -> None:
    """A JSON add without a text `url` is 400 `BadArgument`."""
    owner = owner_of_faces(face, LARGE_FACE_LIST)

    assert error_of(face.post(f"{owner}/persistedfaces", json=body)) == (400, "BadArgument")


def faces_held(admin: httpx.Client) -> list[dict[str, object]]:
    """Every face in the account's one container."""
    [container] = admin.get("/account").json()["containers"]
    of_persons = [face for person in container["persons"] for face in person["persistedFaces"]]
    return [*of_persons, *container["persistedFaces"]]
