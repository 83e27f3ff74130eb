"""Containers: whether they exist, their names and texts, and their recognition models."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_azure_face.drift.managed import ManagedResource
from pulumi_azure_face.drift.report import Finding, FindingType

from .account import ChangedValue, ComparedAccount, Repair, by_refresh
from .properties import compare_property


def compare_container(account: ComparedAccount, resource: ManagedResource) -> Iterator[Finding]:
    actual = account.snapshot.container(resource.container)
    if actual is None:
        repair = by_refresh(resource, "Creates it again, with everything in it that the stack manages.")
        yield account.finding(resource, FindingType.MISSING, "is not in the account", repair)
        return
    yield from compare_property(account, resource, "display_name", actual.name)
    yield from compare_property(account, resource, "user_data", actual.user_data)
    desired_model = resource.desired.get("recognition_model")
    if actual.recognition_model and desired_model and actual.recognition_model != desired_model:
        yield account.finding(
            resource,
            FindingType.WRONG_MODEL,
            f"has the recognition model {actual.recognition_model}, not {desired_model}",
            replacement(resource, f"Replaces it with one that has {desired_model}, with everything in it."),
            value=ChangedValue("recognition_model", desired=desired_model, actual=actual.recognition_model),
        )


def replacement(resource: ManagedResource, effect: str) -> Repair:
    """Return a repair that replaces a resource, which the engine refuses to do with a protected one."""
    if not resource.saved.is_protected:
        return by_refresh(resource, effect)
    refused = "Fails, because the resource is protected and must be replaced."
    return by_refresh(resource, refused)._replace(
        fix=f"Remove protect from the resource, run pulumi up, then pulumi up --refresh, "
        f"both with --stack {resource.stack.ref.stack}"
    )


def missing_with_container(account: ComparedAccount, resource: ManagedResource) -> Finding:
    """Return the finding about a resource whose container is missing."""
    repair = by_refresh(resource, "Creates it again, together with its container.")
    return account.finding(
        resource, FindingType.MISSING, "is not in the account, because the container is missing", repair
    )
