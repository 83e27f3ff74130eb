"""The functions of the plugin: each runs a query of `queries`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_azure_face.adapter.plugin_resources import to_camel_case, to_snake_case
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.kinds import FACE_LIST, KINDS, Kind
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.queries import containers, faces, liveness_sessions, persons
from pulumi_azure_face.queries.results import (
    RESULT_TYPES,
    FaceListResult,
    LivenessSessionResult,
    PersistedFaceResult,
    PersonResult,
    TrainingStatusResult,
)
from pulumi_azure_face.stacks.deployment import PLUGIN_TYPE_PREFIX

ITEMS = "items"
"""The member that contains the result of a function whose name begins with `list`: a result has to be an object."""


@dataclass(frozen=True)
class PluginFunction:
    """A query with the arguments that a program passes."""

    name: str
    """The name in a program, such as `getPersonGroup`."""
    query: Callable[..., Awaitable[Any]]
    result_type: type
    """The class of the result, or of the members of a list."""
    fixed_arguments: tuple[object, ...] = ()
    """Arguments of the query that follow from the name."""
    required: tuple[str, ...] = ()
    """The names of arguments, in the order of the query."""
    optional: tuple[str, ...] = ()
    """The names of further arguments, in the order of the query."""

    @property
    def token(self) -> str:
        return f"{PLUGIN_TYPE_PREFIX}{self.name}"

    @property
    def is_list(self) -> bool:
        return self.name.startswith("list")

    async def run(self, client: AccountClient, properties: Mapping[str, object]) -> dict[str, object]:
        """Run the query and return its result as an object.

        Raises:
            InvalidInputsError: An argument is missing, or the function has none of its name.
        """
        arguments = {to_snake_case(name): value for name, value in properties.items()}
        missing = [f"{to_camel_case(name)} is required" for name in self.required if name not in arguments]
        unexpected = [
            f"{to_camel_case(name)} is not an argument of {self.name}"
            for name in arguments.keys() - {*self.required, *self.optional}
        ]
        if missing or unexpected:
            raise InvalidInputsError(*missing, *unexpected)
        positional = [arguments[name] for name in self.required]
        named = {name: arguments[name] for name in self.optional if name in arguments}
        result = await self.query(client, *self.fixed_arguments, *positional, **named)
        return {ITEMS: [to_properties(item) for item in result]} if self.is_list else to_properties(result)


def to_properties(result: Any) -> dict[str, object]:
    """Return a result with the names of a program. What the service returned itself keeps its names."""
    return {to_camel_case(name): property_of(value) for name, value in vars(result).items() if value is not None}


def property_of(value: object) -> object:
    if isinstance(value, list):
        return [to_properties(item) if isinstance(item, PersistedFaceResult) else item for item in value]
    return value


def functions() -> Iterator[PluginFunction]:
    for kind in KINDS.values():
        yield from container_functions(kind)
        if kind.holds == "persons":
            yield from person_functions(kind)
        elif not kind.has_inline_faces:
            yield from list_face_functions(kind)
    verify = ("with_verify",)
    yield PluginFunction(
        "getLivenessSession", liveness_sessions.get, LivenessSessionResult, required=("session_id",), optional=verify
    )
    yield PluginFunction(
        "listLivenessSessions", liveness_sessions.list_all, LivenessSessionResult, optional=("start", "top", *verify)
    )


def container_functions(kind: Kind) -> Iterator[PluginFunction]:
    result, required = RESULT_TYPES[kind.name], (kind.id_input,)
    paging = () if kind.has_inline_faces else ("start", "top")
    if kind is FACE_LIST:
        yield PluginFunction(f"get{kind.name}", containers.get_face_list, FaceListResult, (), required)
    else:
        yield PluginFunction(f"get{kind.name}", containers.get, result, (result,), required)
    yield PluginFunction(f"list{kind.name}s", containers.list_all, result, (result,), optional=paging)
    if kind.is_trainable:
        name = f"get{kind.name}TrainingStatus"
        yield PluginFunction(name, containers.training_status, TrainingStatusResult, (kind,), required)


def person_functions(kind: Kind) -> Iterator[PluginFunction]:
    group, person = (kind.id_input,), (kind.id_input, "person_id")
    yield PluginFunction(f"get{kind.name}Person", persons.get, PersonResult, (kind,), person)
    yield PluginFunction(f"list{kind.name}Persons", persons.list_all, PersonResult, (kind,), group, ("start", "top"))
    face = (*person, "persisted_face_id")
    yield PluginFunction(f"get{kind.name}PersonFace", faces.get_of_person, PersistedFaceResult, (kind,), face)


def list_face_functions(kind: Kind) -> Iterator[PluginFunction]:
    container, face = (kind.id_input,), (kind.id_input, "persisted_face_id")
    paging = ("start", "top")
    yield PluginFunction(f"get{kind.name}Face", faces.get_of_list, PersistedFaceResult, (kind,), face)
    yield PluginFunction(f"list{kind.name}Faces", faces.list_all, PersistedFaceResult, (kind,), container, paging)


PLUGIN_FUNCTIONS = {function.token: function for function in functions()}
"""Every function by its token."""
