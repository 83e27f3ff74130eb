"""One account with the resources that the stacks manage in it, and how a finding about one of them is made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pydantic import JsonValue

from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.drift.managed import ContainerKey, ManagedResource
from pulumi_azure_face.drift.report import Certainty, Finding, FindingType, Location, ResourceRef, Severity, Unread
from pulumi_azure_face.drift.snapshot import Snapshot
from pulumi_azure_face.drift.stacks import ComparedStack
from pulumi_azure_face.lifecycle.enrollment.actual import ActualGallery
from pulumi_azure_face.lifecycle.face import FaceState
from pulumi_azure_face.lifecycle.gallery import GalleryState
from pulumi_azure_face.lifecycle.person import PersonState
from pulumi_azure_face.lifecycle.sources.desired import DesiredEntry
from pulumi_azure_face.lifecycle.training import TrainingState
from pulumi_azure_face.stacks.deployment import SavedResource

SEVERITIES = {
    FindingType.CHANGED: Severity.WARNING,
    FindingType.STALE_TRAINING: Severity.WARNING,
    FindingType.FACE_ADDED: Severity.NOTE,
    FindingType.FACE_FOREIGN: Severity.NOTE,
    FindingType.UNMANAGED: Severity.NOTE,
}
"""The severities of findings that are not errors."""
ID_LENGTH = 16  # hex digits
NOTHING = "Nothing. Without --refresh, it compares the program with the state, not with the account."
LEFT_ALONE = "Leaves it alone."


class ChangedValue(NamedTuple):
    """A property that differs, with both values if the report may show them."""

    name: str | None = None
    path: str | None = None
    """The place in a property that is JSON."""
    desired: JsonValue = None
    actual: JsonValue = None


class Repair(NamedTuple):
    """What repairs a difference."""

    up: str
    up_refresh: str
    fix: str


@dataclass(frozen=True)
class ComparedAccount:
    """An account, the resources in it, and what a report may show."""

    snapshot: Snapshot
    stacks: list[ComparedStack]
    """All stacks, also those that have nothing in this account."""
    managed: list[ManagedResource]
    is_deep: bool = False
    shows_names: bool = False
    desired: Mapping[str, list[DesiredEntry]] = field(default_factory=dict)
    """The sources of galleries by URN, as far as they are there and are those of the last run."""
    galleries: dict[tuple[ContainerKey, str, str | None], ActualGallery | None] = field(default_factory=dict)
    """The galleries in the account by container, ownership tag, and fingerprint, as far as they were compared."""
    unread: list[Unread] = field(default_factory=list)
    """What the comparison could not compare."""

    @cached_property
    def known_ids(self) -> frozenset[str]:
        """The IDs of the persons and faces that a stack manages or reads."""
        return frozenset(saved.id.rpartition("/")[2] for saved in self._saved)  # the plugin puts the owners before it

    @cached_property
    def known_containers(self) -> frozenset[ContainerKey]:
        """The containers that a stack manages or reads, and those of its resources."""
        return frozenset(
            {*((saved.class_name, saved.id) for saved in self._saved), *(each.container for each in self.managed)}
        )

    @cached_property
    def _saved(self) -> list[SavedResource]:
        """All resources of this package. A replaced one that waits to be deleted still has its owner."""
        return [saved for stack in self.stacks for saved in stack.deployment.resources if saved.class_name]

    @cached_property
    def known_galleries(self) -> frozenset[tuple[ContainerKey, str]]:
        """The containers and ownership tags of the galleries that a stack manages."""
        return frozenset(
            (each.container, each.state.mark) for each in self.managed if isinstance(each.state, GalleryState)
        )

    @cached_property
    def single_persons(self) -> frozenset[str]:
        """The IDs of the persons that a stack manages one by one."""
        return frozenset(each.saved.id for each in self.managed if isinstance(each.state, PersonState))

    @cached_property
    def revisions(self) -> Mapping[ContainerKey, frozenset[str]]:
        """The present revisions of the galleries by container."""
        revisions: dict[ContainerKey, frozenset[str]] = {}
        for each in self.managed:
            if isinstance(each.state, GalleryState) and each.state.revision:
                revisions[each.container] = revisions.get(each.container, frozenset()) | {each.state.revision}
        return revisions

    @cached_property
    def _first_locations(self) -> Mapping[ContainerKey, Location]:
        """Where a program declares the first resource of each container."""
        return {each.container: each.location for each in reversed(self.managed)}

    def finding(
        self,
        resource: ManagedResource,
        finding_type: FindingType,
        difference: str,
        repair: Repair,
        *,
        value: ChangedValue | None = None,
        certainty: Certainty = Certainty.CERTAIN,
        resource_id: str | None = None,
        location: Location | None = None,
    ) -> Finding:
        """Return a finding about a managed resource.

        Args:
            resource: The resource.
            finding_type: The type.
            difference: What is different, as the predicate of a sentence about the resource.
            repair: What repairs it.
            value: The property that differs, if it is a single one.
            certainty: How certain the finding is.
            resource_id: The ID of a part of the resource.
            location: Where a file declares that part.
        """
        changed = value or ChangedValue()
        item_id = resource_id or resource.resource_id
        return Finding(
            id=digest(finding_type, resource.saved.urn, item_id, changed.name or "", changed.path or ""),
            type=finding_type,
            severity=SEVERITIES.get(finding_type, Severity.ERROR),
            certainty=certainty,
            kind=resource.class_name,
            resource_id=item_id,
            resource=self.reference(resource),
            endpoint=self.snapshot.endpoint,
            property=changed.name,
            path=changed.path,
            desired=changed.desired,
            actual=changed.actual,
            message=f"{label(resource)} {difference}",
            up=repair.up,
            up_refresh=repair.up_refresh,
            fix=repair.fix,
            location=location or resource.location,
        )

    def reference(self, resource: ManagedResource) -> ResourceRef:
        ref = resource.stack.ref
        if is_personal(resource) and not self.shows_names:
            return ResourceRef(stack=ref.stack, project=ref.project, name=resource.saved.id)
        name, urn = resource.saved.logical_name, resource.saved.urn
        return ResourceRef(stack=ref.stack, project=ref.project, name=name, urn=urn)

    def unmanaged(self, kind: str, resource_id: str, message: str, fix: str, container: ContainerKey) -> Finding:
        """Return a finding about something that no stack has."""
        return Finding(
            id=digest(FindingType.UNMANAGED, self.snapshot.endpoint, kind, resource_id),
            type=FindingType.UNMANAGED,
            severity=Severity.NOTE,
            certainty=Certainty.CERTAIN,
            kind=kind,
            resource_id=resource_id,
            endpoint=self.snapshot.endpoint,
            message=message,
            up=LEFT_ALONE,
            up_refresh=LEFT_ALONE,
            fix=fix,
            location=self._first_locations.get(container, Location(path="Pulumi.yaml")),
        )


def by_refresh(resource: ManagedResource, effect: str) -> Repair:
    """Return a repair that needs a refresh."""
    return Repair(NOTHING, effect, f"pulumi up --refresh --stack {resource.stack.ref.stack}")


def by_up(resource: ManagedResource, effect: str) -> Repair:
    """Return a repair that the next update makes, because the state has the difference."""
    return Repair(effect, effect, f"pulumi up --stack {resource.stack.ref.stack}")


def label(resource: ManagedResource) -> str:
    """Return the name of a resource in messages, without the name of a person."""
    container = describe(resource.kind, resource.container_id)
    match resource.state:
        case PersonState():
            return f"The person {resource.saved.id} in {container}"
        case FaceState():
            return f"The face {resource.saved.id} in {container}"
        case GalleryState():
            return f"The gallery in {container}"
        case TrainingState():
            return f"The training of {container}"
    return container


def is_personal(resource: ManagedResource) -> bool:
    """Whether the names and texts of a resource are about a person."""
    return isinstance(resource.state, (PersonState, FaceState))


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:ID_LENGTH]


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with the most severe ones first."""
    order = list(Severity)
    return sorted(findings, key=lambda each: (order.index(each.severity), each.kind, each.resource_id, each.id))
