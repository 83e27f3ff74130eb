"""The account: its containers, their persons and faces, and the rules that no request may break.

Every method runs from its checks to its writes without giving way to another request. That is what serialises the
writes of one owner (face-api.md#face-writes-serialized) and keeps a repeated or cancelled request from having half an
effect. Left out: the bytes of images, of which the service too keeps only what it needs
(face-api.md#container-no-images-stored).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from pulumi_azure_face.emulator.requests.images import Image
from pulumi_azure_face.emulator.responses import errors
from pulumi_azure_face.emulator.settings import Settings

from .clock import Clock
from .detected_faces import DetectedFaces
from .kinds import FACES_PER_PERSON, KINDS, Kind, Quota
from .liveness_sessions import SESSION_CALLS, Session, Sessions
from .ordered import Ordered
from .training_runs import Trainings
from .vision import Known, Rectangle

EMPTY_CONTAINER = "There is no person or no persisted face to train."
"""Why an empty container fails to train. The service's own words are unknown (face-api.md#open-failure-message)."""


@dataclass(kw_only=True)
class PersistedFace:
    """A face that was added for good. Empty user data counts as none, here and in what owns faces.

    `looks` is what it is recognised by (`vision`).
    """

    id: str
    user_data: str | None
    image: Image
    looks: str
    detection_model: str
    target_face: Rectangle | None


@dataclass(kw_only=True)
class Person:
    """A person of a group, who owns faces."""

    id: str
    name: str
    user_data: str | None
    faces: Ordered[PersistedFace] = field(default_factory=Ordered)


@dataclass(kw_only=True)
class Container:
    """A group or a list. `revision` counts the changes of content, the ones a training has to follow
    (face-api.md#training-content-changes).
    """

    kind: Kind
    quota: Quota
    id: str
    name: str
    user_data: str | None
    recognition_model: str
    created: int
    revision: int = 0
    persons: Ordered[Person] = field(default_factory=Ordered)
    faces: Ordered[PersistedFace] = field(default_factory=Ordered)
    trainings: Trainings = field(default_factory=Trainings)

    def person(self, person_id: str) -> Person:
        """A malformed id is simply not found, here and for faces (face-api.md#error-member-not-found)."""
        person = self.persons.get(person_id)
        if person is None:
            raise errors.person_not_found(person_id)
        return person

    def add_person(self, name: str, user_data: str | None) -> Person:
        if len(self.persons) >= self.quota.members:
            raise errors.quota_exceeded(f"persons in the {self.kind.noun}", self.quota.members)
        person = Person(id=str(uuid4()), name=name, user_data=user_data or None)
        self.persons.add(person)
        self.revision += 1
        return person

    def delete_person(self, person_id: str) -> None:
        self.persons.remove(self.person(person_id).id)
        self.revision += 1

    def face_owner(self, person_id: str | None) -> FaceOwner:
        """Who has the faces: the list itself, or one person of a group."""
        if person_id is None:
            return FaceOwner(self, self.faces, f"faces in the {self.kind.noun}", self.quota.members)
        return FaceOwner(self, self.person(person_id).faces, "faces of the person", FACES_PER_PERSON)

    def known(self) -> Known:
        """Who is in it, with the looks of their faces: persons of a group, or the faces of a list themselves."""
        if self.kind.holds == "persons":
            return tuple((person.id, tuple(face.looks for face in person.faces)) for person in self.persons)
        return tuple((face.id, (face.looks,)) for face in self.faces)

    @property
    def has_faces(self) -> bool:
        return bool(self.faces) or any(person.faces for person in self.persons)


