"""The rate limit, by tier or by setting.

See face-api.md#error-shape-gateway, face-api.md#error-text-retry-seconds, face-api.md#rate-limit-free and
face-api.md#rate-limit-standard.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import cycle, pairwise

import httpx
import pytest

from ..conftest import KEY, ManualClock
from ..documented_calls import get_error

CreateFaceClient = Callable[..., httpx.Client]

# Calls with different results, which all count.
CALLS = [
    ("GET", "/persongroups", 200),
    ("GET", "/persongroups/nobody", 404),
    ("PUT", "/persongroups/UPPER", 400),
    ("POST", "/nothing", 501),
]


def statuses(face: httpx.Client, count: int) -> list[int]:
    return [face.get("/persongroups").status_code for _ in range(count)]


@pytest.mark.parametrize(
    ("settings", "burst"),
    [
        pytest.param({"tier": "F0"}, 20, id="F0: 20 per minute"),
        pytest.param({"tier": "S0"}, 12, id="S0: 10 per second, plus jitter"),
        pytest.param({"rate": 3}, 3, id="rate setting"),
        pytest.param({"rate": 0.5}, 1, id="less than one per second"),
        pytest.param({"tier": "F0", "rate": 5}, 6, id="rate setting overrides tier"),
    ],
)
def test_burst_of_one_period_is_allowed(
    create_face_client: CreateFaceClient, settings: dict[str, object], burst: int
) -> None:
    """A burst of one period is accepted, then calls are 429."""
    assert statuses(create_face_client(**settings), burst + 2) == [200] * burst + [429, 429]


@pytest.mark.parametrize(
    "settings",
    [{}, {"tier": "F0", "rate": math.inf}, {"rate": math.inf}],
    ids=["default", "infinite rate in F0", "infinite rate without tier"],
)
def test_default_and_infinite_rate_have_no_limit(
    create_face_client: CreateFaceClient, settings: dict[str, object]
) -> None:
    """Without a tier, or with an infinite rate, there is no limit."""
    assert set(statuses(create_face_client(**settings), 200)) == {200}


@pytest.mark.parametrize(
    ("settings", "per_second"),
    [({"tier": "F0"}, 20 / 60), ({"tier": "S0"}, 10.0), ({"rate": 100}, 100.0), ({"rate": 0.5}, 0.5)],
    ids=["F0", "S0", "100 per second", "one in two seconds"],
)
def test_client_at_the_rate_is_never_rejected(
    create_face_client: CreateFaceClient, clock: ManualClock, settings: dict[str, object], per_second: float
) -> None:
    """Calls at the exact rate always pass, even with jitter and after a burst of one second."""
    face = create_face_client(**settings)
    assert set(statuses(face, max(1, int(per_second)))) == {200}

    delays = cycle([0.1, 0.0, 0.2, 0.24, 0.03])
    arrivals = sorted(number / per_second + next(delays) for number in range(1, 300))
    for earlier, arrival in pairwise([0.0, *arrivals]):
        clock.advance(arrival - earlier)
        assert statuses(face, 1) == [200]


def test_rejection_says_when_to_retry(create_face_client: CreateFaceClient, clock: ManualClock) -> None:
    """429 has a `statusCode`, no code, and the seconds after which a call succeeds."""
    face = create_face_client(tier="F0")
    statuses(face, 20)

    reply = face.get("/persongroups")

    assert reply.status_code == 429
    assert reply.json() == {"error": {"statusCode": 429, "message": "Rate limit is exceeded. Try again in 3 seconds."}}
    assert "retry-after" not in reply.headers
    assert "csp-billing-usage" not in reply.headers
    assert reply.headers["apim-request-id"]
    clock.advance(3)
    assert statuses(face, 2) == [200, 429]


def test_rejection_with_numeric_codes(create_face_client: CreateFaceClient) -> None:
    """With `numeric_codes`, the code is the status, and the message has the call and the tier."""
    face = create_face_client(tier="S0", numeric_codes=True)
    statuses(face, 12)

    reply = face.get("/persongroups")

    assert get_error(reply) == (429, "429")
    assert reply.json()["error"]["message"] == (
        "Requests to GET /face/v1.2/persongroups have exceeded the call rate limit of your current S0 pricing tier. "
        "Please retry after 1 second."
    )


def test_retry_after_header_is_optional(create_face_client: CreateFaceClient) -> None:
    """With `retry_after`, a 429 response has the header with the seconds; other responses do not have it."""
    face = create_face_client(tier="F0", retry_after=True)

    assert "retry-after" not in face.get("/persongroups").headers
    statuses(face, 19)
    assert face.get("/persongroups").headers["retry-after"] == "3"


def test_every_authenticated_call_counts(create_face_client: CreateFaceClient) -> None:
    """Calls count whatever their response; calls without the key and rejected calls do not."""
    face = create_face_client(rate=len(CALLS) - 0.5)
    for _ in range(20):
        assert face.get("/persongroups", headers={"Ocp-Apim-Subscription-Key": "wrong"}).status_code == 401

    assert [face.request(method, path).status_code for method, path, _ in CALLS] == [status for *_, status in CALLS]
    assert statuses(face, 20) == [429] * 20


def test_rejected_call_has_no_effect(create_face_client: CreateFaceClient) -> None:
    """A rejected call is not processed and does not use up a fault rule."""
    face = create_face_client(rate=1)
    face.post("http://emulator.test/_emulator/rules", json={"method": "PUT", "status": 503})
    statuses(face, 1)

    assert face.put("/persongroups/a", json={"name": "n"}).status_code == 429
    assert [rule["hits"] for rule in face.get("http://emulator.test/_emulator/rules").json()] == [0]


def test_admin_calls_are_not_limited(create_face_client: CreateFaceClient) -> None:
    """Admin calls do not count and are never rejected, and a reset refills the limit."""
    face = create_face_client(rate=1)
    assert statuses(face, 2) == [200, 429]

    for _ in range(10):
        assert face.get("http://emulator.test/_emulator/account").status_code == 200
    face.post("http://emulator.test/_emulator/reset", headers={"Ocp-Apim-Subscription-Key": KEY})

    assert statuses(face, 2) == [200, 429]
