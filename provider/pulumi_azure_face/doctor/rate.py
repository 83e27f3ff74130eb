"""The request rate: as configured, what 429 replies said, and on request how many calls the service lets through.

The data plane does not tell the tier of an account.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import anyio

from pulumi_azure_face.client.accounts.configuration import DEFAULT_TIER, Account
from pulumi_azure_face.client.errors import ErrorDetails, FaceError, ThrottledError, shorten

from .examination import Examination
from .probe import Probe
from .results import Result, failure, ok, reason_of, warning
from .service import first_request

BURST = 30
"""Requests of a probe: more than F0 allows in a minute, and more than S0 allows in a second."""
# face-api.md#rate-limit-standard
SHARED = "S0 allows 10 requests/s for each resource, and 200/s in a region for all resources of a subscription"
LOWER_CURE = f"Set azure-face:tier, or lower azure-face:requestsPerSecond if other programs use the account: {SHARED}."


@dataclass
class Burst:
    """The replies to a burst of requests."""

    answered: int = 0
    failed: list[FaceError] = field(default_factory=list)


async def check(examination: Examination) -> Result:
    assert examination.probe is not None
    account, probe = examination.account, examination.probe
    configured = f"{account.requests_per_second:,.4g} requests/s configured"
    if examination.request.is_rate_probed:
        return await probe_rate(account, probe)
    if probe.throttled:
        heard = f"{len(probe.throttled)} of {probe.requests} requests got 429"
        return warning(
            f"the service throttles requests: {heard} ({said(probe.throttled[-1])}); {configured}", LOWER_CURE
        )
    told = "the service does not report its tier, but --probe-rate measures the rate"
    return ok(f"no 429 in {probe.requests} requests; {configured}; {told}")


async def probe_rate(account: Account, probe: Probe) -> Result:
    """Send a burst of GETs at once. It uses up what the tier allows for a second, or with F0 for a minute."""
    burst = Burst()

    async def send() -> None:
        try:
            await probe.send_once(first_request())
            burst.answered += 1
        except FaceError as error:
            burst.failed.append(error)

    async with anyio.create_task_group() as group:
        for _ in range(BURST):
            group.start_soon(send)
    throttled = [error for error in burst.failed if isinstance(error, ThrottledError)]
    others = [error for error in burst.failed if not isinstance(error, ThrottledError)]
    if others:
        return failure(
            f"{len(others)} of {BURST} concurrent requests failed: {reason_of(others[0])}",
            "Run the command again without --probe-rate.",
        )
    tier = account.tier or DEFAULT_TIER
    if not throttled:
        return ok(
            f"all {BURST} concurrent requests succeeded: the service does not enforce the rate of tier {tier} now"
        )
    seen = f"{burst.answered} of {BURST} concurrent requests succeeded, the others got 429 ({said(throttled[-1])})"
    longest = max(error.retry_after for error in throttled)
    if longest > 1.5 and tier != "F0":
        return warning(
            f"{seen}: a wait of {longest:g} s is typical of F0 (20 requests a minute), but tier {tier} is assumed",
            "If the resource has tier F0: pulumi config set azure-face:tier F0",
        )
    return ok(f"{seen}; {account.requests_per_second:,.4g} requests/s are configured (tier {tier})")


def said(error: ThrottledError) -> str:
    details = error.reason
    return shorten(details.message) or "no text" if isinstance(details, ErrorDetails) else details
