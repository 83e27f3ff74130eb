"""What is coming, told before it comes: requests, time, and what cannot fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle import gallery
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.enrollment.preview_summary import PreviewSummary, summarize_counts
from pulumi_azure_face.lifecycle.inputs.quotas import guaranteed_capacity, quota_problems
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN

from .. import programs
from ..account import Account
from ..photo_folders import write
from ..simulated_engine import Resource


@pytest.mark.parametrize(
    ("forecast", "rate", "line"),
    [
        (
            PreviewSummary(120, 361, 0, 4),
            10.0,
            "+ 120 persons, + 361 faces, - 4 faces: 485 transactions, about 49 s at 10/s",
        ),
        (PreviewSummary(1, 1), 20 / 60, "+ 1 person, + 1 face: 2 transactions, about 6 s at 0.33/s"),
        (
            PreviewSummary(removed_persons=2, updated_persons=1),
            10.0,
            "~ 1 person, - 2 persons: 3 transactions, about 1 s at 10/s",
        ),
        (PreviewSummary(faces=6_000), 10.0, "+ 6,000 faces: 6,000 transactions, about 10 min at 10/s"),
        (PreviewSummary(faces=1_000_000), 10.0, "+ 1,000,000 faces: 1,000,000 transactions, about 28 h at 10/s"),
        (
            PreviewSummary(faces=3, is_exact=False),
            10.0,
            "at least + 3 faces: 3 transactions, about 1 s at 10/s or more",
        ),
    ],
)
def test_the_line(forecast: PreviewSummary, rate: float, line: str) -> None:
    """Counts by what they are, the requests they take, and the time at the account's rate."""
    assert forecast.line(rate) == line


DECLARED = {"digest": "new", "declared_persons": 12, "declared_faces": 30}


@pytest.mark.parametrize(
    ("state", "line"),
    [
        pytest.param({}, "+ 12 persons, + 30 faces: 42 transactions, about 5 s at 10/s", id="create"),
        pytest.param({"digest": "new", "person_count": 12, "face_count": 30}, None, id="nothing"),
        pytest.param(
            {"digest": "old", "person_count": 10, "face_count": 31},
            "at least + 2 persons, - 1 face: 3 transactions, about 1 s at 10/s or more",
            id="update",
        ),
        pytest.param(
            {"digest": "old", "person_count": 12, "face_count": 30},
            "other content of the same size",
            id="as many as before",
        ),
        pytest.param(
            {"digest": "old", "person_count": 12, "face_count": 25, "rejected_count": 3},
            "at least + 2 faces: 2 transactions, about 1 s at 10/s or more",
            id="some rejected",
        ),
        pytest.param(
            {"digest": "", "person_count": 0, "face_count": 0},
            "at least + 12 persons, + 30 faces: 42 transactions, about 5 s at 10/s or more",
            id="unfinished",
        ),
    ],
)
def test_what_the_state_tells(state: Mapping[str, Any], line: str | None) -> None:
    """All of a create; of an update no more than the counts prove."""
    coming = summarize_counts(dict(state), DECLARED)

    assert (coming and coming.line(10.0)) == line


def test_what_is_not_known_yet() -> None:
    """A source that only the update will tell foretells nothing."""
    assert summarize_counts({}, {"digest": UNKNOWN}) is None


@pytest.mark.parametrize(
    ("kind", "count", "tier", "faults"),
    [
        (PERSON_GROUP, 10_000, "S0", []),
        (PERSON_GROUP, 10_001, "S0", ["declares 10,001 persons; a PersonGroup holds at most 10,000 in tier S0"]),
        (PERSON_GROUP, 1_001, "F0", ["declares 1,001 persons; a PersonGroup holds at most 1,000 in tier F0"]),
        (PERSON_GROUP, 1_001, None, []),
        (LARGE_PERSON_GROUP, 10_001, "S0", []),
        (FACE_LIST, 1_001, "S0", ["declares 1,001 faces; a FaceList holds at most 1,000 in tier S0"]),
    ],
)
def test_what_cannot_fit(kind: Kind, count: int, tier: str | None, faults: list[str]) -> None:
    """By kind and tier (face-api.md#quota-table)."""
    assert list(quota_problems(kind, count, tier)) == faults


