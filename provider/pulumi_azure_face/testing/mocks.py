"""Mocks of the engine that run the checks of the resources, and no request."""

from __future__ import annotations

import uuid
from typing import Any

from pulumi.runtime import MockCallArgs, MockResourceArgs

import pulumi
from pulumi_azure_face.adapter.operations import LIFECYCLES, AnyLifecycle
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.host.property_values import from_engine
from pulumi_azure_face.lifecycle.container import READ_GENERATION
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.lifecycle.inputs.values import is_unknown
from pulumi_azure_face.stacks.deployment import TYPE_PREFIX

from .answers import DeclaredResources, Query

MOCK_ENDPOINT = "https://mock.cognitiveservices.azure.com"
ITEM_IDS = uuid.UUID("1a6ad4d0-6d6b-4b35-9ff4-0c4a3c1b2f5d")
"""The namespace of the ids of persons and faces, which are the same in each run of a test."""


class Mocks(pulumi.runtime.Mocks):
    """Mocks for `pulumi.runtime.set_mocks`. Resources have the ids, digests, and counts of a preview, and are trained.

    An input that breaks its rule ends the test as it ends a preview. Functions return what the program has declared,
    and a made-up item for any other id. For resources and functions of other packages, override `new_resource` and
    `call`, and call these for the rest.
    """

    def __init__(self) -> None:
        self._declared = DeclaredResources()

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        """Return the id and the outputs of a resource.

        Raises:
            pulumi.RunError: An input breaks its rule.
        """
        if not args.typ.startswith(TYPE_PREFIX):
            return args.resource_id or f"{args.name}_id", dict(args.inputs)
        name = args.typ.removeprefix(TYPE_PREFIX)
        inputs = from_engine(args.inputs)
        if args.resource_id:
            resource_id, state = args.resource_id, read_state(name, args.resource_id, inputs)
        else:
            resource_id, state = created_state(name, args.name, inputs)
        self._declare(name, state)
        return resource_id, {**args.inputs, **state}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], None]:
        """Return no result for a function of another package."""
        return {}, None

    def answer_query(self, query: Query, arguments: tuple[object, ...], options: dict[str, object]) -> Any:
        """Return the result of a function of this package."""
        return self._declared.answer(query, arguments, options)

    def _declare(self, name: str, state: dict[str, Any]) -> None:
        if name in KINDS:
            self._declared.containers.append(state)
        elif name == "Person":
            self._declared.persons.append(state)
        elif name == "Face":
            self._declared.faces.append(state)


def created_state(type_name: str, name: str, inputs: dict[str, object]) -> tuple[str, dict[str, Any]]:
    """Return the id and the state of a new resource, as far as it is known without the account."""
    lifecycle_name = lifecycle_of(type_name)
    lifecycle: AnyLifecycle = LIFECYCLES[lifecycle_name]
    try:
        checked = lifecycle.check({}, inputs)
    except InvalidInputsError as error:
        raise pulumi.RunError(f"{type_name} {name!r}: {'; '.join(error.problems)}") from None
    values = {
        **checked.saved(),
        "endpoint": MOCK_ENDPOINT,
        **lifecycle.planned_outputs(None, checked),
        **outputs_of(type_name, name, checked.saved()),
    }
    state = {key: value for key, value in values.items() if not is_unknown(value) and value is not None}
    container_id = str(state.get("container_id", ""))
    ids = {
        "container": lambda: str(state[KINDS[type_name].id_input]),
        "gallery": lambda: f"{container_id}/{state.get('mark', '')}",
        "training": lambda: f"{container_id}/training",
        "person": lambda: str(state["person_id"]),
        "face": lambda: str(state["persisted_face_id"]),
    }
    return ids[lifecycle_name](), state


def outputs_of(type_name: str, name: str, inputs: dict[str, Any]) -> dict[str, object]:
    """Return outputs that only the service tells."""
    if type_name == "Gallery":
        rejected = {"rejected": [], "rejected_count": 0, "transactions": 0}
        return {**rejected, "revision": str(inputs.get("digest"))[:16]}
    if type_name == "Training":
        return {"trained": True, "status": "succeeded"}
    id_output = {"Person": "person_id", "Face": "persisted_face_id"}.get(type_name)
    return {id_output: str(uuid.uuid5(ITEM_IDS, f"{type_name}/{name}"))} if id_output else {}


def read_state(type_name: str, resource_id: str, inputs: dict[str, object]) -> dict[str, Any]:
    """Return the state of a resource that the program reads with `get`."""
    known = {name: value for name, value in inputs.items() if value is not None and not is_unknown(value)}
    id_output = {"Person": "person_id", "Face": "persisted_face_id"}.get(type_name)
    if type_name in KINDS:
        id_output = KINDS[type_name].id_input
    defaults = {"display_name": resource_id, "generation": READ_GENERATION, "endpoint": MOCK_ENDPOINT}
    return {**defaults, **known, **({id_output: resource_id} if id_output else {})}


def lifecycle_of(type_name: str) -> str:
    return "container" if type_name in KINDS else type_name.lower()
