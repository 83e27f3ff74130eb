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
    add_face,
    create_container,
    create_face,
    create_face_owner,
    get_error,
    photo,
)

every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)
# A face list returns its faces inline and has no calls for a single face (face-api.md#face-list-no-face-calls).
kinds_with_single_faces = pytest.mark.parametrize("kind", [*GROUPS, LARGE_FACE_LIST], ids=str)
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


@every_kind
def test_added_face_has_id_and_digest(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """An add returns a new UUID, and the account stores the digest of the image and the parameters."""
    owner, content = create_face_owner(face, kind), photo(word=7)

    reply = add_face(face, owner, content, userData="left", detectionModel="detection_03", targetFace="1,2,30,40")

    assert list(reply.json()) == ["persistedFaceId"]
    face_id = reply.json()["persistedFaceId"]
    assert str(UUID(face_id)) == face_id
    assert list_faces(admin) == [
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
def test_add_has_defaults(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """Without parameters, a face has the oldest detection model, no target and no user data."""
    add_face(face, create_face_owner(face, kind))

    [added] = list_faces(admin)
    assert (added["detectionModel"], added["targetFace"], added["userData"]) == ("detection_01", None, None)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"targetFace": "1,2,3"}, id="three numbers"),
        pytest.param({"targetFace": "1,2,3,4,5"}, id="five numbers"),
        pytest.param({"targetFace": "1,2,3,x"}, id="not a number"),
        pytest.param({"targetFace": "1.5,2,3,4"}, id="fraction"),
        pytest.param({"targetFace": "-1,2,3,4"}, id="negative left"),
        pytest.param({"targetFace": "1,2,0,4"}, id="zero width"),
        pytest.param({"targetFace": "1,2,3,0"}, id="zero height"),
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
def test_invalid_parameter_is_rejected(face: httpx.Client, kind: Kind, query: dict[str, str]) -> None:
    """A malformed, out-of-range or unknown parameter is 400 `BadArgument`."""
    owner = create_face_owner(face, kind)

    assert get_error(add_face(face, owner, **query)) == (400, "BadArgument")


@kinds_with_single_faces
def test_user_data_can_be_read_updated_and_cleared(face: httpx.Client, kind: Kind) -> None:
    """User data of a face can be read, updated, and cleared with empty user data."""
    item = create_face(face, create_face_owner(face, kind), userData="é" * 512)
    face_id = item.rpartition("/")[2]

    assert face.get(item).json() == {"persistedFaceId": face_id, "userData": "é" * 512}
    reply = face.patch(item, json={"userData": "new"})
    assert (reply.status_code, reply.content) == (200, b"")
    assert face.get(item).json() == {"persistedFaceId": face_id, "userData": "new"}
    face.patch(item, json={"userData": ""})
    assert face.get(item).json() == {"persistedFaceId": face_id}


@pytest.mark.parametrize("change", [{}, {"userData": None}, {"userData": "x" * 1_025}, {"name": "n"}], ids=str)
@kinds_with_single_faces
def test_invalid_update_body_is_rejected(face: httpx.Client, kind: Kind, change: dict[str, str]) -> None:
    """A PATCH without user data, or with too much of it, is 400 and changes nothing."""
    item = create_face(face, create_face_owner(face, kind), userData="old")

    assert get_error(face.patch(item, json=change)) == (400, "BadArgument")
    assert face.get(item).json()["userData"] == "old"


@every_kind
def test_delete_removes_one_face(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """A deleted face is not found again; other faces of the owner are kept."""
    owner = create_face_owner(face, kind)
    deleted, kept = create_face(face, owner), create_face(face, owner)

    reply = face.delete(deleted)

    assert (reply.status_code, reply.content) == (200, b"")
    assert get_error(face.delete(deleted)) == (404, "PersistedFaceNotFound")
    assert [item["persistedFaceId"] for item in list_faces(admin)] == [kept.rpartition("/")[2]]


@pytest.mark.parametrize("face_id", [UNKNOWN_ID, "not-a-uuid"], ids=["unknown", "malformed"])
@kinds_with_single_faces
def test_missing_face_is_404(face: httpx.Client, kind: Kind, face_id: str) -> None:
    """An unknown or malformed persistedFaceId is 404 `PersistedFaceNotFound` on every call."""
    item = f"{create_face_owner(face, kind)}/persistedfaces/{face_id}"

    for reply in (face.get(item), face.patch(item, json={"userData": "u"}), face.delete(item)):
        assert get_error(reply) == (404, "PersistedFaceNotFound")


@pytest.mark.parametrize("kind", GROUPS, ids=str)
def test_missing_person_is_404(face: httpx.Client, kind: Kind) -> None:
    """Face calls on a missing person are 404 `PersonNotFound`."""
    person = f"{create_container(face, kind)}/persons/{UNKNOWN_ID}"

    assert get_error(add_face(face, person)) == (404, "PersonNotFound")
    assert get_error(face.get(f"{person}/persistedfaces/{UNKNOWN_ID}")) == (404, "PersonNotFound")


@every_kind
def test_missing_container_is_404(face: httpx.Client, kind: Kind) -> None:
    """Face calls on a missing container are 404 with the code of its kind."""
    owner = f"{kind.path}/nowhere" + (f"/persons/{UNKNOWN_ID}" if kind in GROUPS else "")

    assert get_error(add_face(face, owner)) == (404, f"{kind.code}NotFound")
    assert get_error(face.delete(f"{owner}/persistedfaces/{UNKNOWN_ID}")) == (404, f"{kind.code}NotFound")


def test_face_list_returns_its_faces(face: httpx.Client) -> None:
    """GET of a face list returns all its faces in order, with their user data."""
    item = create_container(face, FACE_LIST)
    user_data_by_id = {
        create_face(face, item, userData=f"u{number}").rpartition("/")[2]: f"u{number}" for number in range(3)
    }

    assert face.get(item).json()["persistedFaces"] == [
        {"persistedFaceId": face_id, "userData": user_data_by_id[face_id]} for face_id in sorted(user_data_by_id)
    ]


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        pytest.param(FACE_LIST, "GET {owner}/persistedfaces", id="list faces of a face list"),
        pytest.param(FACE_LIST, "GET {face}", id="get face of a face list"),
        pytest.param(FACE_LIST, "PATCH {face}", id="update face of a face list"),
        pytest.param(PERSON_GROUP, "GET {owner}/persistedfaces", id="list faces of a person"),
        pytest.param(LARGE_FACE_LIST, "GET {owner}/persons", id="list persons of a list"),
        pytest.param(FACE_LIST, "POST {owner}/train", id="train a face list"),
        pytest.param(FACE_LIST, "GET {owner}/training", id="training of a face list"),
    ],
)
def test_call_that_a_kind_does_not_have_is_501(face: httpx.Client, kind: Kind, call: str) -> None:
    """A call that a kind does not have (face-api.md#face-calls) is 501."""
    owner = create_face_owner(face, kind)
    method, path = call.format(owner=owner, face=create_face(face, owner)).split()

    assert get_error(face.request(method, path, json={"userData": "u"})) == (501, "NotImplemented")


