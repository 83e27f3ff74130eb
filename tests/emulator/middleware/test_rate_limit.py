"""The limit on calls, by tier or as ordered (face-api.md#error-shape-gateway, face-api.md#error-text-retry-seconds,
face-api.md#rate-limit-free, face-api.md#rate-limit-standard).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import cycle, pairwise

import httpx
import pytest

from ..conftest import KEY, TurnedClock
from ..documented_calls import error_of

Emulate = Callable[..., httpx.Client]

# What is called: all kinds of answers count alike.
CALLS = [
    ("GET", "/persongroups", 200),
    ("GET", "/persongroups/nobody", 404),
    ("PUT", "/persongroups/UPPER", 400),
    ("POST", "/nothing", 501),
]


def statuses(face: httpx.Client, count: int) -> list[int]:
    return [face.get("/persongroups").status_code for _ in range(count)]


@pytest.mark.parametrize(
    ("settings", "at_once"),
    [
        pytest.param({"tier": "F0"}, 20, id="F0: 20 a minute"),
        pytest.param({"tier": "S0"}, 12, id="S0: 10 a second, and what jitter takes"),
        pytest.param({"rate": 3}, 3, id="a rate of one's own"),
        pytest.param({"rate": 0.5}, 1, id="less than one a second"),
        pytest.param({"tier": "F0", "rate": 5}, 6, id="a rate instead of the tier's"),
    ],
)
def test_what_may_come_at_once(emulate: Emulate, settings: dict[str, object], at_once: int) -> None:
    """A whole period's worth is answered, then calls are refused."""
    assert statuses(emulate(**settings), at_once + 2) == [200] * at_once + [429, 429]


@pytest.mark.parametrize(
    "settings", [{}, {"tier": "F0", "rate": math.inf}, {"rate": math.inf}], ids=["nothing said", "F0", "no tier"]
)
def test_without_a_limit(emulate: Emulate, settings: dict[str, object]) -> None:
    """Who asks for no tier has no limit, and `inf` is none."""
    assert set(statuses(emulate(**settings), 200)) == {200}


@pytest.mark.parametrize(
    ("settings", "per_second"),
    [({"tier": "F0"}, 20 / 60), ({"tier": "S0"}, 10.0), ({"rate": 100}, 100.0), ({"rate": 0.5}, 0.5)],
    ids=["F0", "S0", "100", "one in two seconds"],
)
def test_a_paced_client_is_never_refused(
    emulate: Emulate, clock: TurnedClock, settings: dict[str, object], per_second: float
) -> None:
    """Calls at the very rate pass for ever, though some come early and some late, even after a burst of a second's."""
    face = emulate(**settings)
    assert set(statuses(face, max(1, int(per_second)))) == {200}

    late = cycle([0.1, 0.0, 0.2, 0.24, 0.03])
    arrivals = sorted(number / per_second + next(late) for number in range(1, 300))
    for earlier, arrival in pairwise([0.0, *arrivals]):
        clock.advance(arrival - earlier)
        assert statuses(face, 1) == [200]


def test_the_refusal(emulate: Emulate, clock: TurnedClock) -> None:
    """429 has its number under `statusCode`, no code, and says in how many seconds to come again: then it is so."""
    face = emulate(tier="F0")
    statuses(face, 20)

    reply = face.get("/persongroups")

    assert reply.status_code == 429
    assert reply.json() == {"error": {"statusCode": 429, "message": "Rate limit is exceeded. Try again in 3 seconds."}}
    assert "retry-after" not in reply.headers
    assert "csp-billing-usage" not in reply.headers
    assert reply.headers["apim-request-id"]
    clock.advance(3)
    assert statuses(face, 2) == [200, 429]


def test_the_refusal_in_newer_words(emulate: Emulate) -> None:
    """With numeric codes the number is the code, and the text names the call and the tier."""
    face = emulate(tier="S0", numeric_codes=True)
    statuses(face, 12)

    reply = face.get("/persongroups")

    assert error_of(reply) == (429, "429")
    assert reply.json()["error"]["message"] == (
        "Requests to GET /face/v1.2/persongroups have exceeded the call rate limit of your current S0 pricing tier. "
        "Please retry after 1 second."
    )


def test_retry_after_is_sent_when_ordered(emulate: Emulate) -> None:
    """The header has the seconds of the text; other answers are without it."""
    face = emulate(tier="F0", retry_after=True)

    assert "retry-after" not in face.get("/persongroups").headers
    statuses(face, 19)
    assert face.get("/persongroups").headers["retry-after"] == "3"


def test_every_call_counts(emulate: Emulate) -> None:
    """Whatever a call is answered, it counts; a call without the key is nobody's, and the refused ones are free."""
    face = emulate(rate=len(CALLS) - 0.5)
    for _ in range(20):
        assert face.get("/persongroups", headers={"Ocp-Apim-Subscription-Key": "wrong"}).status_code == 401

    assert [face.request(method, path).status_code for method, path, _ in CALLS] == [status for *_, status in CALLS]
    assert statuses(face, 20) == [429] * 20


def test_a_refused_call_does_nothing(emulate: Emulate) -> None:
    """What was refused has not been done, and uses up no fault."""
    face = emulate(rate=1)
    face.post("http://emulator.test/_emulator/rules", json={"method": "PUT", "status": 503})
    statuses(face, 1)

    assert face.put("/persongroups/a", json={"name": "n"}).status_code == 429
    assert [rule["hits"] for rule in face.get("http://emulator.test/_emulator/rules").json()] == [0]


def test_the_emulators_own_side_is_not_limited(emulate: Emulate) -> None:
    """Admin calls are neither counted nor refused, and a reset gives back what was taken."""
    face = emulate(rate=1)
    assert statuses(face, 2) == [200, 429]

    for _ in range(10):
        assert face.get("http://emulator.test/_emulator/account").status_code == 200
    face.post("http://emulator.test/_emulator/reset", headers={"Ocp-Apim-Subscription-Key": KEY})

    assert statuses(face, 2) == [200, 429]
