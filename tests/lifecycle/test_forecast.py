"""What is coming, told before it comes: requests, time, and what cannot fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle import gallery
from pulumi_azure_face.lifecycle.forecast import Forecast
from pulumi_azure_face.lifecycle.quotas import quota_faults
from pulumi_azure_face.lifecycle.values import UNKNOWN


@pytest.mark.parametrize(
    ("forecast", "rate", "line"),
    [
        (
            Forecast(120, 361, 0, 4),
            10.0,
            "+ 120 persons, + 361 faces, - 4 faces: 485 transactions, about 49 s at 10/s",
        ),
        (Forecast(1, 1), 20 / 60, "+ 1 person, + 1 face: 2 transactions, about 6 s at 0.33/s"),
        (
            Forecast(persons_gone=2, persons_changed=1),
            10.0,
            "~ 1 person, - 2 persons: 3 transactions, about 1 s at 10/s",
        ),
        (Forecast(faces=6_000), 10.0, "+ 6,000 faces: 6,000 transactions, about 10 min at 10/s"),
        (Forecast(faces=1_000_000), 10.0, "+ 1,000,000 faces: 1,000,000 transactions, about 28 h at 10/s"),
        (Forecast(faces=3, exact=False), 10.0, "at least + 3 faces: 3 transactions, about 1 s at 10/s or more"),
    ],
)
def test_the_line(forecast: Forecast, rate: float, line: str) -> None:
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
    assert gallery.forecast(dict(state), DECLARED, 10.0) == line


def test_what_is_not_known_yet() -> None:
    """A source that only the update will tell foretells nothing."""
    assert gallery.forecast({}, {"digest": UNKNOWN}, 10.0) is None


@pytest.mark.parametrize(
    ("kind", "count", "tier", "faults"),
    [
        (PERSON_GROUP, 10_000, "S0", []),
        (PERSON_GROUP, 10_001, "S0", ["declares 10,001 persons; a PersonGroup holds at most 10,000 in tier S0"]),
        (PERSON_GROUP, 1_001, "F0", ["declares 1,001 persons; a PersonGroup holds at most 1,000 in tier F0"]),
        (LARGE_PERSON_GROUP, 10_001, "S0", []),
        (FACE_LIST, 1_001, "S0", ["declares 1,001 faces; a FaceList holds at most 1,000 in tier S0"]),
    ],
)
def test_what_cannot_fit(kind: Kind, count: int, tier: str, faults: list[str]) -> None:
    """By kind and tier (contract 12.2)."""
    assert list(quota_faults(kind, count, tier)) == faults
