"""The summary shown at preview: requests, time, and quota problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle import gallery as gallery_module
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.enrollment.preview_summary import PreviewSummary
from pulumi_azure_face.lifecycle.gallery import GalleryInputs, GalleryState, count_changes
from pulumi_azure_face.lifecycle.inputs.quotas import guaranteed_capacity, quota_problems
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN

from ..helpers import programs
from ..helpers.account import Account
from ..helpers.lifecycles import gallery
from ..helpers.photo_folders import write_photos
from ..helpers.simulated_engine import Resource


@pytest.mark.parametrize(
    ("summary", "rate", "line"),
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
def test_summary_line_has_counts_requests_and_time(summary: PreviewSummary, rate: float, line: str) -> None:
    """The line contains the counts, the number of requests, and the time at the account's rate."""
    assert summary.line(rate) == line


INPUTS = {"digest": "new", "declared_persons": 12, "declared_faces": 30}
IN_GROUP = {"kind": "PersonGroup", "container_id": "staff", "source": "photos"}


def summarize(state: Mapping[str, Any], inputs: Mapping[str, object]) -> PreviewSummary | None:
    saved = GalleryState.load({**IN_GROUP, **state}) if state else None
    return count_changes(saved, GalleryInputs.load({**IN_GROUP, **inputs}))


