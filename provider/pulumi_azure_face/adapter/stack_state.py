"""The persons and faces in the state of the stack.

The engine tells a provider about one resource at a time. After a killed run, a create must know which items other
resources have, and which creates were interrupted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_azure_face.client.errors import InternalError
from pulumi_azure_face.lifecycle.face import ResolvedFace
from pulumi_azure_face.lifecycle.inputs.children import ResolvedItem
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.lifecycle.inputs.values import without
from pulumi_azure_face.lifecycle.person import ResolvedPerson
from pulumi_azure_face.lifecycle.saved_state import InterruptedCreate, SavedState
from pulumi_azure_face.stacks.deployment import SECRET_SIGNATURE, has_secret
from pulumi_azure_face.stacks.pulumi_cli import PulumiCliError, stack_deployment, stack_of

from .cli_process import folder_of_cli
from .plugin_resources import PLUGIN_RESOURCES

PROVIDER_KEY = "__provider"
"""The property of every dynamic resource that contains the pickled provider."""
ITEM_MODELS: dict[str, type[ResolvedItem]] = {
    "/azure-face:Person": ResolvedPerson,
    "/azure-face:Face": ResolvedFace,
    "azure-face:index:Person": ResolvedPerson,
    "azure-face:index:Face": ResolvedFace,
}
"""The models of persons and faces, by the end of the type in a state."""


def load_saved_state(urn: str) -> SavedState:
    """Return the persons and faces in the state of the stack in a URN. Decrypts it only if that is necessary."""
    try:
        stack, folder = stack_of(urn), folder_of_cli()
        deployment = stack_deployment(stack, folder=folder)
        if any(has_secret(resource["inputs"]) for _, resource in pending_creates(deployment)):
            deployment = stack_deployment(stack, show_secrets=True, folder=folder)
        return parse_deployment(deployment)
    except PulumiCliError as error:
        return SavedState(problem=str(error))
    except (KeyError, TypeError, AttributeError, ValueError, InternalError, InvalidInputsError) as error:
        return SavedState(problem=f"its format is unknown ({type(error).__name__})")


def parse_deployment(deployment: Mapping[str, Any]) -> SavedState:
    items = [resource for resource in deployment.get("resources") or () if item_model(resource)]
    return SavedState(
        ids=frozenset(item_id(item) for item in items if "id" in item),
        tag_by_id={
            item_id(item): item["inputs"]["mark"] for item in items if "id" in item and "mark" in item.get("inputs", {})
        },
        interrupted_creates=tuple(
            InterruptedCreate.of(model.load(item_inputs(resource))) for model, resource in pending_creates(deployment)
        ),
    )


def pending_creates(deployment: Mapping[str, Any]) -> Iterator[tuple[type[ResolvedItem], Mapping[str, Any]]]:
    """Yield each person and face whose create has not ended, as far as the state knows."""
    for operation in deployment.get("pending_operations") or ():
        model = item_model(operation["resource"])
        if model is not None and operation["type"] == "creating":
            yield model, operation["resource"]


def item_model(resource: Mapping[str, Any]) -> type[ResolvedItem] | None:
    return next((model for end, model in ITEM_MODELS.items() if str(resource["type"]).endswith(end)), None)


def item_id(resource: Mapping[str, Any]) -> str:
    """Return the id in the account. In the plugin's ids, it follows those of the owners."""
    return str(resource["id"]).rpartition("/")[2]


def item_inputs(resource: Mapping[str, Any]) -> dict[str, object]:
    """Return the saved inputs as a lifecycle sees them."""
    inputs = {name: plain_value(value) for name, value in resource["inputs"].items()}
    plugin_resource = PLUGIN_RESOURCES.get(resource["type"])
    return plugin_resource.values(inputs) if plugin_resource else without((PROVIDER_KEY,), inputs)


def plain_value(value: Any) -> Any:
    """Return a value as a lifecycle sees it. A secret that was not decrypted stays an object."""
    if isinstance(value, dict):
        if SECRET_SIGNATURE in value and "plaintext" in value:
            return plain_value(json.loads(value["plaintext"]))
        return {name: plain_value(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain_value(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
