"""Saved resources: the ID, inputs, and outputs that a state would have if Pulumi had created what the account has.

The lifecycles make them, so that the check of the first preview returns the same inputs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.schemas import Person
from pulumi_azure_face.lifecycle import container, gallery, training
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.container import ContainerLifecycle, ResolvedContainer
from pulumi_azure_face.lifecycle.enrollment import rejected_images
from pulumi_azure_face.lifecycle.enrollment.actual import ActualGallery
from pulumi_azure_face.lifecycle.gallery import GalleryLifecycle, ResolvedGallery
from pulumi_azure_face.lifecycle.identity import derived_ids, ownership_tags
from pulumi_azure_face.lifecycle.inputs.values import without_none
from pulumi_azure_face.lifecycle.person import PersonLifecycle, ResolvedPerson
from pulumi_azure_face.lifecycle.training import ResolvedTraining, TrainingLifecycle
from pulumi_azure_face.stacks.deployment import TYPE_PREFIX

from .account import ExistingContainer
from .sources import MatchedSource

PROVIDER_KEY = "__provider"
_CONTAINER_PROVIDER = "gASVOwAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMEUNvbnRhaW5lclByb3ZpZGVylJOUKYGULg=="
PROVIDERS = {
    **dict.fromkeys(KINDS, _CONTAINER_PROVIDER),
    "Gallery": "gASVOQAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMD0dhbGxlcnlQcm92aWRlcpSTlCmBlC4=",
    "Training": "gASVOgAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMEFRyYWluaW5nUHJvdmlkZXKUk5QpgZQu",
    "Person": "gASVOAAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMDlBlcnNvblByb3ZpZGVylJOUKYGULg==",
}
"""The reference to the provider class that a state has with each resource, by the name of the resource class.

It is the class in base64 as `pickle` writes it. Every state has it, so it never changes. It is written out here,
because this package works without Pulumi.
"""
# face-api.md#container-recognition-model-default
OLDEST_MODEL = "recognition_01"


@dataclass(frozen=True)
class SavedResource:
    """A resource as a state has it, without its name."""

    class_name: str
    id: str
    inputs: dict[str, object]
    outputs: dict[str, object]

    @property
    def type(self) -> str:
        return f"{TYPE_PREFIX}{self.class_name}"

    @property
    def display_name(self) -> str:
        return str(self.inputs["display_name"])

    @property
    def user_data(self) -> str | None:
        """The text of the program, without an ownership tag."""
        text = self.inputs.get("user_data")
        return text if isinstance(text, str) else None

    def properties(self, *, with_outputs: bool) -> dict[str, object]:
        """Return the properties as a state has them: with the provider."""
        return {PROVIDER_KEY: PROVIDERS[self.class_name], **(self.outputs if with_outputs else self.inputs)}


def save_container(
    existing: ExistingContainer, resource_name: str, account_name: str | None, call: CallContext
) -> SavedResource:
    """Return a container.

    Args:
        existing: The container in the account.
        resource_name: The name in the program, which the program declares for a container without a name.
        account_name: The name of the account in the stack's configuration, or None for the default account.
        call: The context with the client of the account.

    Raises:
        InvalidInputsError: A program cannot declare the container.
    """
    given = {
        "kind": existing.kind.name,
        existing.kind.id_input: existing.id,
        "display_name": existing.name or resource_name,
        "user_data": existing.user_data,
        "recognition_model": existing.recognition_model or OLDEST_MODEL,
        "account": account_name,
        "generation": stable_id(call, "generation", existing.kind.name, existing.id),
    }
    inputs = ContainerLifecycle().check({}, without_none(given)).saved()
    state = container.state_after(ResolvedContainer.load(inputs), existing.id, call.client)
    return SavedResource(existing.kind.name, existing.id, inputs, state.saved())


def save_training(
    owner: SavedResource, existing: ExistingContainer, triggers: list[str], call: CallContext
) -> SavedResource:
    """Return the training of a container whose latest training has succeeded."""
    inputs = TrainingLifecycle().check({}, {**child_inputs(owner), "triggers": triggers}).saved()
    resolved = ResolvedTraining.load(inputs)
    state = training.state_after(resolved, existing.training, call)
    return SavedResource("Training", resolved.resource_id, inputs, state.saved())


def save_person(owner: SavedResource, person: Person, resource_name: str, call: CallContext) -> SavedResource:
    """Return a person.

    Raises:
        InvalidInputsError: A program cannot declare the person.
    """
    resource_tag = ownership_tags.read_members(person.user_data, ("resource",))
    given = {
        **child_inputs(owner),
        "display_name": person.name or resource_name,
        "user_data": None if resource_tag else person.user_data or None,
        "generation": stable_id(call, "generation", owner.class_name, owner.id, person.person_id),
    }
    checked = PersonLifecycle().check({}, without_none(given))
    # The check of the first preview derives the tag from the position in the stack, unless the person has one already.
    inputs = checked.model_copy(update={"mark": resource_tag["resource"] if resource_tag else None}).saved()
    state = PersonLifecycle().state_after(person.person_id, ResolvedPerson.load(inputs), call)
    return SavedResource("Person", person.person_id, inputs, state.saved())


def save_gallery(
    owner: SavedResource, source: MatchedSource, tag: str, actual: ActualGallery, call: CallContext
) -> SavedResource:
    """Return a gallery whose source matches the account."""
    generation = stable_id(call, "generation", owner.class_name, owner.id, tag)
    given = {**child_inputs(owner), "source": str(source.path), "mark": tag, "generation": generation}
    inputs = GalleryLifecycle().check({}, given).model_copy(update={"source": source.path_in_program}).saved()
    revision = stable_id(call, "revision", actual.fingerprint, length=16)
    outputs = {
        **gallery.outputs_of(actual, revision, call),
        **rejected_images.outputs({}),
        "transactions": 0,
    }
    resolved = ResolvedGallery.load(inputs)
    return SavedResource(
        "Gallery", gallery.resource_id(resolved), inputs, gallery.state_after(resolved, outputs).saved()
    )


def child_inputs(owner: SavedResource) -> dict[str, object]:
    """Return the inputs that a resource in a container takes from it."""
    account = owner.inputs.get("account")
    return {
        "kind": owner.class_name,
        "container_id": owner.id,
        "container_generation": owner.inputs["generation"],
        **({"account": account} if account else {}),
    }


def stable_id(call: CallContext, *parts: str, length: int = 8) -> str:
    """Return an ID that is the same in every export, in place of a random one that Pulumi would have assigned."""
    return derived_ids.digest("export", call.client.account.endpoint, *parts)[:length]


def revision_of(person_id: str) -> str:
    """Return the output `revision` that `Person` computes for a person without declared faces."""
    return hashlib.sha256(person_id.encode()).hexdigest()[:16]
