"""Properties that can change in place: names and texts."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from pulumi_azure_face.drift.managed import ManagedResource
from pulumi_azure_face.drift.report import Finding, FindingType, Unread

from .account import ChangedValue, ComparedAccount, by_refresh, is_personal
from .json_differences import JsonDifference, json_differences


def compare_property(
    account: ComparedAccount, resource: ManagedResource, name: str, actual: str | None, effect: str | None = None
) -> Iterator[Finding]:
    """Yield the differences of one property: one finding for each place that differs in a text that is JSON.

    Args:
        account: The account.
        resource: The resource.
        name: The name of the property.
        actual: The value in the account.
        effect: What a refresh does about it, if that is not an update in place.
    """
    if name in resource.encrypted:
        reason = "It is a secret, and an exported state has it encrypted. Use --stack to compare it."
        account.unread.append(Unread(what=f"{name} of {resource.class_name} {resource.resource_id}", reason=reason))
        return
    desired = resource.desired.get(name) or None
    actual = actual or None
    if desired == actual:
        return
    repair = by_refresh(resource, effect or f"Sets {name} back.")
    if hidden := reason_to_hide(account, resource, name):
        difference = f"has another {name} ({hidden})"
        yield account.finding(resource, FindingType.CHANGED, difference, repair, value=ChangedValue(name))
        return
    for each in json_differences(desired, actual) or [JsonDifference("", desired, actual)]:
        yield account.finding(
            resource,
            FindingType.CHANGED,
            f"has another {f'{name} at {each.path}' if each.path else name}: "
            f"expected {quote(each.desired)}, got {quote(each.actual)}",
            repair,
            value=ChangedValue(name, each.path or None, each.desired, each.actual),
        )


def reason_to_hide(account: ComparedAccount, resource: ManagedResource, name: str) -> str | None:
    """Return why a report must not have the values of a property, or None."""
    if name in resource.secrets:
        return "a secret"
    if is_personal(resource) and not account.shows_names:
        return "hidden; --show-names shows it"
    return None


def quote(value: JsonValue) -> str:
    return "nothing" if value is None else repr(value)
