"""Move the resources of a stack from the dynamic host to the plugin, in its exported state. The account is not touched.

Ids, ownership tags, and generations stay, so a program for the plugin that declares the same shows no change.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from pulumi_azure_face.adapter.plugin_resources import ACCOUNT_VALUES, OWNER_VALUES, PLUGIN_RESOURCES, REF
from pulumi_azure_face.adapter.stack_state import PROVIDER_KEY
from pulumi_azure_face.client.errors import ExpectedError
from pulumi_azure_face.lifecycle.inputs.values import without
from pulumi_azure_face.stacks.deployment import PLUGIN_TYPE_PREFIX as PLUGIN_PREFIX
from pulumi_azure_face.stacks.deployment import TYPE_PREFIX as DYNAMIC_PREFIX

PROVIDER_TYPE = "pulumi:providers:azure-face"
URN_MEMBERS = ("urn", "parent", "dependencies", "propertyDependencies", "deletedWith", "provider", "aliases")
"""The members of a saved resource that contain URNs."""

Json = dict[str, JsonValue]


class MigrationError(ExpectedError):
    """A state that cannot be migrated."""


def migrate(exported: Json) -> Json:
    """Return what `pulumi stack import` takes, for what `pulumi stack export` printed.

    Raises:
        MigrationError: The state cannot be migrated. The error names the reason and what to do.
    """
    deployment = exported.get("deployment")
    resources = deployment.get("resources") if isinstance(deployment, dict) else None
    if not isinstance(deployment, dict) or not isinstance(resources, list):
        raise MigrationError("it has no resources. Pass the output of `pulumi stack export`")
    if deployment.get("pending_operations"):
        raise MigrationError("the state has interrupted operations. Run `pulumi up` before the migration")
    saved = [resource for resource in resources if isinstance(resource, dict)]
    ours = [resource for resource in saved if is_dynamic(resource)]
    if problems := list(find_problems(ours)):
        raise MigrationError("; ".join(problems))
    if not ours:
        return exported
    provider = new_provider(str(ours[0]["urn"]))
    reference = f"{provider['urn']}::{provider['id']}"
    migrated = [migrate_resource(resource, reference) if is_dynamic(resource) else resource for resource in saved]
    renamed: list[JsonValue] = [rename_urns(resource) for resource in migrated]
    first = next(index for index, resource in enumerate(saved) if is_dynamic(resource))
    return {**exported, "deployment": {**deployment, "resources": [*renamed[:first], provider, *renamed[first:]]}}


def is_dynamic(resource: Json) -> bool:
    return str(resource.get("type")).startswith(DYNAMIC_PREFIX)


def find_problems(resources: list[Json]) -> Iterator[str]:
    for resource in resources:
        name, inputs = str(resource["urn"]).rpartition("::")[2], members(resource, "inputs")
        if inputs.get("account"):
            yield (
                f"{name!r} is in the account {inputs['account']!r}, and a resource of the plugin is in that of its "
                "provider. Migrate a state whose resources are in the account of the stack"
            )
        if not all(isinstance(inputs.get(value, ""), str) for value in OWNER_VALUES):
            yield f"{name!r} has a secret id of its container. Make it plain before the migration"


def new_provider(urn: str) -> Json:
    """Return the engine's default provider for the plugin, which reads the configuration of the stack."""
    stack, project = urn.split("::")[:2]
    return {
        "urn": f"{stack}::{project}::{PROVIDER_TYPE}::default",
        "custom": True,
        "id": str(uuid.uuid4()),
        "type": PROVIDER_TYPE,
        "inputs": {},
        "outputs": {},
    }


def migrate_resource(resource: Json, provider: str) -> Json:
    """Return a dynamic resource as one of the plugin."""
    plugin_resource = PLUGIN_RESOURCES[str(resource["type"]).replace(DYNAMIC_PREFIX, PLUGIN_PREFIX)]
    hidden = (PROVIDER_KEY, *ACCOUNT_VALUES)
    inputs, state = (without(hidden, members(resource, name)) for name in ("inputs", "outputs"))
    properties = plugin_resource.properties(state)
    if (ref := plugin_resource.ref(state)) is not None:
        properties[REF] = ref
    dependencies: dict[str, list[JsonValue]] = {}
    for name, urns in members(resource, "propertyDependencies").items():
        if name not in (*hidden, "kind", "origin", "dry_run") and isinstance(urns, list):
            known = dependencies.setdefault(plugin_resource.property_of(name, properties), [])
            known.extend(urn for urn in urns if urn not in known)
    migrated: dict[str, object] = {
        **resource,
        "type": plugin_resource.token,
        "inputs": plugin_resource.properties(inputs),
        "outputs": properties,
        "propertyDependencies": dependencies,
        "provider": provider,
    }
    if "id" in resource:
        migrated["id"] = plugin_resource.resource_id(str(resource["id"]), state)
    secret_outputs = resource.get("additionalSecretOutputs")
    if isinstance(secret_outputs, list):
        migrated["additionalSecretOutputs"] = [
            plugin_resource.property_of(str(name), properties) for name in secret_outputs
        ]
    return as_json(migrated)


def as_json(values: Mapping[str, object]) -> Json:
    """Return values that come from JSON, or are texts, as JSON."""
    return values  # type: ignore[return-value]


def members(resource: Json, name: str) -> Json:
    value = resource.get(name)
    return value if isinstance(value, dict) else {}


def rename_urns(resource: Json) -> Json:
    """Rename the types in the URNs of a resource and of those that it refers to."""
    return {name: rename(value) if name in URN_MEMBERS else value for name, value in resource.items()}


def rename(value: JsonValue) -> JsonValue:
    if isinstance(value, dict):
        return {name: rename(member) for name, member in value.items()}
    if isinstance(value, list):
        return [rename(member) for member in value]
    return value.replace(DYNAMIC_PREFIX, PLUGIN_PREFIX) if isinstance(value, str) else value
