"""The account: its containers, their persons and faces, and the rules that every request must follow.

Every method runs from its checks to its writes without yielding to another request. This serializes the writes of one
owner (face-api.md#face-writes-serialized), and a repeated or canceled request cannot be half done. Like the service,
the account does not store the bytes of images (face-api.md#container-no-images-stored).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import uuid4

from pulumi_azure_face.emulator.settings import Settings

from . import errors
from .clock import Clock
from .detected_faces import DetectedFaces
from .kinds import FACES_PER_PERSON, KINDS, Kind, Quota
from .liveness_sessions import SESSION_CALLS, Session, Sessions
from .ordered import Ordered
from .training_runs import Trainings
from .vision import Image, KnownFaces, Rectangle

EMPTY_CONTAINER = "There is no person or no persisted face to train."
"""The failure message of an empty training. The text of the service is unknown (face-api.md#open-failure-message)."""


@dataclass(kw_only=True)
class PersistedFace:
    """A face in a container. Empty user data is None, here and in persons and containers.

    features: The data by which the face is recognized (`vision.py`).
    """

    id: str
    user_data: str | None
    image: Image
    features: str
    detection_model: str
    target_face: Rectangle | None


@dataclass(kw_only=True)
class Person:
    """A person of a group, with faces."""

    id: str
    name: str
    user_data: str | None
    faces: Ordered[PersistedFace] = field(default_factory=Ordered)


@dataclass(kw_only=True)
class Container:
    """A group or a list.

    revision: The number of changes that need a new training (face-api.md#training-content-changes).
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
        """Return a person. A malformed id is not found, as for faces (face-api.md#error-member-not-found)."""
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
        """Return the owner of faces: this list, or a person of this group."""
        if person_id is None:
            return FaceOwner(self, self.faces, f"faces in the {self.kind.noun}", self.quota.members)
        return FaceOwner(self, self.person(person_id).faces, "faces of the person", FACES_PER_PERSON)

    def known_faces(self) -> KnownFaces:
        """Return the features of the faces by the id of their person, or by their own id in a list."""
        if self.kind.holds == "persons":
            return tuple((person.id, tuple(face.features for face in person.faces)) for person in self.persons)
        return tuple((face.id, (face.features,)) for face in self.faces)

    @property
    def has_faces(self) -> bool:
        return bool(self.faces) or any(person.faces for person in self.persons)


@dataclass(frozen=True)
class FaceOwner:
    """A list or a person, with its faces and its quota. `quota_noun` names the quota in errors."""

    container: Container
    faces: Ordered[PersistedFace]
    quota_noun: str
    limit: int

    def face(self, face_id: str) -> PersistedFace:
        face = self.faces.get(face_id)
        if face is None:
            raise errors.persisted_face_not_found(face_id)
        return face

    def add_face(
        self, image: Image, features: str, *, user_data: str | None, detection_model: str, target_face: Rectangle | None
    ) -> PersistedFace:
        if len(self.faces) >= self.limit:
            raise errors.quota_exceeded(self.quota_noun, self.limit)
        face = PersistedFace(
            id=str(uuid4()),
            user_data=user_data or None,
            image=image,
            features=features,
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
    """The contents of one Face resource. Ids are unique within a kind (face-api.md#container-ids-unique)."""

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
        """Return a container. A malformed id is not found, except on a create (face-api.md#error-malformed-id)."""
        container = self.containers(kind).get(container_id)
        if container is None:
            raise errors.container_not_found(kind, container_id)
        return container

    def writable_container(self, kind: Kind, container_id: str) -> Container:
        """Return a container for a change of it or its contents. A container that trains rejects every change.

        It is unknown whether the service rejects all of them (face-api.md#open-writes-while-training). This is the
        stricter behavior.
        """
        container = self.container(kind, container_id)
        if self._settings.training_conflicts and container.trainings.is_unfinished(self.clock()):
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
        self.containers(kind).remove(self.writable_container(kind, container_id).id)

    def add_person(self, kind: Kind, container_id: str, name: str, user_data: str | None) -> Person:
        group = self.writable_container(kind, container_id)
        limit = group.quota.in_all
        if limit is not None and sum(len(container.persons) for container in self.containers(kind)) >= limit:
            raise errors.quota_exceeded(f"persons in all {kind.noun}s together", limit)
        return group.add_person(name, user_data)

    def train(self, container: Container, failure: str | None) -> None:
        """Start a training. It fails with the message `failure`, or if the container has no faces."""
        if self._settings.empty_training_fails and not container.has_faces:
            failure = failure or EMPTY_CONTAINER
        container.trainings.start(
            self.clock(),
            queued_seconds=self._settings.queued_seconds,
            training_seconds=self._settings.training_seconds,
            revision=container.revision,
            trained_faces=container.known_faces(),
            failure=failure,
        )

    def sessions(self, call: str) -> Sessions:
        return self._sessions[call]