@pytest.fixture
async def changed(account: Account, tmp_path: Path) -> tuple[Resource, dict[str, Any]]:
    """A gallery, of which a photo was exchanged since, a person and a photo left, and two persons came."""
    await account.create(PERSON_GROUP)
    program = programs.gallery(write(tmp_path / "photos", {"ann": (1, 2), "bob": (3,), "cy": (4, 5)}))
    resource = Resource(gallery, account)
    await resource.up(**program)
    write(tmp_path / "photos", {"ann": (1, 6), "cy": (4,), "dee": (7, 8), "eve": (9,)})
    await account.add_content(PERSON_GROUP)
    await account.forget_requests()
    return resource, program


EXACT = "+ 2 persons, + 4 faces, ~ 2 persons, - 1 person, - 2 faces: 11 transactions, about 2 s at 10/s"
BY_COUNTS = "at least + 1 person, + 1 face: 2 transactions, about 1 s at 10/s or more"


async def foretold(resource: Resource, program: dict[str, Any], account: Account) -> str | None:
    return await gallery.preview_summary(resource.state, resource.check(resource.inputs, program), slow(account.call()))


def slow(call: CallContext) -> CallContext:
    """The same for an account of which only ten requests a second are known to be allowed."""
    call.client.account = replace(call.client.account, requests_per_second=10.0)
    return call


@pytest.mark.anyio
async def test_an_update_is_foretold_exactly(changed: tuple[Resource, dict[str, Any]], account: Account) -> None:
    """By the account itself, at a listing; and nothing is written, and the update does just that."""
    assert await foretold(*changed, account) == EXACT
    assert await account.requests() == ["GET /persongroups/staff/persons"]

    resource, program = changed
    await account.forget_requests()
    await resource.up(**program)
    assert len(await account.writes()) == 11
    assert await foretold(*changed, account) is None


@pytest.mark.anyio
@pytest.mark.parametrize("most", [3, 4])
async def test_a_preview_reads_few_faces(
    changed: tuple[Resource, dict[str, Any]],
    account: Account,
    move_on: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    most: int,
) -> None:
    """Where no machine has kept what the faces show, the four of the changed persons are read if that is allowed."""
    move_on()
    monkeypatch.setattr(gallery, "PREVIEW_MAX_READS", most)

    assert await foretold(*changed, account) == (EXACT if most == 4 else BY_COUNTS)


@pytest.mark.anyio
@pytest.mark.parametrize("trouble", [{"drop": True}, {"status": 401}, {"delay": 60}], ids=str)
async def test_a_preview_does_without_the_account(
    changed: tuple[Resource, dict[str, Any]],
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    trouble: dict[str, Any],
) -> None:
    """An account that cannot be asked leaves what the state tells."""
    monkeypatch.setattr(gallery, "PREVIEW_SECONDS", 0.2)
    await account.rule(method="GET", times=None, **trouble)

    assert await foretold(*changed, account) == BY_COUNTS


@pytest.mark.parametrize(
    ("kind", "tier", "held", "room"),
    [
        pytest.param(LARGE_FACE_LIST, "F0", 0, 1_000, id="the free tier"),
        pytest.param(LARGE_FACE_LIST, "S0", 0, 1_000_000, id="the standard tier"),
        pytest.param(LARGE_FACE_LIST, None, 1_000, 1_000, id="it may be the free tier"),
        pytest.param(LARGE_FACE_LIST, None, 1_001, 1_000_000, id="it cannot be the free tier"),
        pytest.param(PERSON_GROUP, None, 1_001, 10_000, id="nor for a group"),
        pytest.param(FACE_LIST, None, 1_001, 1_001, id="more than any tier holds"),
    ],
)
def test_how_much_a_container_holds_for_sure(kind: Kind, tier: str | None, held: int, room: int) -> None:
    """What is there already tells the tier where no setting does (face-api.md#quota-table)."""
    assert guaranteed_capacity(kind, tier, held) == room
