"""Saved resources: what the export writes out because it works without Pulumi equals what Pulumi would save."""

from __future__ import annotations

from pulumi.dynamic.dynamic import serialize_provider

from pulumi_azure_face.adapter import stack_state
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.export.saved_resources import PROVIDER_KEY, PROVIDERS, revision_of
from pulumi_azure_face.host.dynamic import ContainerProvider, GalleryProvider, PersonProvider, TrainingProvider
from pulumi_azure_face.resources import person


def test_providers() -> None:
    """Each class has the reference that the SDK saves with it, under the same property."""
    children = {"Gallery": GalleryProvider(), "Training": TrainingProvider(), "Person": PersonProvider()}
    providers = {**dict.fromkeys(KINDS, ContainerProvider()), **children}

    assert {name: serialize_provider(provider) for name, provider in providers.items()} == PROVIDERS
    assert stack_state.PROVIDER_KEY == PROVIDER_KEY


def test_revision_of_a_person() -> None:
    """The revision is the one that a `Person` without faces computes from its ID."""
    person_id = "25985303-c537-4467-b41d-bdb45cd95ca1"

    assert revision_of(person_id) == person.digest([person_id])
