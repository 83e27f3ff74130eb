"""The component of the plugin: a container with the gallery that fills it and the training, declared as one.

It runs in the plugin's process and declares its resources through the engine, as a program does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from pulumi.provider.provider import ConstructResult, Provider
from pulumi.provider.server import ProviderServicer
from pulumi.runtime.proto import provider_pb2

import pulumi
from pulumi_azure_face.adapter.plugin_resources import REF, to_camel_case
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.lifecycle.inputs.rules import shorten_value
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN
from pulumi_azure_face.stacks.deployment import PLUGIN_TYPE_PREFIX

from .component_calls import ComponentCalls
from .property_values import from_engine, to_engine

ENROLLMENT = f"{PLUGIN_TYPE_PREFIX}Enrollment"
CONTAINER_INPUTS = ("displayName", "userData", "recognitionModel", "adopt")
GALLERY_INPUTS = ("source", "onBadImage")
INPUTS = frozenset({"kind", "containerId", "train", *CONTAINER_INPUTS, *GALLERY_INPUTS})
GALLERY_OUTPUTS = ("personCount", "faceCount", "revision")
OUTPUTS = ("containerId", REF, *GALLERY_OUTPUTS, "trained")
UNKNOWN_OUTPUTS = to_engine(dict.fromkeys(OUTPUTS, UNKNOWN))
MAX_COMPONENTS = 256  # as many as a plugin serves calls at once
THREADS = ThreadPoolExecutor(max_workers=MAX_COMPONENTS)
"""A thread for each component. The SDK keeps the engine's address in the context of the event loop that runs there."""


class Enrollment(pulumi.ComponentResource):
    """A container, its gallery, and its training."""

    def __init__(self, name: str, inputs: Mapping[str, Any], options: pulumi.ResourceOptions | None) -> None:
        super().__init__(ENROLLMENT, name, {}, options)
        kind = KINDS[inputs["kind"]]
        id_property = to_camel_case(kind.id_input)
        container_inputs = {id_property: inputs.get("containerId"), **select(inputs, CONTAINER_INPUTS)}
        own_id = pulumi.ResourceOptions(parent=self, delete_before_replace=inputs.get("containerId") is not None)
        container = declare(kind.name, name, container_inputs, (id_property, REF), own_id)
        in_container = pulumi.ResourceOptions(parent=self, deleted_with=container)
        gallery_inputs = {"container": container.ref, **select(inputs, GALLERY_INPUTS)}
        gallery = declare("Gallery", name, gallery_inputs, GALLERY_OUTPUTS, in_container)
        trained: pulumi.Output[bool] = pulumi.Output.from_input(False)
        if inputs.get("train", True) and kind.is_trainable:
            training_inputs = {"container": container.ref, "triggers": [gallery.revision]}
            trained = declare("Training", name, training_inputs, ("trained",), in_container).trained
        self.outputs = {
            "containerId": getattr(container, id_property),
            REF: container.ref,
            **{output: getattr(gallery, output) for output in GALLERY_OUTPUTS},
            "trained": trained,
        }
        self.register_outputs(self.outputs)


def select(inputs: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: inputs[name] for name in names if name in inputs}


def declare(
    type_name: str, name: str, inputs: Mapping[str, Any], outputs: tuple[str, ...], options: pulumi.ResourceOptions
) -> Any:
    """Declare a resource of the plugin and return it, with its outputs as attributes."""
    token = f"{PLUGIN_TYPE_PREFIX}{type_name}"
    return pulumi.CustomResource(token, name, {**dict.fromkeys(outputs), **inputs}, options)


class ComponentProvider(Provider):
    """Constructs the component for the servicer of the SDK."""

    def construct(
        self, name: str, resource_type: str, inputs: Any, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        component = Enrollment(name, inputs, options)
        return ConstructResult(component.urn, component.outputs)


def construct(request: Any, context: grpc.ServicerContext, engine_address: str, calls: ComponentCalls) -> Any:
    """Run a component that a program declares, and wait until its resources are registered.

    A canceled component has unknown outputs: an error would be reported next to the one that ended the command.

    Raises:
        InvalidInputsError: An input decides what is declared and breaks its rule. The resources check all others.
    """
    if problems := input_problems(from_engine(request.inputs).values):
        raise InvalidInputsError(*problems)
    servicer = ProviderServicer(ComponentProvider("0"), [], engine_address)
    component = THREADS.submit(asyncio.run, servicer.Construct(request, context))
    return calls.result(component, provider_pb2.ConstructResponse(state=UNKNOWN_OUTPUTS), context)


def input_problems(inputs: Mapping[str, object]) -> list[str]:
    problems = [f"{name} is not an input of this resource" for name in inputs if name not in INPUTS]
    if inputs.get("kind") not in KINDS:
        problems.append(f"kind must be one of {', '.join(KINDS)}; it is {shorten_value(inputs.get('kind'))}")
    if not isinstance(inputs.get("train", True), bool):
        problems.append(f"train must be true or false; it is {shorten_value(inputs['train'])}")
    if "source" not in inputs:
        problems.append("source is missing")
    return problems
