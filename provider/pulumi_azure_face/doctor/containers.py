"""How many containers the account has, compared with what its tier allows."""

from __future__ import annotations

from pulumi_azure_face.client.accounts.configuration import DEFAULT_TIER
from pulumi_azure_face.client.api import containers
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.client.kinds import KINDS, Kind
from pulumi_azure_face.client.paging import MAX_PAGE_SIZE
from pulumi_azure_face.client.schemas import Container, parse

from .examination import ContainerCount, Examination
from .probe import Probe, with_query
from .results import RUN_AGAIN, Result, failure, ok, reason_of, warning

MAX_PAGES = 5
"""Of each kind. A check of an account with a million groups must end too."""
NEARLY_FULL = 0.9
QUOTA_CURE = "Delete containers that you do not need, or upgrade the tier of the Face resource."


async def check_quota(examination: Examination) -> Result:
    assert examination.probe is not None
    try:
        examination.containers = [await count(examination.probe, kind) for kind in KINDS.values()]
    except FaceError as error:
        return failure(f"could not count the containers: {reason_of(error)}", error.advice or RUN_AGAIN)
    tier = examination.account.tier
    counts = ", ".join(describe(each, tier or DEFAULT_TIER) for each in examination.containers)
    full = [each for each in examination.containers if fraction(each, tier or DEFAULT_TIER) >= NEARLY_FULL]
    if full:
        names = ", ".join(f"{each.kind.name}s" for each in full)
        return warning(
            f"the account is near the limit of tier {tier or DEFAULT_TIER} for {names}: {counts}", QUOTA_CURE
        )
    return ok(f"{counts} (limits of tier {tier or DEFAULT_TIER})")


async def count(probe: Probe, kind: Kind) -> ContainerCount:
    listing = containers.listing(kind)
    found: list[Container] = []
    start = ""
    for _ in range(MAX_PAGES if listing.is_paged else 1):
        query = {"top": str(MAX_PAGE_SIZE), **({"start": start} if start else {})} if listing.is_paged else {}
        request = with_query(listing.request, **query)
        page = parse(list[Container], await probe.get(request), request.operation)
        found += page
        if not listing.is_paged or len(page) < MAX_PAGE_SIZE:
            return ContainerCount(kind, found, is_complete=True)
        start = listing.id_of(page[-1])
    return ContainerCount(kind, found, is_complete=False)


def describe(counted: ContainerCount, tier: str) -> str:
    more = "" if counted.is_complete else "more than "
    return f"{more}{len(counted.containers):,} of {counted.kind.max_containers[tier]:,} {counted.kind.name}s"


def fraction(counted: ContainerCount, tier: str) -> float:
    return len(counted.containers) / counted.kind.max_containers[tier]
