"""Trainings: whether a container is trained, and whether the training includes its present content."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pulumi_azure_face.drift.managed import ContainerKey, ManagedResource
from pulumi_azure_face.drift.report import Certainty, Finding, FindingType
from pulumi_azure_face.lifecycle.training import TrainingState

from .account import ChangedValue, ComparedAccount, Repair, by_refresh, by_up

REVISION = re.compile("[0-9a-f]{16}")
TRAINS = "Trains it, and waits until the training has ended."


def compare_training(
    account: ComparedAccount, resource: ManagedResource, state: TrainingState, changed: Collection[ContainerKey]
) -> Iterator[Finding]:
    """Compare a training with the latest one in the account.

    Args:
        account: The account.
        resource: The resource.
        state: Its state.
        changed: The containers whose galleries have other persons or faces than the states.
    """
    if resource.container not in account.snapshot.trainings:
        return
    actual = account.snapshot.trainings[resource.container]
    if actual is None:
        yield account.finding(
            resource,
            FindingType.NEVER_TRAINED,
            "does not exist: the container was never trained",
            retrain(resource, state),
        )
    elif actual.has_failed:
        yield account.finding(
            resource,
            FindingType.TRAINING_FAILED,
            f"failed: {actual.message or 'the service gives no reason'}",
            retrain(resource, state),
            value=ChangedValue("status", desired="succeeded", actual=actual.status),
        )
    elif has_other_revision(account, resource, state):
        difference = "was started for another revision of the gallery than the one in the state"
        yield account.finding(resource, FindingType.STALE_TRAINING, difference, by_up(resource, TRAINS))
    elif resource.container in changed and actual.created == state.submitted_at:
        yield account.finding(
            resource,
            FindingType.STALE_TRAINING,
            "is older than the change of the content",
            by_refresh(resource, "Repairs the content, trains it, and waits until the training has ended."),
            certainty=Certainty.LIKELY,
        )


def retrain(resource: ManagedResource, state: TrainingState) -> Repair:
    """Return what trains the container again: any update if the state has the problem, too."""
    return by_refresh(resource, TRAINS) if state.trained else by_up(resource, TRAINS)


def has_other_revision(account: ComparedAccount, resource: ManagedResource, state: TrainingState) -> bool:
    """Whether the triggers have an outdated revision, and lack one that a gallery of the container has now."""
    missing = account.revisions.get(resource.container, frozenset()) - set(state.triggers)
    current = frozenset[str]().union(*account.revisions.values()) if missing else frozenset()
    return bool(missing) and any(REVISION.fullmatch(trigger) and trigger not in current for trigger in state.triggers)
