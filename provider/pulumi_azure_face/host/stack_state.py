"""The persons and faces in the state of the stack.

The engine tells a provider about one resource at a time. After a killed run, a create must know which items other
resources have, and which creates were interrupted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pulumi_azure_face.lifecycle.inputs.values import Props
from pulumi_azure_face.lifecycle.saved_state import SavedState, interrupted_create

from .property_values import PROVIDER_KEY, value_from_engine
from .pulumi_cli import PulumiCliError, exported_deployment

ITEM_TYPES = ("azure-face:Person", "azure-face:Face")
SECRET_SIGNATURE = "4dabf18193072939515e22adb298388d"  # noqa: S105 - the member that marks an encrypted value


def load_saved_state(urn: str) -> SavedState:
    """Return the persons and faces in the state of the stack in a URN. Decrypts it only if that is necessary."""
    try:
        deployment = exported_deployment(urn)
        if any(has_secret(create) for create in interrupted_creates(deployment)):
            deployment = exported_deployment(urn, show_secrets=True)
        return parse_deployment(deployment)
    except PulumiCliError as error:
        return SavedState(problem=str(error))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        return SavedState(problem=f"it has an unknown format ({type(error).__name__}: {error})")


def parse_deployment(deployment: Mapping[str, Any]) -> SavedState:
    items = [resource for resource in deployment.get("resources") or () if is_item(resource)]
    return SavedState(
        ids=frozenset(item["id"] for item in items if "id" in item),
        tags=frozenset(item["inputs"]["mark"] for item in items if "mark" in item.get("inputs", {})),
        interrupted_creates=tuple(map(interrupted_create, interrupted_creates(deployment))),
    )


def interrupted_creates(deployment: Mapping[str, Any]) -> list[Props]:
    """Return the inputs of all persons and faces whose create has not ended, as far as the state knows."""
    return [
        {name: plain_value(value) for name, value in operation["resource"]["inputs"].items() if name != PROVIDER_KEY}
        for operation in deployment.get("pending_operations") or ()
        if operation["type"] == "creating" and is_item(operation["resource"])
    ]


def is_item(resource: Mapping[str, Any]) -> bool:
    return str(resource["type"]).endswith(ITEM_TYPES)


def plain_value(value: Any) -> Any:
    """Return a value as a lifecycle sees it. A secret that was not decrypted stays an object."""
    if isinstance(value, dict) and SECRET_SIGNATURE in value and "plaintext" in value:
        return value_from_engine(json.loads(value["plaintext"]))
    return value_from_engine(value)


def has_secret(inputs: Props) -> bool:
    return any(isinstance(value, dict) and SECRET_SIGNATURE in value for value in inputs.values())