@pytest.mark.parametrize(
    ("state", "line"),
    [
        pytest.param({}, "+ 12 persons, + 30 faces: 42 transactions, about 5 s at 10/s", id="create"),
        pytest.param({"digest": "new", "person_count": 12, "face_count": 30}, None, id="no change"),
        pytest.param(
            {"digest": "old", "person_count": 10, "face_count": 31},
            "at least + 2 persons, - 1 face: 3 transactions, about 1 s at 10/s or more",
            id="update",
        ),
        pytest.param(
            {"digest": "old", "person_count": 12, "face_count": 30},
            "changed content, with equal counts",
            id="same counts",
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
def test_summary_from_counts_is_a_lower_bound_for_an_update(state: Mapping[str, Any], line: str | None) -> None:
    """The summary is exact for a create, and for an update it contains what the counts prove."""
    summary = summarize(dict(state), INPUTS)

    assert (summary and summary.line(10.0)) == line


def test_state_of_an_early_release_has_no_summary() -> None:
    """A refresh compares a drifted state with itself, and states of early releases do not have the desired counts."""
    assert summarize({"digest": "a"}, {"digest": "b"}) is None


def test_unknown_source_has_no_summary() -> None:
    """A source that is unknown at preview has no summary."""
    assert summarize({}, {"digest": UNKNOWN}) is None


@pytest.mark.parametrize(
    ("kind", "count", "tier", "problems"),
    [
        (PERSON_GROUP, 10_000, "S0", []),
        (
            PERSON_GROUP,
            10_001,
            "S0",
            [
                "cannot enroll 10,001 persons, because a PersonGroup has at most 10,000 in tier S0. Use a LargePersonGroup"
            ],
        ),
        (
            PERSON_GROUP,
            1_001,
            "F0",
            [
                "cannot enroll 1,001 persons, because a PersonGroup has at most 1,000 in tier F0. Use tier S0 (azure-face:tier)"
            ],
        ),
        (PERSON_GROUP, 1_001, None, []),
        (LARGE_PERSON_GROUP, 10_001, "S0", []),
        (
            FACE_LIST,
            1_001,
            "S0",
            ["cannot enroll 1,001 faces, because a FaceList has at most 1,000 in tier S0. Use a LargeFaceList"],
        ),
    ],
)
def test_quota_is_checked_by_kind_and_tier(kind: Kind, count: int, tier: str | None, problems: list[str]) -> None:
    """The quota depends on the kind and the tier.

    See face-api.md#quota-table.
    """
    assert list(quota_problems(kind, count, tier)) == problems


@pytest.fixture
async def changed_gallery(account: Account, tmp_path: Path) -> tuple[Resource, dict[str, Any]]:
    """A gallery whose source then replaced a photo, lost a person and a photo, and gained two persons."""
    await account.create(PERSON_GROUP)
    program = programs.gallery(write_photos(tmp_path / "photos", {"ann": (1, 2), "bob": (3,), "cy": (4, 5)}))
    resource = Resource(gallery, account)
    await resource.up(**program)
    write_photos(tmp_path / "photos", {"ann": (1, 6), "cy": (4,), "dee": (7, 8), "eve": (9,)})
    await account.add_content(PERSON_GROUP)
    await account.clear_requests()
    return resource, program


EXACT = "+ 2 persons, + 4 faces, ~ 2 persons, - 1 person, - 2 faces: 11 transactions, about 2 s at 10/s"
COUNTS_ONLY = "at least + 1 person, + 1 face: 2 transactions, about 1 s at 10/s or more"


async def summarize_update(resource: Resource, program: dict[str, Any], account: Account) -> str | None:
    state = GalleryState.load(resource.state)
    inputs = GalleryInputs.load(resource.check(resource.inputs, program))
    return await gallery.preview_summary(state, inputs, limit_rate(account.call_context()))


def limit_rate(call: CallContext) -> CallContext:
    """Set the rate of the account to ten requests per second."""
    call.client.account = replace(call.client.account, requests_per_second=10.0)
    return call


@pytest.mark.anyio
async def test_summary_of_an_update_is_exact(
    changed_gallery: tuple[Resource, dict[str, Any]], account: Account
) -> None:
    """With one list request and no write, the summary predicts the writes of the update exactly."""
    assert await summarize_update(*changed_gallery, account) == EXACT
    assert await account.requests() == ["GET /persongroups/staff/persons"]

    resource, program = changed_gallery
    await account.clear_requests()
    await resource.up(**program)
    assert len(await account.writes()) == 11
    assert await summarize_update(*changed_gallery, account) is None


@pytest.mark.anyio
@pytest.mark.parametrize("max_reads", [3, 4])
async def test_preview_reads_a_limited_number_of_faces(
    changed_gallery: tuple[Resource, dict[str, Any]],
    account: Account,
    switch_machine: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    max_reads: int,
) -> None:
    """Without a cache, the faces of changed persons are read only up to the limit for a preview."""
    switch_machine()
    monkeypatch.setattr(gallery_module, "PREVIEW_MAX_READS", max_reads)

    assert await summarize_update(*changed_gallery, account) == (EXACT if max_reads == 4 else COUNTS_ONLY)


@pytest.mark.anyio
@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 401}, {"delay": 60}], ids=str)
async def test_preview_falls_back_to_counts(
    changed_gallery: tuple[Resource, dict[str, Any]],
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    fault: dict[str, Any],
) -> None:
    """If the account cannot be reached, the summary uses the counts of the state."""
    monkeypatch.setattr(gallery_module, "PREVIEW_TIMEOUT", 0.2)
    await account.add_rule(method="GET", times=None, **fault)

    assert await summarize_update(*changed_gallery, account) == COUNTS_ONLY


@pytest.mark.parametrize(
    ("kind", "tier", "actual_count", "capacity"),
    [
        pytest.param(LARGE_FACE_LIST, "F0", 0, 1_000, id="free tier"),
        pytest.param(LARGE_FACE_LIST, "S0", 0, 1_000_000, id="standard tier"),
        pytest.param(LARGE_FACE_LIST, None, 1_000, 1_000, id="may be the free tier"),
        pytest.param(LARGE_FACE_LIST, None, 1_001, 1_000_000, id="too many items for the free tier"),
        pytest.param(PERSON_GROUP, None, 1_001, 10_000, id="too many persons for the free tier"),
        pytest.param(FACE_LIST, None, 1_001, 1_001, id="more than any tier allows"),
    ],
)
def test_guaranteed_capacity_depends_on_the_existing_items(
    kind: Kind, tier: str | None, actual_count: int, capacity: int
) -> None:
    """Without a tier setting, the number of existing items can prove the tier.

    See face-api.md#quota-table.
    """
    assert guaranteed_capacity(kind, tier, actual_count) == capacity
