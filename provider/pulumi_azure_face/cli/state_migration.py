"""Move the resources of a stack from the dynamic host to the plugin, in its exported state. The account is not touched.

Ids, ownership tags, and generations stay, so a program for the plugin that declares the same shows no change.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from pydantic import JsonValue

from pulumi_azure_face.adapter.plugin_resources import ACCOUNT_VALUES, OWNER_VALUES, PLUGIN_RESOURCES, REF
from pulumi_azure_face.adapter.stack_state import PROVIDER_KEY
from pulumi_azure_face.client.errors import ExpectedError
from pulumi_azure_face.lifecycle.inputs.values import without
from pulumi_azure_face.stacks.deployment import PLUGIN_TYPE_PREFIX as PLUGIN_PREFIX
from pulumi_azure_face.stacks.deployment import TYPE_PREFIX as DYNAMIC_PREFIX

PROVIDER_TYPE, DEFAULT_PROVIDER = "pulumi:providers:azure-face", "default"
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
    providers: dict[JsonValue, Json] = {}
    for resource in ours:
        providers.setdefault(account_of(resource), new_provider(resource))
    migrated = [
        migrate_resource(resource, providers[account_of(resource)]) if is_dynamic(resource) else resource
        for resource in saved
    ]
    renamed: list[JsonValue] = [rename_urns(resource) for resource in migrated]
    first = next(index for index, resource in enumerate(saved) if is_dynamic(resource))
    resources = [*renamed[:first], *providers.values(), *renamed[first:]]
    return {**exported, "deployment": {**deployment, "resources": resources}}


def declared_providers(exported: Json) -> list[str]:
    """Return the names of the providers in a state that its program has to declare."""
    deployment = members(exported, "deployment")
    resources = deployment.get("resources")
    urns = [
        str(resource["urn"])
        for resource in (resources if isinstance(resources, list) else [])
        if isinstance(resource, dict) and resource.get("type") == PROVIDER_TYPE
    ]
    return [name for urn in urns if (name := urn.rpartition("::")[2]) != DEFAULT_PROVIDER]


def is_dynamic(resource: Json) -> bool:
    return str(resource.get("type")).startswith(DYNAMIC_PREFIX)


def find_problems(resources: list[Json]) -> Iterator[str]:
    for resource in resources:
        name, inputs = str(resource["urn"]).rpartition("::")[2], members(resource, "inputs")
        if not isinstance(inputs.get("account", ""), str):
            yield f"{name!r} has an account with a secret endpoint. Make it plain before the migration"
        if not all(isinstance(inputs.get(value, ""), str) for value in OWNER_VALUES):
            yield f"{name!r} has a secret id of its container. Make it plain before the migration"


def account_of(resource: Json) -> JsonValue:
    """Return the account that a resource selects: a configured name, an endpoint, or None for that of the stack."""
    return members(resource, "inputs").get("account")


def new_provider(resource: Json) -> Json:
    """Return the provider for the account of a dynamic resource.

    For the account of the stack, it is the engine's default provider, which reads the configuration. The others are
    those that a program declares. The key of a configured account is not in the state, so the first `pulumi up` adds
    it.
    """
    stack, project = str(resource["urn"]).split("::")[:2]
    account, key = account_of(resource), members(resource, "inputs").get("account_key")
    inputs: Json = {}
    if account:
        inputs["endpoint"] = members(resource, "outputs").get("endpoint")
    if key:
        inputs["key"] = key
    return {
        "urn": f"{stack}::{project}::{PROVIDER_TYPE}::{provider_name(account)}",
        "custom": True,
        "id": str(uuid.uuid4()),
        "type": PROVIDER_TYPE,
        "inputs": inputs,
        "outputs": inputs,
    }


def provider_name(account: JsonValue) -> str:
    return (urlsplit(str(account)).netloc or str(account)) if account else DEFAULT_PROVIDER


def migrate_resource(resource: Json, provider: Json) -> Json:
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
        "provider": f"{provider['urn']}::{provider['id']}",
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
