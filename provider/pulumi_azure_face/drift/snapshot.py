"""What an account has, read with as few requests as possible. Sends nothing but GET.

One listing per kind of container, one per container whose persons or faces the stacks manage, and one GET per training:
no listing has them. A listing does not prove that something is missing (face-api.md#open-id-case), so each missing item
is asked for once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, persons, training
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.api.faces import FaceOwner
from pulumi_azure_face.client.concurrency.workers import run_workers, worker_count
from pulumi_azure_face.client.errors import FaceError, NotFoundError
from pulumi_azure_face.client.kinds import KINDS, Kind
from pulumi_azure_face.client.schemas import Container, PersistedFace, Person, TrainingStatus
from pulumi_azure_face.lifecycle.face import FaceState
from pulumi_azure_face.lifecycle.gallery import GalleryState
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.person import PersonState
from pulumi_azure_face.lifecycle.training import TrainingState

from .managed import ContainerKey, ManagedResource
from .report import Unread

READ_SECONDS = 1.0  # the time one read may take
MIN_WORKERS = 16  # concurrent reads; the rate limiter bounds the actual rate
Job = Callable[[], Awaitable[None]]


@dataclass
class Snapshot:
    """The content of an account. Something that could not be read has no key."""

    endpoint: str
    containers: dict[str, dict[str, Container]] = field(default_factory=dict)
    """Containers by kind and ID."""
    persons: dict[ContainerKey, dict[str, Person]] = field(default_factory=dict)
    """The persons of groups."""
    faces: dict[ContainerKey, dict[str, PersistedFace]] = field(default_factory=dict)
    """The faces of lists."""
    person_faces: dict[str, dict[str, PersistedFace]] = field(default_factory=dict)
    """The faces of persons by the ID of the person. Only in a deep check."""
    trainings: dict[ContainerKey, TrainingStatus | None] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)

    def container(self, key: ContainerKey) -> Container | None:
        return self.containers.get(key[0], {}).get(key[1])

    def is_readable(self, key: ContainerKey) -> bool:
        """Whether the containers of a kind could be listed."""
        return key[0] in self.containers


async def read_snapshot(client: AccountClient, managed: Iterable[ManagedResource], *, is_deep: bool) -> Snapshot:
    """Read what the resources of the stacks need from their account."""
    return await SnapshotReader(client, list(managed), is_deep).read()


class SnapshotReader:
    """Reads one account."""

    def __init__(self, client: AccountClient, managed: list[ManagedResource], is_deep: bool) -> None:
        self._client = client
        self._managed = managed
        self._is_deep = is_deep
        self._snapshot = Snapshot(client.account.endpoint)

    async def read(self) -> Snapshot:
        await self._run(self._list_containers(kind) for kind in KINDS.values())
        await self._run(self._prove_missing_container(key) for key in self._missing_containers())
        await self._run(self._content_jobs())
        await self._run(self._prove_missing_person(one, state) for one, state in self._missing_persons())
        if self._is_deep:
            await self._run(self._read_person_faces(owner, face_ids) for owner, face_ids in self._persons_to_read())
        return self._snapshot

    async def _run(self, jobs: Iterable[tuple[str, Job]]) -> None:
        """Run jobs with workers. A failed one is noted under its name, and the others go on."""
        queue = iter(list(jobs))

        async def worker() -> None:
            for name, job in queue:
                try:
                    await job()
                except FaceError as error:
                    self._snapshot.unread.append(Unread(what=name, reason=str(error)))

        await run_workers(worker, worker_count(self._client.account.requests_per_second, READ_SECONDS, MIN_WORKERS))

    # --- containers ---------------------------------------------------------------------------------------------------

    def _list_containers(self, kind: Kind) -> tuple[str, Job]:
        async def job() -> None:
            listed = containers.listing(kind).iterate(self._client)
            self._snapshot.containers[kind.name] = {each.id_under(kind.id_field): each async for each in listed}

        return f"the {kind.name}s of {self._snapshot.endpoint}", job

    def _missing_containers(self) -> Iterator[ContainerKey]:
        keys = dict.fromkeys(each.container for each in self._managed)
        return (key for key in keys if self._snapshot.is_readable(key) and self._snapshot.container(key) is None)

    def _prove_missing_container(self, key: ContainerKey) -> tuple[str, Job]:
        kind = KINDS[key[0]]

        async def job() -> None:
            with suppress(NotFoundError):
                self._snapshot.containers[kind.name][key[1]] = await containers.get(self._client, kind, key[1])

        return describe(kind, key[1]), job

    # --- content ------------------------------------------------------------------------------------------------------

    def _content_jobs(self) -> Iterator[tuple[str, Job]]:
        """Yield one read for each container with managed content, and one for each managed training."""
        with_content = dict.fromkeys(
            each.container for each in self._managed if isinstance(each.state, (PersonState, FaceState, GalleryState))
        )
        trained = dict.fromkeys(each.container for each in self._managed if isinstance(each.state, TrainingState))
        for key in with_content:
            if self._snapshot.container(key):
                listing = self._list_persons(key) if KINDS[key[0]].holds == "persons" else self._list_faces(key)
                yield self._unless_deleted(key, *listing)
        for key in trained:
            if self._snapshot.container(key):
                yield self._unless_deleted(key, *self._read_training(key))

    def _unless_deleted(self, key: ContainerKey, name: str, job: Job) -> tuple[str, Job]:
        """Return a read that finds out if the container was deleted after the listing of the containers."""

        async def read() -> None:
            try:
                await job()
            except NotFoundError:
                self._snapshot.containers[key[0]].pop(key[1], None)

        return name, read

    def _list_persons(self, key: ContainerKey) -> tuple[str, Job]:
        async def job() -> None:
            listed = persons.iterate(self._client, KINDS[key[0]], key[1])
            self._snapshot.persons[key] = {person.person_id: person async for person in listed}

        return f"the persons of {describe(KINDS[key[0]], key[1])}", job

    def _list_faces(self, key: ContainerKey) -> tuple[str, Job]:
        async def job() -> None:
            listed = faces.iterate(self._client, FaceOwner(KINDS[key[0]], key[1]))
            self._snapshot.faces[key] = {face.face_id: face async for face in listed}

        return f"the faces of {describe(KINDS[key[0]], key[1])}", job

    def _read_training(self, key: ContainerKey) -> tuple[str, Job]:
        async def job() -> None:
            self._snapshot.trainings[key] = await training.status(self._client, KINDS[key[0]], key[1])

        return f"the training of {describe(KINDS[key[0]], key[1])}", job

    # --- persons ------------------------------------------------------------------------------------------------------

    def _missing_persons(self) -> Iterator[tuple[ManagedResource, PersonState]]:
        for each in self._managed:
            listed = self._snapshot.persons.get(each.container)
            if isinstance(each.state, PersonState) and listed is not None and each.saved.id not in listed:
                yield each, each.state

    def _prove_missing_person(self, resource: ManagedResource, state: PersonState) -> tuple[str, Job]:
        async def job() -> None:
            with suppress(NotFoundError):
                person = await persons.get(self._client, resource.kind, resource.container_id, state.person_id)
                self._snapshot.persons[resource.container][state.person_id] = person

        return f"the person {resource.resource_id}", job

    def _persons_to_read(self) -> Iterator[tuple[FaceOwner, list[str]]]:
        """Yield the persons whose faces have texts to compare: those of galleries and those with managed faces."""
        galleries = {
            (each.container, each.state.mark) for each in self._managed if isinstance(each.state, GalleryState)
        }
        owners = {each.state.person_id for each in self._managed if isinstance(each.state, (FaceState, PersonState))}
        for key, listed in self._snapshot.persons.items():
            for person in listed.values():
                tag = ownership_tags.read_person_tag(person.user_data)
                if person.person_id in owners or (tag and (key, tag.gallery) in galleries):
                    yield FaceOwner(KINDS[key[0]], key[1], person.person_id), person.faces

    def _read_person_faces(self, owner: FaceOwner, face_ids: list[str]) -> tuple[str, Job]:
        async def job() -> None:
            read: dict[str, PersistedFace] = {}
            for face_id in face_ids:
                with suppress(NotFoundError):
                    read[face_id] = await faces.get(self._client, owner, face_id)
            self._snapshot.person_faces[str(owner.person_id)] = read

        return f"the faces of {owner}", job
