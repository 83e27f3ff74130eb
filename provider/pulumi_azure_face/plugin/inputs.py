"""What a program passes to a resource, and what the engine adds to it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from pulumi.runtime.proto import provider_pb2

from pulumi_azure_face.adapter.operations import LIFECYCLES
from pulumi_azure_face.adapter.plugin_resources import ACCOUNT_VALUES, OWNER_VALUES, PluginResource, to_camel_case
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError

Autonaming = provider_pb2.CheckRequest.AutonamingOptions


def origin_of(urn: str) -> dict[str, str]:
    """Return the position of a resource in its stack, from which ids and ownership tags are derived."""
    return {"urn": urn, "name": urn.rpartition("::")[2]}


def type_of(urn: str) -> str:
    """Return the type of the resource with this URN, which contains the types of its parents too."""
    return urn.split("::")[2].rpartition("$")[2]


@functools.cache
def input_names(resource: PluginResource) -> frozenset[str]:
    """Return the names of all inputs, also of those that only a check adds."""
    fields = LIFECYCLES[resource.lifecycle].inputs_model.model_fields.keys()
    names = fields - {"kind", *ACCOUNT_VALUES, *(OWNER_VALUES if resource.owners else ())}
    if resource.kind:
        names = names - {"container_id"} | {KINDS[resource.kind].id_input}
    return frozenset({*map(to_camel_case, names), *(owner.name for owner in resource.owners)})


def ensure_known_inputs(resource: PluginResource, news: Mapping[str, object]) -> None:
    """Raise InvalidInputsError for an input that the resource does not have."""
    names = input_names(resource)
    problems = [f"{name} is not an input of this resource{similar(name, names)}" for name in news if name not in names]
    if problems:
        raise InvalidInputsError(*problems)


def similar(name: str, names: frozenset[str]) -> str:
    return f". Use {to_camel_case(name)}" if to_camel_case(name) in names else ""


def with_configured_id(
    resource: PluginResource, autonaming: Any, olds: Mapping[str, object], news: Mapping[str, object]
) -> Mapping[str, object]:
    """Apply the setting `pulumi:autonaming` to a container without an id of the program.

    The default proposes a random name. It is not used: after a killed run, only a derived id finds the container.
    """
    id_property = to_camel_case(KINDS[resource.kind].id_input) if resource.kind else ""
    if not id_property or id_property in news or id_property in olds or autonaming.mode == Autonaming.PROPOSE:
        return news
    if autonaming.mode == Autonaming.DISABLE:
        raise InvalidInputsError(f"{id_property} is required, because pulumi:autonaming is disabled")
    return {**news, id_property: autonaming.proposed_name}
