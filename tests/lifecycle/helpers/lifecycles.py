"""The lifecycles of all resources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pulumi_azure_face.lifecycle.base import DiffOutcome, Lifecycle
from pulumi_azure_face.lifecycle.container import ContainerLifecycle
from pulumi_azure_face.lifecycle.face import FaceLifecycle
from pulumi_azure_face.lifecycle.gallery import GalleryLifecycle
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.lifecycle.person import PersonLifecycle
from pulumi_azure_face.lifecycle.training import TrainingLifecycle

AnyLifecycle = Lifecycle[Any, Any, Any]
Props = dict[str, Any]

container, face, gallery, person, training = (
    ContainerLifecycle(),
    FaceLifecycle(),
    GalleryLifecycle(),
    PersonLifecycle(),
    TrainingLifecycle(),
)


@dataclass(frozen=True)
class Checked:
    """What a check returns to the engine."""

    inputs: Props
    failures: list[str]


def check(lifecycle: AnyLifecycle, olds: Props, news: Props) -> Checked:
    try:
        return Checked(lifecycle.check(olds, news).saved(), [])
    except InvalidInputsError as error:
        return Checked(news, error.problems)


def diff(lifecycle: AnyLifecycle, state: Props, inputs: Props, live_resources: LiveResources) -> DiffOutcome:
    return lifecycle.diff(lifecycle.state_model.load(state), lifecycle.inputs_model.load(inputs), live_resources)
