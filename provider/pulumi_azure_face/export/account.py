"""What the account has: containers, their latest trainings, and their content, read with as few requests as possible.

One listing per kind, one request per container for its content, and one more for the training of a container that can
be trained. Only an export of persons or galleries lists all content of large containers.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, persons, training
from pulumi_azure_face.client.concurrency.workers import run_workers, worker_count
from pulumi_azure_face.client.errors import NotFoundError
from pulumi_azure_face.client.kinds import KINDS, Kind
from pulumi_azure_face.client.paging import MAX_PAGE_SIZE
from pulumi_azure_face.client.schemas import Container, PersistedFace, Person, TrainingStatus
from pulumi_azure_face.lifecycle.identity import ownership_tags

READ_SECONDS, MIN_WORKERS = 1.0, 8  # the time one request may take, and how many run in parallel at least


@dataclass(frozen=True)
class Selection:
    """Which containers to export."""

    kinds: Sequence[Kind] = tuple(KINDS.values())
    match: re.Pattern[str] | None = None
    """Must be found in the ID or the name of a container."""
    exclude: re.Pattern[str] | None = None
    """Must not be found in either."""

    def includes(self, container_id: str, name: str) -> bool:
        def is_found(pattern: re.Pattern[str]) -> bool:
            return bool(pattern.search(container_id) or pattern.search(name))

        return (self.match is None or is_found(self.match)) and not (self.exclude and is_found(self.exclude))


@dataclass(frozen=True)
class Content:
    """The persons of a group, or the faces of a list."""

    persons: tuple[Person, ...] = ()
    faces: tuple[PersistedFace, ...] = ()
    is_complete: bool = True
    """Whether this is everything, and not just the first page."""

    @property
    def gallery_tags(self) -> list[str | None]:
        """The ownership tag of the gallery of each person or face, or None for one that belongs to no gallery."""
        person_tags = [ownership_tags.read_person_tag(person.user_data) for person in self.persons]
        face_tags = [ownership_tags.read_face_tag(face.user_data) for face in self.faces]
        return [tag.gallery if tag else None for tag in (*person_tags, *face_tags)]


@dataclass(frozen=True)
class ExistingContainer:
    """A container in the account."""

    kind: Kind
    id: str
    name: str
    user_data: str | None = None
    recognition_model: str | None = None
    training: TrainingStatus | None = None
    """The latest training, or None if there was none."""
    content: Content = field(default_factory=Content)

    @property
    def is_trained(self) -> bool:
        return self.training is not None and self.training.has_succeeded


@dataclass(frozen=True)
class ExistingAccount:
    """What an export has read."""

    containers: tuple[ExistingContainer, ...]
    """The selected containers, by kind and ID."""
    all_ids: dict[str, frozenset[str]]
    """The IDs of all containers of each kind that was listed, selected or not."""
    has_all_content: bool = False


async def read_account(
    client: AccountClient,
    selection: Selection,
    *,
    with_all_content: bool,
    progress: Callable[[str], None],
) -> ExistingAccount:
    """Read the selected containers.

    Args:
        client: The client of the account.
        selection: The containers to read.
        with_all_content: Whether to list all content of a container, instead of only the first page.
        progress: Receives a line whenever another hundred containers have been read.
    """
    listed = {kind: [each async for each in listing(client, kind)] for kind in selection.kinds}
    selected = [each for kind in listed for each in listed[kind] if selection.includes(each.id, each.name)]
    found = await read_containers(client, selected, with_all_content, progress)
    all_ids = {kind.name: frozenset(each.id for each in listed[kind]) for kind in listed}
    return ExistingAccount(tuple(found), all_ids, with_all_content)


async def listing(client: AccountClient, kind: Kind) -> AsyncIterator[ExistingContainer]:
    async for container in containers.listing(kind).iterate(client):
        yield existing(kind, container)


def existing(kind: Kind, container: Container) -> ExistingContainer:
    container_id = container.id_under(kind.id_field)
    return ExistingContainer(
        kind, container_id, container.name, container.user_data or None, container.recognition_model
    )


async def read_containers(
    client: AccountClient,
    selected: Iterable[ExistingContainer],
    with_all_content: bool,
    progress: Callable[[str], None],
) -> list[ExistingContainer]:
    """Read the trainings and the content. A container that another client deletes meanwhile is left out."""
    waiting = list(selected)
    queue = iter(enumerate(waiting))
    found: dict[int, ExistingContainer] = {}

    async def worker() -> None:
        for index, container in queue:
            try:
                found[index] = await read_container(client, container, with_all_content)
            except NotFoundError:
                continue
            if len(found) % 100 == 0:
                progress(f"read {len(found)} of {len(waiting)} containers")

    workers = worker_count(client.account.requests_per_second, READ_SECONDS, MIN_WORKERS)
    await run_workers(worker, min(workers, len(waiting)))
    return [found[index] for index in sorted(found)]


async def read_container(
    client: AccountClient, container: ExistingContainer, with_all_content: bool
) -> ExistingContainer:
    kind = container.kind
    status = await training.status(client, kind, container.id) if kind.is_trainable else None
    content = await read_content(client, container, with_all_content)
    return ExistingContainer(
        kind, container.id, container.name, container.user_data, container.recognition_model, status, content
    )


async def read_content(client: AccountClient, container: ExistingContainer, with_all_content: bool) -> Content:
    kind, owner = container.kind, faces.FaceOwner(container.kind, container.id)
    if kind.has_inline_faces:
        return Content(faces=tuple([face async for face in faces.iterate(client, owner)]))
    if kind.holds == "persons":
        person_listing = persons.listing(kind, container.id)
        if with_all_content:
            return Content(persons=tuple([person async for person in person_listing.iterate(client)]))
        person_page = await person_listing.page(client)
        return Content(persons=tuple(person_page), is_complete=len(person_page) < MAX_PAGE_SIZE)
    face_listing = faces.listing(owner)
    if with_all_content:
        return Content(faces=tuple([face async for face in face_listing.iterate(client)]))
    face_page = await face_listing.page(client)
    return Content(faces=tuple(face_page), is_complete=len(face_page) < MAX_PAGE_SIZE)
