"""The providers in every saved state: the engine finds them by the text that is stored with each resource."""

from __future__ import annotations

import base64
import pickle

import pytest

from pulumi_azure_face.host import dynamic

from .conftest import Registered

PROVIDERS = {
    "ContainerProvider": "gASVOwAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMEUNvbnRhaW5lclByb3ZpZGVylJOUKYGULg==",
    "GalleryProvider": "gASVOQAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMD0dhbGxlcnlQcm92aWRlcpSTlCmBlC4=",
    "TrainingProvider": "gASVOgAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMEFRyYWluaW5nUHJvdmlkZXKUk5QpgZQu",
    "PersonProvider": "gASVOAAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMDlBlcnNvblByb3ZpZGVylJOUKYGULg==",
    "PersistedFaceProvider": "gASVPwAAAAAAAACMHnB1bHVtaV9henVyZV9mYWNlLmhvc3QuZHluYW1pY5SMFVBlcnNpc3RlZEZhY2VQcm92aWRlcpSTlCmBlC4=",
}
"""The value of `__provider` in a state, by the class that it names in `pulumi_azure_face.host.dynamic`."""

PROVIDER_OF = {
    "PersonGroup": "ContainerProvider",
    "LargePersonGroup": "ContainerProvider",
    "FaceList": "ContainerProvider",
    "LargeFaceList": "ContainerProvider",
    "Gallery": "GalleryProvider",
    "Training": "TrainingProvider",
    "Person": "PersonProvider",
    "Face": "PersistedFaceProvider",
}


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_saved_provider_is_found(name: str) -> None:
    """The text of a saved state makes a provider of the same class, which has kept its name and its module."""
    provider = pickle.loads(base64.b64decode(PROVIDERS[name]))

    assert type(provider) is getattr(dynamic, name)
    assert f"{type(provider).__module__}.{type(provider).__name__}" == f"pulumi_azure_face.host.dynamic.{name}"
    assert vars(provider) == {}


def test_saved_providers(registered: Registered) -> None:
    """A resource registers this very text, because the engine compares it with the saved one."""
    assert {class_: one["inputs"]["__provider"] for (class_, _), one in registered.items()} == {
        class_: PROVIDERS[name] for class_, name in PROVIDER_OF.items()
    }
