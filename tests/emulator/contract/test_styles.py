"""The switches: the v1.0 of 2019, queued trainings, empty ones that succeed, no conflicts, numeric codes
(face-api.md#emulator-switches).
"""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from ..conftest import TRAINING_SECONDS, TurnedClock
from ..documented_calls import (
    EVERY_KIND,
    FACE_LIST,
    GROUPS,
    TRAINED,
    VERSIONS,
    Kind,
    created,
    error_of,
    face_in,
    owner_of_faces,
    person_in,
)

Emulate = Callable[..., httpx.Client]

trained_kinds = pytest.mark.parametrize("kind", TRAINED, ids=str)


def under(version: str, path: str) -> str:
    return f"http://emulator.test/face/{version}{path}"


@pytest.mark.parametrize("v1_style", [False, True], ids=["strict", "v1.0 style"])
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", EVERY_KIND, ids=str)
def test_nulls(emulate: Emulate, kind: Kind, version: str, v1_style: bool) -> None:
    """In v1.0's style a member without a value is null, in v1.0 alone; otherwise it is left out everywhere."""
    face = emulate(v1_style=v1_style, training_seconds=0)
    owner = owner_of_faces(face, kind)
    added = face_in(face, owner)
    shown = [face.get(under(version, f"{kind.path}/staff")).json(), face.get(under(version, kind.path)).json()[0]]
    if kind is FACE_LIST:
        shown += shown[0]["persistedFaces"]
    else:
        shown.append(face.get(under(version, added)).json())
        face.post(f"{kind.path}/staff/train")
    if kind in GROUPS:
        shown += [
            face.get(under(version, owner)).json(),
            *face.get(under(version, f"{kind.path}/staff/persons")).json(),
        ]

    nulls = v1_style and version == "v1.0"
    assert [item.get("userData", "left out") for item in shown] == [None if nulls else "left out"] * len(shown)
    assert not any("recognitionModel" in item for item in shown)
    if kind in TRAINED:
        status = face.get(under(version, f"{kind.path}/staff/training")).json()
        assert status.get("message", "left out") == (None if nulls else "left out")


@pytest.mark.parametrize("v1_style", [False, True], ids=["strict", "v1.0 style"])
@trained_kinds
def test_a_queued_training(emulate: Emulate, clock: TurnedClock, kind: Kind, v1_style: bool) -> None:
    """It waits, then runs for its whole time; while it waits nothing may be changed, and v1.0 has a word of its own."""
    face = emulate(v1_style=v1_style, queued_seconds=10)
    face_in(face, owner_of_faces(face, kind))
    item = f"{kind.path}/staff"

    def status(version: str = "v1.2") -> str:
        return str(face.get(under(version, f"{item}/training")).json()["status"])

    face.post(f"{item}/train")

    assert (status(), status("v1.0")) == ("notStarted", "notstarted" if v1_style else "notStarted")
    assert error_of(face.delete(item)) == (409, f"{kind.code}TrainingNotFinished")
    clock.advance(10)
    assert (status(), status("v1.0")) == ("running", "running")
    clock.advance(TRAINING_SECONDS)
    assert status() == "succeeded"
    assert face.get(f"{item}/training").json()["lastActionDateTime"] == "2023-11-14T22:14:00Z"


@trained_kinds
def test_an_empty_training_may_succeed(emulate: Emulate, kind: Kind) -> None:
    """When told so, a container without a face trains like any other."""
    face = emulate(empty_training_fails=False, training_seconds=0)
    item = created(face, kind)

    face.post(f"{item}/train")

    assert face.get(f"{item}/training").json()["status"] == "succeeded"


@trained_kinds
def test_changes_may_be_let_in(emulate: Emulate, clock: TurnedClock, kind: Kind) -> None:
    """When told so, a container can be changed while it trains, and trained again from the start."""
    face = emulate(training_conflicts=False)
    owner = owner_of_faces(face, kind)
    face_in(face, owner)
    item = f"{kind.path}/staff"
    face.post(f"{item}/train")

    face_in(face, owner)
    if kind in GROUPS:
        person_in(face, item)
    assert face.patch(item, json={"name": "New"}).status_code == 200
    clock.advance(TRAINING_SECONDS - 1)
    assert face.post(f"{item}/train").status_code == 202
    clock.advance(TRAINING_SECONDS - 1)
    assert face.get(f"{item}/training").json()["status"] == "running"
    assert face.delete(item).status_code == 200


def test_a_wrong_key_in_newer_words(emulate: Emulate) -> None:
    """With numeric codes the code of 401 is its number, and the text speaks of the endpoint too."""
    reply = emulate(numeric_codes=True).get("/persongroups", headers={"Ocp-Apim-Subscription-Key": "wrong"})

    assert error_of(reply) == (401, "401")
    assert "wrong API endpoint" in reply.json()["error"]["message"]


BEARER = "eyJhbGciOiJub25lIn0.e30.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("token", "header", "status"),
    [
        pytest.param(BEARER, f"Bearer {BEARER}", 200, id="the token"),
        pytest.param(BEARER, f"bearer {BEARER}", 200, id="in lower case"),
        pytest.param(BEARER, "Bearer another", 401, id="another token"),
        pytest.param(BEARER, BEARER, 401, id="without a scheme"),
        pytest.param(BEARER, f"Basic {BEARER}", 401, id="another scheme"),
        pytest.param("*", "Bearer whatever", 200, id="any token"),
        pytest.param("*", "Bearer ", 401, id="any, but none is sent"),
        pytest.param(None, f"Bearer {BEARER}", 401, id="no token is accepted"),
    ],
)
def test_a_token(emulate: Emulate, token: str | None, header: str, status: int) -> None:
    """A bearer token opens the account when the emulator is told of it; the key does so in any case."""
    face = emulate(token=token)
    assert face.get("/persongroups").status_code == 200
    del face.headers["Ocp-Apim-Subscription-Key"]

    assert face.get("/persongroups", headers={"Authorization": header}).status_code == status
