"""The rate limiter: even spacing, priority of single requests, and pauses for the whole account."""

from __future__ import annotations

import anyio
import pytest
from anyio.lowlevel import checkpoint
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.rate_limiter import TOLERANCE, RateLimiter, Schedule, bulk_priority

from .emulated_service import EmulatedService, client_with

pytestmark = pytest.mark.anyio


class Queue:
    """Callers of one rate limiter, in the order in which they acquired a slot."""

    def __init__(self, rate_limiter: RateLimiter) -> None:
        self._rate_limiter = rate_limiter
        self.order: list[str] = []
        self.times: list[float] = []

    async def wait(self, name: str) -> None:
        await self._rate_limiter.acquire()
        self.order.append(name)
        self.times.append(anyio.current_time())


async def test_slots_are_evenly_spaced() -> None:
    """Slots are evenly spaced at the configured rate, however many callers wait."""
    queue = Queue(RateLimiter(100))

    async with anyio.create_task_group() as callers:
        for number in range(20):
            callers.start_soon(queue.wait, str(number))

    assert queue.times[-1] - queue.times[0] > 0.17


async def test_idle_time_allows_no_burst() -> None:
    """After idle time there is no burst."""
    rate_limiter = RateLimiter(100)
    await rate_limiter.acquire()
    await anyio.sleep(0.1)
    queue = Queue(rate_limiter)

    for number in range(5):
        await queue.wait(str(number))

    assert queue.times[-1] - queue.times[0] > 0.036


RATES = st.sampled_from([0.5, 3.0, 10.0, 33.3])


def slot_times(rate: float, delays: list[float]) -> list[float]:
    """Return the times of the slots if each caller is late by its delay."""
    schedule, times = Schedule(rate), [0.0]
    schedule.take(0.0, was_queued=False)
    for delay in delays:
        times.append(max(schedule.next_slot(), times[-1]) + delay)
        schedule.take(times[-1], was_queued=True)
    return times


@given(RATES, st.lists(st.floats(0, 2), min_size=40, max_size=120))
def test_no_second_has_more_slots_than_the_rate(rate: float, delays: list[float]) -> None:
    """No second has more slots than the rate allows, however long the machine stalls."""
    times, max_per_second = slot_times(rate, delays), max(1, int(rate))

    spans = [later - earlier for earlier, later in zip(times, times[max_per_second:], strict=False)]
    assert min(spans) >= max_per_second / rate - TOLERANCE - 1e-9


@given(RATES, st.lists(st.floats(0, 0.9 * min(TOLERANCE, 1 / 33.3)), min_size=40, max_size=120))
def test_small_delays_do_not_add_up(rate: float, delays: list[float]) -> None:
    """Small delays of each wake-up do not add up."""
    assert slot_times(rate, delays)[-1] <= len(delays) / rate + TOLERANCE + 1e-9


@given(RATES, st.floats(0, 2), st.integers(0, 30))
def test_long_delay_is_not_amplified(rate: float, delay: float, index: int) -> None:
    """A long delay costs at most its own time."""
    delays = [0.0] * 200
    delays[index] = delay

    assert slot_times(rate, delays)[-1] <= len(delays) / rate + delay + 1e-9


def test_no_burst_after_a_pause() -> None:
    """After a pause the slots are evenly spaced again, without a burst."""
    schedule = Schedule(10)
    schedule.take(100.0, was_queued=True)
    schedule.pause_until(105.0)

    times = []
    for _ in range(5):
        times.append(schedule.next_slot())
        schedule.take(times[-1], was_queued=True)

    assert times == pytest.approx([105.0, 105.1, 105.2, 105.3, 105.4])


async def test_slots_are_first_come_first_served() -> None:
    """Slots are given in the order of the callers."""
    queue = Queue(RateLimiter(500))

    async with anyio.create_task_group() as callers:
        for number in range(20):
            callers.start_soon(queue.wait, f"{number:02}")
            await checkpoint()

    assert queue.order == sorted(queue.order)


async def test_single_requests_alternate_with_bulk_requests() -> None:
    """Single requests and bulk requests alternate, so that neither waits for all of the other."""
    queue = Queue(RateLimiter(200))

    async with anyio.create_task_group() as callers:
        with bulk_priority():
            for number in range(20):
                callers.start_soon(queue.wait, f"bulk {number:02}")
        await anyio.sleep(0.012)
        bulk_count = len(queue.order)
        for number in range(6):
            callers.start_soon(queue.wait, f"single {number}")

    is_single = [name.startswith("single") for name in queue.order[bulk_count + 1 :]]
    assert is_single[:11] in ([True, False] * 5 + [True], [False, True] * 5 + [False])
    assert [name for name in queue.order if name.startswith("bulk")] == [f"bulk {number:02}" for number in range(20)]


async def test_pause_stops_all_callers() -> None:
    """During a pause no caller acquires a slot, whether it waited before or comes later."""
    rate_limiter = RateLimiter(200)
    queue = Queue(rate_limiter)

    async with anyio.create_task_group() as callers:
        for number in range(10):
            callers.start_soon(queue.wait, str(number))
        await anyio.sleep(0.012)
        rate_limiter.pause(0.2)
        acquired_before, resume_time = len(queue.order), anyio.current_time() + 0.2
        callers.start_soon(queue.wait, "late")

    assert len(queue.order) == 11
    assert all(time >= resume_time - 0.001 for time in queue.times[acquired_before:])


async def test_longest_pause_wins() -> None:
    """The longest of several pauses counts, even if it starts while a caller waits."""
    rate_limiter = RateLimiter(1000)
    queue = Queue(rate_limiter)
    rate_limiter.pause(0.1)
    rate_limiter.pause(0.02)
    start_time = anyio.current_time()

    async with anyio.create_task_group() as callers:
        callers.start_soon(queue.wait, "a")
        await checkpoint()
        rate_limiter.pause(0.2)
        rate_limiter.pause(0.01)

    assert queue.times[0] - start_time > 0.19


async def test_canceled_caller_uses_no_slot() -> None:
    """A canceled caller uses no slot and blocks no other caller."""
    rate_limiter = RateLimiter(2)
    queue = Queue(rate_limiter)
    await rate_limiter.acquire()

    with anyio.move_on_after(0.01):
        async with anyio.create_task_group() as waiting:
            for number in range(50):
                waiting.start_soon(queue.wait, f"canceled {number}")
    with anyio.fail_after(5):
        await queue.wait("next")

    assert queue.order == ["next"]


async def test_one_429_pauses_the_whole_account(emulated: EmulatedService) -> None:
    """After one 429, no request is sent until the pause is over, except those already under way."""
    await emulated.add_rule(status=429, headers={"Retry-After": "0.3"}, skip=3)
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