@every_kind
def test_face_can_be_added_by_url(face: httpx.Client, admin: httpx.Client, kind: Kind, photo_server: str) -> None:
    """An add by URL adds the image at the URL, with the same parameters as an add by bytes."""
    owner = create_face_owner(face, kind)

    reply = face.post(f"{owner}/persistedFaces", json={"url": f"{photo_server}/photo"}, params={"userData": "left"})

    assert reply.status_code == 200
    [added] = list_faces(admin)
    assert (added["sha256"], added["userData"]) == (sha256(photo("png")).hexdigest(), "left")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        pytest.param("{photo_server}/missing", "InvalidURL", id="missing"),
        pytest.param("{photo_server}/moved", "InvalidURL", id="redirect"),
        pytest.param("{photo_server}/text", "InvalidImage", id="not an image"),
        pytest.param("{photo_server}/big", "InvalidImageSize", id="too big"),
        pytest.param("http://127.0.0.1:1/photo", "InvalidURL", id="closed port"),
        pytest.param("http://192.0.2.1/photo", "InvalidURL", id="another host"),
        pytest.param("http://photos.example/photo", "InvalidURL", id="another host name"),
        pytest.param("ftp://127.0.0.1/photo", "InvalidURL", id="FTP"),
        pytest.param("file:///etc/hostname", "InvalidURL", id="file"),
        pytest.param("http://[::1/photo", "InvalidURL", id="malformed"),
        pytest.param("http://127.0.0.1:port/photo", "InvalidURL", id="malformed port"),
        pytest.param("http://localhost:99999/photo", "InvalidURL", id="port out of range"),
        pytest.param("http://127.0.0.1@192.0.2.1/photo", "InvalidURL", id="another host after user info"),
        pytest.param("photo", "InvalidURL", id="not a URL"),
    ],
)
def test_invalid_url_is_rejected(face: httpx.Client, photo_server: str, url: str, code: str) -> None:
    """A URL outside this machine, or without an image, is 400."""
    owner = create_face_owner(face, LARGE_FACE_LIST)

    reply = face.post(f"{owner}/persistedfaces", json={"url": url.format(photo_server=photo_server)})

    assert get_error(reply) == (400, code)


@pytest.mark.parametrize(
    "url", ["http://photos.example/photo", "{photo_server}/moved"], ids=["another host", "redirect"]
)
def test_any_host_can_be_allowed(
    monkeypatch: pytest.MonkeyPatch, create_face_client: Callable[..., httpx.Client], photo_server: str, url: str
) -> None:
    """With `allow_url`, images are fetched from any host, through the proxy and over redirects."""
    monkeypatch.setenv("http_proxy", photo_server)
    face = create_face_client(allow_url=True)
    owner = create_face_owner(face, LARGE_FACE_LIST)

    reply = face.post(f"{owner}/persistedfaces", json={"url": url.format(photo_server=photo_server)})

    assert reply.status_code == 200


@pytest.mark.parametrize("body", [{}, {"url": None}, {"url": 7}, {"uri": "http://localhost/"}], ids=str)
def test_invalid_url_body_is_rejected(face: httpx.Client, body: object) -> None:
    """A JSON body without a `url` string is 400 `BadArgument`."""
    owner = create_face_owner(face, LARGE_FACE_LIST)

    assert get_error(face.post(f"{owner}/persistedfaces", json=body)) == (400, "BadArgument")


def list_faces(admin: httpx.Client) -> list[dict[str, object]]:
    """Return all faces in the only container of the account."""
    [container] = admin.get("/account").json()["containers"]
    faces_of_persons = [face for person in container["persons"] for face in person["persistedFaces"]]
    return [*faces_of_persons, *container["persistedFaces"]]
