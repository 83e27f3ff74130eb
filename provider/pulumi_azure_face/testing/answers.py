"""Answers to functions: what the program itself has declared, and a made-up item for any other id."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.lifecycle.container import DEFAULT_MODEL
from pulumi_azure_face.queries import containers, faces, liveness_sessions, persons
from pulumi_azure_face.queries.results import (
    ContainerResult,
    FaceListResult,
    LivenessSessionResult,
    PersistedFaceResult,
    PersonResult,
    TrainingStatusResult,
)

Query = Callable[..., Coroutine[Any, Any, Any]]


class NetworkRefusedError(Exception):
    """A query has valid arguments and would now send a request."""


class RefusingClient:
    """A client of no account. It lets a query check its arguments, and refuses every request."""

    @property
    def account(self) -> NoReturn:
        raise NetworkRefusedError

    async def send(self, request: object) -> NoReturn:
        raise NetworkRefusedError


@dataclass
class DeclaredResources:
    """The resources that a program has declared, by the values of their states."""

    containers: list[dict[str, Any]] = field(default_factory=list)
    persons: list[dict[str, Any]] = field(default_factory=list)
    faces: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, query: Query, arguments: tuple[object, ...], options: dict[str, object]) -> Any:
        """Return the result of a query.

        Raises:
            InvalidInputError: An argument breaks its rule.
        """
        try:
            query(RefusingClient(), *arguments, **options).send(None)
        except NetworkRefusedError:
            return ANSWERS[query](self, *arguments, **options)

    def container(self, result_type: type[ContainerResult], container_id: str) -> ContainerResult:
        id_input = result_type.kind.id_input
        found = first(self.containers, kind=result_type.kind.name, **{id_input: container_id})
        return result_type(
            **{id_input: container_id},
            id=container_id,
            display_name=found.get("display_name", container_id),
            user_data=found.get("user_data"),
            recognition_model=found.get("recognition_model", DEFAULT_MODEL),
        )

    def face_list(self, face_list_id: str) -> FaceListResult:
        result = self.container(FaceListResult, face_list_id)
        listed = [face for face in self.faces if (face["kind"], face["container_id"]) == ("FaceList", face_list_id)]
        return FaceListResult(**{**vars(result), "faces": [face_result(face) for face in listed]})

    def list_containers(self, result_type: type[ContainerResult], *_page: object) -> list[ContainerResult]:
        kind = result_type.kind
        ids = sorted(each[kind.id_input] for each in self.containers if each["kind"] == kind.name)
        return [self.container(result_type, container_id) for container_id in ids]

    def training_status(self, kind: Kind, container_id: str) -> TrainingStatusResult:
        return TrainingStatusResult("succeeded", trained=True)

    def person(self, kind: Kind, container_id: str, person_id: str) -> PersonResult:
        found = first(self.persons, kind=kind.name, container_id=container_id, person_id=person_id)
        owned = [face["persisted_face_id"] for face in self.faces if face.get("person_id") == person_id]
        return PersonResult(person_id, person_id, found.get("display_name", person_id), found.get("user_data"), owned)

    def list_persons(self, kind: Kind, container_id: str, *_page: object) -> list[PersonResult]:
        listed = [each for each in self.persons if (each["kind"], each["container_id"]) == (kind.name, container_id)]
        return [self.person(kind, container_id, each["person_id"]) for each in listed]

    def face(self, *ids: object) -> PersistedFaceResult:
        face_id = str(ids[-1])
        return face_result({"persisted_face_id": face_id, **first(self.faces, persisted_face_id=face_id)})

    def list_faces(self, kind: Kind, container_id: str, *_page: object) -> list[PersistedFaceResult]:
        listed = [each for each in self.faces if (each["kind"], each["container_id"]) == (kind.name, container_id)]
        return [face_result(each) for each in listed]

    def liveness_session(self, session_id: str, *_options: object) -> LivenessSessionResult:
        unknown: dict[str, Any] = dict.fromkeys(LivenessSessionResult.__dataclass_fields__)
        return LivenessSessionResult(**{**unknown, "id": session_id, "session_id": session_id, "status": "NotStarted"})

    def list_liveness_sessions(self, *_page: object, **_options: object) -> list[LivenessSessionResult]:
        return []


ANSWERS: dict[Query, Callable[..., object]] = {
    containers.get: DeclaredResources.container,
    containers.get_face_list: DeclaredResources.face_list,
    containers.list_all: DeclaredResources.list_containers,
    containers.training_status: DeclaredResources.training_status,
    persons.get: DeclaredResources.person,
    persons.list_all: DeclaredResources.list_persons,
    faces.get_of_person: DeclaredResources.face,
    faces.get_of_list: DeclaredResources.face,
    faces.list_all: DeclaredResources.list_faces,
    liveness_sessions.get: DeclaredResources.liveness_session,
    liveness_sessions.list_all: DeclaredResources.list_liveness_sessions,
}
"""The answer to each query."""


def first(states: Iterable[dict[str, Any]], **values: object) -> dict[str, Any]:
    """Return the first state with these values, or an empty one."""
    return next((state for state in states if values.items() <= state.items()), {})


def face_result(state: dict[str, Any]) -> PersistedFaceResult:
    face_id = state["persisted_face_id"]
    return PersistedFaceResult(face_id, face_id, state.get("user_data"))
