"""The settings: the style of v1.0, queued and empty trainings, training conflicts, numeric codes, tokens.

See face-api.md#emulator-switches.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from pulumi_azure_face.emulator import Settings
from pulumi_azure_face.emulator.models.liveness_sessions import Session
from pulumi_azure_face.emulator.server import Running
from pulumi_azure_face.emulator.service import AccountKey

from .conftest import KEY, TRAINING_SECONDS, ManualClock
from .documented_calls import (
    EVERY_KIND,
    FACE_LIST,
    GROUPS,
    TRAINED,
    VERSIONS,
    Kind,
    create_container,
    create_face,
    create_face_owner,
    create_person,
    get_error,
)

CreateFaceClient = Callable[..., httpx.Client]

trained_kinds = pytest.mark.parametrize("kind", TRAINED, ids=str)


def versioned_url(version: str, path: str) -> str:
    return f"http://emulator.test/face/{version}{path}"


def test_repr_hides_secrets() -> None:
    """The repr of the settings, a running emulator, and a liveness session contains no key and no token."""
    session = Session(
        id="1", created=0, token_seconds=60, device_correlation_id=None, model=None, reference=None, auth_token=KEY
    )

    assert KEY not in repr([Settings(key=KEY, token=KEY), Running("http://localhost", KEY), AccountKey(KEY), session])


@pytest.mark.parametrize("v1_style", [False, True], ids=["strict", "v1.0 style"])
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", EVERY_KIND, ids=str)
def test_v1_style_writes_nulls_in_v1_0_only(
    create_face_client: CreateFaceClient, kind: Kind, version: str, v1_style: bool
) -> None:
    """With `v1_style`, members without a value are null in v1.0; otherwise they are omitted."""
    face = create_face_client(v1_style=v1_style, training_seconds=0)
    owner = create_face_owner(face, kind)
    added = create_face(face, owner)
    items = [
        face.get(versioned_url(version, f"{kind.path}/staff")).json(),
        face.get(versioned_url(version, kind.path)).json()[0],
    ]
    if kind is FACE_LIST:
        items += items[0]["persistedFaces"]
    else:
        items.append(face.get(versioned_url(version, added)).json())
        face.post(f"{kind.path}/staff/train")
    if kind in GROUPS:
        items += [
            face.get(versioned_url(version, owner)).json(),
            *face.get(versioned_url(version, f"{kind.path}/staff/persons")).json(),
        ]

    nulls = v1_style and version == "v1.0"
    assert [item.get("userData", "omitted") for item in items] == [None if nulls else "omitted"] * len(items)
    assert not any("recognitionModel" in item for item in items)
    if kind in TRAINED:
        status = face.get(versioned_url(version, f"{kind.path}/staff/training")).json()
        assert status.get("message", "omitted") == (None if nulls else "omitted")


@pytest.mark.parametrize("v1_style", [False, True], ids=["strict", "v1.0 style"])
@trained_kinds
def test_queued_training_waits_before_it_runs(
    create_face_client: CreateFaceClient, clock: ManualClock, kind: Kind, v1_style: bool
) -> None:
    """A queued training waits, rejects changes, and then runs; `v1_style` has another status for it in v1.0."""
    face = create_face_client(v1_style=v1_style, queued_seconds=10)
    create_face(face, create_face_owner(face, kind))
    item = f"{kind.path}/staff"

    def status(version: str = "v1.2") -> str:
        return str(face.get(versioned_url(version, f"{item}/training")).json()["status"])

    face.post(f"{item}/train")

    assert (status(), status("v1.0")) == ("notStarted", "notstarted" if v1_style else "notStarted")
    assert get_error(face.delete(item)) == (409, f"{kind.code}TrainingNotFinished")
    clock.advance(10)
    assert (status(), status("v1.0")) == ("running", "running")
    clock.advance(TRAINING_SECONDS)
    assert status() == "succeeded"
    assert face.get(f"{item}/training").json()["lastActionDateTime"] == "2023-11-14T22:14:00Z"


@trained_kinds
def test_empty_training_can_succeed(create_face_client: CreateFaceClient, kind: Kind) -> None:
    """Without `empty_training_fails`, the training of an empty container succeeds."""
    face = create_face_client(empty_training_fails=False, training_seconds=0)
    item = create_container(face, kind)

    face.post(f"{item}/train")

    assert face.get(f"{item}/training").json()["status"] == "succeeded"


@trained_kinds
def test_changes_can_be_allowed_during_a_training(
    create_face_client: CreateFaceClient, clock: ManualClock, kind: Kind
) -> None:
    """Without `training_conflicts`, a container can be changed and trained again during a training."""
    face = create_face_client(training_conflicts=False)
    owner = create_face_owner(face, kind)
    create_face(face, owner)
    item = f"{kind.path}/staff"
    face.post(f"{item}/train")

    create_face(face, owner)
    if kind in GROUPS:
        create_person(face, item)
    assert face.patch(item, json={"name": "New"}).status_code == 200
    clock.advance(TRAINING_SECONDS - 1)
    assert face.post(f"{item}/train").status_code == 202
    clock.advance(TRAINING_SECONDS - 1)
    assert face.get(f"{item}/training").json()["status"] == "running"
    assert face.delete(item).status_code == 200


def test_wrong_key_with_numeric_codes(create_face_client: CreateFaceClient) -> None:
    """With `numeric_codes`, the code of 401 is its status, and the message mentions the endpoint."""
    reply = create_face_client(numeric_codes=True).get("/persongroups", headers={"Ocp-Apim-Subscription-Key": "wrong"})

    assert get_error(reply) == (401, "401")
    assert "wrong API endpoint" in reply.json()["error"]["message"]


BEARER = "eyJhbGciOiJub25lIn0.e30.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("token", "header", "status"),
    [
        pytest.param(BEARER, f"Bearer {BEARER}", 200, id="token"),
        pytest.param(BEARER, f"bearer {BEARER}", 200, id="lower-case scheme"),
        pytest.param(BEARER, "Bearer another", 401, id="another token"),
        pytest.param(BEARER, BEARER, 401, id="no scheme"),
        pytest.param(BEARER, f"Basic {BEARER}", 401, id="another scheme"),
        pytest.param("*", "Bearer whatever", 200, id="any token"),
        pytest.param("*", "Bearer ", 401, id="empty token"),
        pytest.param(None, f"Bearer {BEARER}", 401, id="no token setting"),
    ],
)
def test_token_is_accepted_like_the_key(
    create_face_client: CreateFaceClient, token: str | None, header: str, status: int
) -> None:
    """The bearer token of the setting is accepted; the key is accepted in any case."""
    face = create_face_client(token=token)
    assert face.get("/persongroups").status_code == 200
    del face.headers["Ocp-Apim-Subscription-Key"]

    assert face.get("/persongroups", headers={"Authorization": header}).status_code == status
