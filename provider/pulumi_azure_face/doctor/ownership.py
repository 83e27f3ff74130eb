"""What the account has that none of the given stacks has, as far as a few requests show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_azure_face.client.accounts.endpoint import may_be_same_account
from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.api.faces import FaceOwner
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.errors import FaceError, NotFoundError
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.schemas import Container, PersistedFace, Person, parse
from pulumi_azure_face.lifecycle.identity.ownership_tags import read_members
from pulumi_azure_face.stacks.deployment import SavedResource

from .examination import Examination
from .probe import Probe, with_query
from .results import RUN_AGAIN, Result, failure, ok, reason_of, warning

MAX_SAMPLES, SAMPLE_SIZE = 10, 20
"""How many containers are looked into, and at how many persons or faces in each."""
MAX_NAMES = 5
OWNERS = ("gallery", "resource")
"""The members of an ownership tag that name an owner."""


@dataclass(frozen=True)
class Found:
    """A container in the account."""

    kind: Kind
    id: str

    def __str__(self) -> str:
        return f"{self.kind.name} {self.id!r}"


async def check(examination: Examination) -> Result:
    assert examination.probe is not None
    saved = list(saved_resources(examination))
    known = {(resource.class_name, resource.id) for resource in saved}
    tags = {str(resource.outputs.get("mark")) for resource in saved}
    found = [
        Found(counted.kind, container.id_under(counted.kind.id_field))
        for counted in examination.containers
        for container in counted.containers
    ]
    if not found:
        return ok("the account has no containers")
    managed = [each for each in found if (each.kind.name, each.id) in known]
    unmanaged = [each for each in found if (each.kind.name, each.id) not in known]
    samples = [*managed[: MAX_SAMPLES // 2], *unmanaged][:MAX_SAMPLES]
    try:
        foreign = [each for each in samples if await has_foreign_tag(examination.probe, each, tags)]
    except FaceError as error:
        return failure(f"could not read the ownership tags: {reason_of(error)}", error.advice or RUN_AGAIN)
    counts = f"{len(managed):,} of {len(found):,} containers are in the given stacks"
    if foreign:
        return warning(
            f"found ownership tags of other stacks in {names(foreign)}; {counts}",
            "Pass these stacks too (--stack, --state). If a stack no longer exists, delete its persons and faces.",
        )
    rest = f", but not {names(unmanaged)}" if unmanaged else ""
    return ok(f"{counts}{rest}; no ownership tags of other stacks in {len(samples)} sampled containers")


def names(found: list[Found]) -> str:
    rest = f" and {len(found) - MAX_NAMES:,} more" if len(found) > MAX_NAMES else ""
    return ", ".join(str(each) for each in found[:MAX_NAMES]) + rest


def saved_resources(examination: Examination) -> Iterator[SavedResource]:
    """Yield the resources of the stacks that are in this account."""
    for deployment in examination.deployments:
        for resource in deployment.ours():
            endpoint = str(resource.outputs.get("endpoint") or examination.endpoint)
            if may_be_same_account(endpoint, examination.endpoint):
                yield resource


async def has_foreign_tag(probe: Probe, container: Found, tags: set[str]) -> bool:
    """Whether one of the first persons or faces has an ownership tag of an owner that is in no stack."""
    try:
        texts = await sample(probe, container)
    except NotFoundError:  # deleted meanwhile
        return False
    return any(owner not in tags for text in texts for owner in owners(text))


def owners(user_data: str | None) -> Iterator[str]:
    for member in OWNERS:
        yield from (read_members(user_data, (member,)) or {}).values()


async def sample(probe: Probe, container: Found) -> list[str | None]:
    """Return the user data of the first persons or faces."""
    if container.kind.has_inline_faces:
        request = Request(api_call(container.kind.name, "get"), (container.id,), f"read {container}")
        return [face.user_data for face in parse(Container, await probe.get(request), request.operation).faces]
    if container.kind.holds == "persons":
        request = with_query(persons.listing(container.kind, container.id).request, top=str(SAMPLE_SIZE))
        return [each.user_data for each in parse(list[Person], await probe.get(request), request.operation)]
    request = with_query(faces.listing(FaceOwner(container.kind, container.id)).request, top=str(SAMPLE_SIZE))
    return [each.user_data for each in parse(list[PersistedFace], await probe.get(request), request.operation)]
