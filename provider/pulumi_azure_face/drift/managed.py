"""The resources of this package in a state, with typed values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue, TypeAdapter

from pulumi_azure_face.adapter.plugin_resources import PLUGIN_RESOURCES, PluginResource, to_snake_case
from pulumi_azure_face.client.errors import ExpectedError, InternalError
from pulumi_azure_face.client.kinds import KINDS, Kind
from pulumi_azure_face.lifecycle.container import ContainerState
from pulumi_azure_face.lifecycle.face import FaceState
from pulumi_azure_face.lifecycle.gallery import GalleryState
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.lifecycle.person import PersonState
from pulumi_azure_face.lifecycle.training import TrainingState
from pulumi_azure_face.stacks.deployment import SECRET_SIGNATURE, SavedResource, has_secret

from .locations import program_location
from .report import Location
from .stacks import ComparedStack

AnyState = ContainerState | PersonState | FaceState | GalleryState | TrainingState
STATE_MODELS: Mapping[str, type[AnyState]] = {
    **dict.fromkeys(KINDS, ContainerState),
    "Person": PersonState,
    "Face": FaceState,
    "Gallery": GalleryState,
    "Training": TrainingState,
}
JSON_OBJECT = TypeAdapter(dict[str, JsonValue])
ContainerKey = tuple[str, str]
"""The kind and the ID of a container."""


@dataclass(frozen=True)
class ManagedResource:
    """A resource in a state."""

    stack: ComparedStack
    saved: SavedResource
    class_name: str
    state: AnyState
    """The values as the last run left them. Encrypted ones are absent."""
    desired: Mapping[str, JsonValue]
    """The inputs as the last run saved them. Encrypted ones are absent."""
    secrets: frozenset[str]
    """Values that a report never shows."""
    encrypted: frozenset[str]
    """Secrets that could not be decrypted, so they are not compared."""
    location: Location

    @property
    def kind(self) -> Kind:
        return self.state.container_kind

    @property
    def container_id(self) -> str:
        return self.state.container_id

    @property
    def container(self) -> ContainerKey:
        return (self.kind.name, self.container_id)

    @cached_property
    def resource_id(self) -> str:
        """The ID in reports, in which persons and faces have that of their owner before it."""
        if isinstance(self.state, PersonState):
            return f"{self.container_id}/{self.saved.id}"
        if isinstance(self.state, FaceState):
            return "/".join(filter(None, (self.container_id, self.state.person_id, self.saved.id)))
        return self.saved.id


class UnreadableResourceError(ExpectedError):
    """The state does not have what a comparison of a resource needs."""


def managed_resources(stack: ComparedStack) -> list[SavedResource]:
    """Return the resources that the stack manages. Those that a program only reads with `get` are not among them."""
    return [saved for saved in stack.deployment.ours() if not saved.is_read]


def parse_resource(stack: ComparedStack, saved: SavedResource) -> ManagedResource:
    """Return a resource with typed values.

    Raises:
        UnreadableResourceError: A value is missing, encrypted, or invalid.
    """
    inputs, input_secrets = plain_values(saved.inputs)
    outputs, output_secrets = plain_values(saved.outputs)
    encrypted = (input_secrets - inputs.keys()) | (output_secrets - outputs.keys())
    secrets = input_secrets | output_secrets
    if plugin_resource := PLUGIN_RESOURCES.get(saved.type):
        inputs, outputs = plugin_values(plugin_resource, inputs), plugin_values(plugin_resource, outputs)
        encrypted, secrets = set(map(to_snake_case, encrypted)), set(map(to_snake_case, secrets))
        saved = saved.model_copy(update={"id": plugin_resource.lifecycle_id(saved.id, outputs)})
    state = load_values(saved, {**inputs, **outputs}, secrets)
    return ManagedResource(
        stack,
        saved,
        saved.class_name,
        state,
        inputs,
        frozenset(secrets),
        frozenset(encrypted),
        program_location(saved),
    )


def plugin_values(resource: PluginResource, properties: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the values of a resource of the plugin as the lifecycles know them."""
    try:
        return JSON_OBJECT.validate_python(resource.values(properties))
    except InvalidInputsError as error:
        raise UnreadableResourceError(f"Its saved state is invalid ({'; '.join(error.problems)}).") from None


def load_values(saved: SavedResource, values: Mapping[str, JsonValue], secrets: set[str]) -> AnyState:
    if saved.class_name not in STATE_MODELS:
        raise UnreadableResourceError("This release does not know the class. Update pulumi-azure-face.")
    if "container_id" in secrets - values.keys():
        reason = "The ID of its container is a secret, and an exported state has it encrypted."
        raise UnreadableResourceError(f"{reason} Use --stack to compare it.")
    kind = KINDS.get(str(values.get("kind")))
    if kind is None:
        raise UnreadableResourceError("Its saved state has no known kind of container.")
    model = STATE_MODELS[saved.class_name]
    ids = {kind.id_input: saved.id} if model is ContainerState else {}  # an ID that is a secret can be encrypted
    try:
        return model.load({**ids, **values})
    except InternalError as error:
        raise UnreadableResourceError(f"Its saved state is invalid ({error.reason}).") from None


def plain_values(values: Mapping[str, JsonValue]) -> tuple[dict[str, JsonValue], set[str]]:
    """Return the values that are not encrypted, and the names of all secrets."""
    secrets = {name for name, value in values.items() if has_secret(value)}
    plain = {name: value for name, value in values.items() if name not in secrets and name != "__provider"}
    decrypted = {name: value for name in secrets if (value := decrypt(values[name])) is not None}
    return {**plain, **decrypted}, secrets


def decrypt(value: JsonValue) -> JsonValue:
    """Return the value of a secret that the CLI has decrypted, or None."""
    if isinstance(value, dict) and SECRET_SIGNATURE in value and isinstance(text := value.get("plaintext"), str):
        decrypted: JsonValue = json.loads(text)
        return decrypted
    return None
