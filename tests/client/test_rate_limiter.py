"""Turns, and the pause that is everybody's."""

from __future__ import annotations

from itertools import pairwise
from statistics import median

import anyio
import pytest
from anyio.lowlevel import checkpoint
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.rate_limiter import TOLERANCE, RateLimiter, Schedule, bulk_priority

from .emulated_service import Emulated, client_with

pytestmark = pytest.mark.anyio


class Queue:
    """Callers in a row, and when each had its turn."""

    def __init__(self, governor: RateLimiter) -> None:
        self._governor = governor
        self.turns: list[str] = []
        self.times: list[float] = []

    async def wait(self, name: str) -> None:
        await self._governor.acquire()
        self.turns.append(name)
        self.times.append(anyio.current_time())


async def test_turns_are_evenly_spaced() -> None:
    """However many wait, one goes at a time and as often as the rate allows, so that no window holds too many."""
    queue = Queue(RateLimiter(100))

    async with anyio.create_task_group() as callers:
        for number in range(20):
            callers.start_soon(queue.wait, str(number))

    assert median(later - sooner for sooner, later in pairwise(queue.times)) > 0.008
    assert queue.times[-1] - queue.times[0] > 0.17


async def test_an_idle_time_saves_nothing_up() -> None:
    """After a rest there is no burst."""
    governor = RateLimiter(100)
    await governor.acquire()
    await anyio.sleep(0.1)
    queue = Queue(governor)

    for number in range(5):
        await queue.wait(str(number))

    assert queue.times[-1] - queue.times[0] > 0.036


RATES = st.sampled_from([0.5, 3.0, 10.0, 33.3])


def turns_with(rate: float, delays: list[float]) -> list[float]:
    """When the turns were taken by somebody who came so much later than each might have been."""
    pace, times = Schedule(rate), [0.0]
    pace.take(0.0, was_queued=False)
    for delay in delays:
        times.append(max(pace.next_slot(), times[-1]) + delay)
        pace.take(times[-1], was_queued=True)
    return times


@given(RATES, st.lists(st.floats(0, 2), min_size=40, max_size=120))
def test_no_second_has_more_turns_than_the_rate(rate: float, delays: list[float]) -> None:
    """However long and however often the machine stands still."""
    times, most = turns_with(rate, delays), max(1, int(rate))

    spans = [later - sooner for sooner, later in zip(times, times[most:], strict=False)]
    assert min(spans) >= most / rate - TOLERANCE - 1e-9


@given(RATES, st.lists(st.floats(0, 0.9 * min(TOLERANCE, 1 / 33.3)), min_size=40, max_size=120))
def test_small_delays_cost_nothing(rate: float, delays: list[float]) -> None:
    """Those of every wake do not add up."""
    assert turns_with(rate, delays)[-1] <= len(delays) / rate + TOLERANCE + 1e-9


@given(RATES, st.floats(0, 2), st.integers(0, 30))
def test_a_long_delay_costs_no_more_than_itself(rate: float, delay: float, when: int) -> None:
    """What should have gone meanwhile goes as soon as the limit allows."""
    delays = [0.0] * 200
    delays[when] = delay

    assert turns_with(rate, delays)[-1] <= len(delays) / rate + delay + 1e-9


def test_nothing_is_made_up_for_after_a_pause() -> None:
    """A service that said 429 does not get a burst afterwards."""
    pace = Schedule(10)
    pace.take(100.0, was_queued=True)
    pace.pause_until(105.0)

    times = []
    for _ in range(5):
        times.append(pace.next_slot())
        pace.take(times[-1], was_queued=True)

    assert times == pytest.approx([105.0, 105.1, 105.2, 105.3, 105.4])


async def test_first_come_first_served() -> None:
    """Who asks first goes first, so that nobody is starved."""
    queue = Queue(RateLimiter(500))

    async with anyio.create_task_group() as callers:
        for number in range(20):
            callers.start_soon(queue.wait, f"{number:02}")
            await checkpoint()

    assert queue.turns == sorted(queue.turns)


async def test_a_single_request_goes_between_the_turns_of_bulk_work() -> None:
    """It does not queue behind all the workers of a gallery, and many single ones do not hold a gallery up either."""
    queue = Queue(RateLimiter(200))

    async with anyio.create_task_group() as callers:
        with bulk_priority():
            for number in range(20):
                callers.start_soon(queue.wait, f"bulk {number:02}")
        await anyio.sleep(0.012)
        begun = len(queue.turns)
        for number in range(6):
            callers.start_soon(queue.wait, f"single {number}")

    single = [turn.startswith("single") for turn in queue.turns[begun + 1 :]]
    assert single[:11] in ([True, False] * 5 + [True], [False, True] * 5 + [False])
    assert [turn for turn in queue.turns if turn.startswith("bulk")] == [f"bulk {number:02}" for number in range(20)]


async def test_a_pause_holds_everybody() -> None:
    """During a pause nobody has a turn: not who waits already, and not who comes."""
    governor = RateLimiter(200)
    queue = Queue(governor)

    async with anyio.create_task_group() as callers:
        for number in range(10):
            callers.start_soon(queue.wait, str(number))
        await anyio.sleep(0.012)
        governor.pause(0.2)
        before, resumed = len(queue.turns), anyio.current_time() + 0.2
        callers.start_soon(queue.wait, "late")

    assert len(queue.turns) == 11
    assert all(time >= resumed - 0.001 for time in queue.times[before:])


async def test_a_pause_grows_and_never_shrinks() -> None:
    """The longest of several pauses counts, also one that comes while somebody already waits for an end."""
    governor = RateLimiter(1000)
    queue = Queue(governor)
    governor.pause(0.1)
    governor.pause(0.02)
    began = anyio.current_time()

    async with anyio.create_task_group() as callers:
        callers.start_soon(queue.wait, "a")
        await checkpoint()
        governor.pause(0.2)
        governor.pause(0.01)

    assert queue.times[0] - began > 0.19


async def test_who_gives_up_takes_no_turn() -> None:
    """A caller who is cancelled while waiting leaves no gap and blocks nobody."""
    governor = RateLimiter(2)
    queue = Queue(governor)
    await governor.acquire()

    with anyio.move_on_after(0.01):
        async with anyio.create_task_group() as impatient:
            for number in range(50):
                impatient.start_soon(queue.wait, f"impatient {number}")
    with anyio.fail_after(5):
        await queue.wait("patient")

    assert queue.turns == ["patient"]


async def test_one_429_pauses_the_whole_account(emulated: Emulated) -> None:
    """What one caller is told holds for all: nothing is sent until the pause is over, but what was under way."""
    await emulated.order(status=429, headers={"Retry-After": "0.3"}, skip=3)
    statuses: list[int] = []

    async with client_with(emulated.transport, rate=50) as client:

        async def call() -> None:
            statuses.append((await client.send(Request(api_call("PersonGroup", "list"), (), "list"))).status)

        async with anyio.create_task_group() as callers:
            for _ in range(10):
                callers.start_soon(call)

    log = emulated.app.state.service.request_log.to_json()
    throttled = [call["status"] for call in log].index(429)
    too_soon = [call for call in log[throttled + 1 :] if call["time"] < log[throttled]["time"] + 0.29]
    assert (statuses, len(log)) == ([200] * 10, 11)
    assert len(too_soon) <= 2