@dataclass(frozen=True)
class FaceOwner:
    """The faces of one list or one person, and how many they may be."""

    container: Container
    faces: Ordered[PersistedFace]
    what: str
    limit: int

    def face(self, face_id: str) -> PersistedFace:
        face = self.faces.get(face_id)
        if face is None:
            raise errors.persisted_face_not_found(face_id)
        return face

    def add_face(
        self, image: Image, looks: str, *, user_data: str | None, detection_model: str, target_face: Rectangle | None
    ) -> PersistedFace:
        if len(self.faces) >= self.limit:
            raise errors.quota_exceeded(self.what, self.limit)
        face = PersistedFace(
            id=str(uuid4()),
            user_data=user_data or None,
            image=image,
            looks=looks,
            detection_model=detection_model,
            target_face=target_face,
        )
        self.faces.add(face)
        self.container.revision += 1
        return face

    def delete_face(self, face_id: str) -> None:
        self.faces.remove(self.face(face_id).id)
        self.container.revision += 1


class Account:
    """Everything one resource of the service holds. Ids are unique within a kind (face-api.md#container-ids-unique)."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.clock = clock
        self._settings = settings
        self.clear()

    def clear(self) -> None:
        self._containers: dict[str, Ordered[Container]] = {kind.segment: Ordered() for kind in KINDS}
        self.detected = DetectedFaces(self.clock)
        self._sessions: dict[str, Sessions] = {call: Sessions(self.clock) for call in SESSION_CALLS}

    def restore(self, containers: Iterable[Container], sessions: Iterable[tuple[str, Session]]) -> None:
        """Replace everything in the account. Sessions come with their call, in the order in which they were created."""
        self.clear()
        for container in containers:
            self.containers(container.kind).add(container)
        for call, session in sessions:
            self.sessions(call).restore(session)

    def containers(self, kind: Kind) -> Ordered[Container]:
        return self._containers[kind.segment]

    def container(self, kind: Kind, container_id: str) -> Container:
        """A malformed id is simply not found on everything but create (face-api.md#error-malformed-id)."""
        container = self.containers(kind).get(container_id)
        if container is None:
            raise errors.container_not_found(kind, container_id)
        return container

    def writable(self, kind: Kind, container_id: str) -> Container:
        """The container, for a change of anything in it. While it trains, every change is refused.

        Which writes the service refuses then is not known for all of them (face-api.md#open-writes-while-training): the
        stricter reading.
        """
        container = self.container(kind, container_id)
        if self._settings.training_conflicts and container.trainings.unfinished(self.clock()):
            raise errors.training_not_finished(kind, container_id)
        return container

    def create(
        self, kind: Kind, container_id: str, *, name: str, user_data: str | None, recognition_model: str
    ) -> None:
        containers, quota = self.containers(kind), kind.quota(self._settings.tier or "S0")
        if container_id in containers:
            raise errors.container_exists(kind, container_id)
        if len(containers) >= quota.containers:
            raise errors.quota_exceeded(f"{kind.noun}s", quota.containers)
        containers.add(
            Container(
                kind=kind,
                quota=quota,
                id=container_id,
                name=name,
                user_data=user_data or None,
                recognition_model=recognition_model,
                created=self.clock(),
            )
        )

    def delete(self, kind: Kind, container_id: str) -> None:
        self.containers(kind).remove(self.writable(kind, container_id).id)

    def add_person(self, kind: Kind, container_id: str, name: str, user_data: str | None) -> Person:
        group = self.writable(kind, container_id)
        limit = group.quota.in_all
        if limit is not None and sum(len(other.persons) for other in self.containers(kind)) >= limit:
            raise errors.quota_exceeded(f"persons in all {kind.noun}s together", limit)
        return group.add_person(name, user_data)

    def train(self, container: Container, failure: str | None) -> None:
        """Start a training, which fails in the end for the given reason or when there is no face to train with."""
        if self._settings.empty_training_fails and not container.has_faces:
            failure = failure or EMPTY_CONTAINER
        container.trainings.start(
            self.clock(),
            queued=self._settings.queued_seconds,
            runs=self._settings.training_seconds,
            revision=container.revision,
            learnt=container.known(),
            failure=failure,
        )

    def sessions(self, call: str) -> Sessions:
        return self._sessions[call]
