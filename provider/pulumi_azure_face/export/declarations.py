"""What the exported program declares: for each container its resources, and comments about the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.errors import shorten
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.enrollment.preview_summary import count_noun
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError

from .account import ExistingAccount, ExistingContainer
from .names import Names, identifier
from .saved_resources import (
    SavedResource,
    revision_of,
    save_container,
    save_gallery,
    save_person,
    save_training,
)
from .sources import Sources, match_gallery


@dataclass(frozen=True)
class Declared:
    """A resource with its name in the program."""

    name: str
    resource: SavedResource


@dataclass(frozen=True)
class Declaration:
    """A container, what the program declares in it, and comments about what it does not declare."""

    existing: ExistingContainer
    name: str
    container: SavedResource | None = None
    """None for a container that a program cannot declare."""
    galleries: Sequence[Declared] = ()
    persons: Sequence[Declared] = ()
    training: SavedResource | None = None
    comments: Sequence[str] = ()

    @property
    def has_own_gallery(self) -> bool:
        """Whether the gallery is an argument of the container."""
        return len(self.galleries) == 1 and not self.persons

    @property
    def has_own_training(self) -> bool:
        """Whether the training is an argument of the container. Its triggers are those of `train=True`."""
        return self.training is not None and not self.persons and len(self.galleries) <= 1

    def resources(self) -> Iterator[SavedResource]:
        if self.container:
            yield self.container
        yield from (each.resource for each in (*self.galleries, *self.persons))
        if self.training:
            yield self.training


@dataclass(frozen=True)
class Declarer:
    """Makes the declarations of one export."""

    account: ExistingAccount
    names: Names
    call: CallContext
    account_name: str | None = None
    """The name of the account in the stack's configuration, or None for the default account."""
    with_persons: bool = False
    sources: Sources = field(default_factory=dict)
    """The sources of photos on this machine. A gallery without one is not declared."""

    async def declare(self) -> list[Declaration]:
        """Return the declarations in the order of the program. Names of containers come before those in them."""
        self.names.discard(self._is_gone)
        named = [(existing, self._container_name(existing)) for existing in self.account.containers]
        return [await self._declaration(existing, name) for existing, name in named]

    def _container_name(self, existing: ExistingContainer) -> str:
        prefix = existing.kind.cli_name.replace("-", "_")
        return self.names.assign(existing.kind.name, existing.id, identifier(existing.name, existing.id, prefix))

    async def _declaration(self, existing: ExistingContainer, name: str) -> Declaration:
        try:
            container = save_container(existing, name, self.account_name, self.call)
        except InvalidInputsError as error:
            reason = shorten("; ".join(error.problems))
            return Declaration(
                existing, name, comments=[f"Not declared: {describe(existing.kind, existing.id)}, because {reason}"]
            )
        galleries = await self._galleries(existing, name, container)
        persons = self._persons(existing, name, container) if self.with_persons else {}
        training = None
        if existing.is_trained:
            revisions = [str(gallery.resource.outputs["revision"]) for gallery in galleries.values()]
            triggers = [*revisions, *(revision_of(person_id) for person_id in persons)]
            training = save_training(container, existing, triggers, self.call)
        comments = [*container_comments(existing), *content_comments(existing, galleries, persons)]
        return Declaration(
            existing, name, container, list(galleries.values()), list(persons.values()), training, comments
        )

    async def _galleries(self, existing: ExistingContainer, name: str, container: SavedResource) -> dict[str, Declared]:
        """Return the galleries with a source on this machine, by their ownership tags."""
        galleries: dict[str, Declared] = {}
        tags = sorted({tag for tag in existing.content.gallery_tags if tag}) if self.sources else []
        for tag in tags:
            if match := await match_gallery(existing, tag, self.sources, self.call):
                key = child_key(existing, tag)
                saved = save_gallery(container, match[0], tag, match[1], self.call)
                galleries[tag] = Declared(self.names.assign("Gallery", key, f"{name}_gallery"), saved)
        return galleries

    def _persons(self, existing: ExistingContainer, name: str, container: SavedResource) -> dict[str, Declared]:
        """Return the persons that belong to no gallery, by their IDs."""
        persons: dict[str, Declared] = {}
        for person in existing.content.persons:
            if ownership_tags.read_person_tag(person.user_data) is None:
                suffix = identifier(person.name or "", "person", "person")
                person_name = self.names.assign("Person", child_key(existing, person.person_id), f"{name}_{suffix}")
                try:
                    saved = save_person(container, person, person_name, self.call)
                except InvalidInputsError:
                    continue
                persons[person.person_id] = Declared(person_name, saved)
        return persons

    def _is_gone(self, class_name: str, key: str) -> bool:
        """Whether a resource with a saved name is not in the account any more, as far as this export has read it."""
        if class_name in self.account.all_ids:
            return key not in self.account.all_ids[class_name]
        kind, _, path = key.partition("/")
        container_id, _, child_id = path.partition("/")
        if container_id not in self.account.all_ids.get(kind, {container_id}):
            return True
        children = self._children.get((kind, container_id))
        return self.account.has_all_content and children is not None and child_id not in children

    @cached_property
    def _children(self) -> Mapping[tuple[str, str], set[str]]:
        return {
            (each.kind.name, each.id): {
                *(person.person_id for person in each.content.persons),
                *(tag for tag in each.content.gallery_tags if tag),
            }
            for each in self.account.containers
        }


def child_key(existing: ExistingContainer, child_id: str) -> str:
    """Return the key of a child's name."""
    return f"{existing.kind.name}/{existing.id}/{child_id}"


# --- comments ---------------------------------------------------------------------------------------------------------


def container_comments(existing: ExistingContainer) -> Iterator[str]:
    if not existing.name:
        yield "It has no name in the account. `pulumi up --refresh` gives it this one."
    if existing.training is not None and not existing.is_trained:
        yield f"Its latest training is not declared: its status is {shorten(existing.training.status)}."


def content_comments(
    existing: ExistingContainer, galleries: Mapping[str, Declared], persons: Mapping[str, Declared]
) -> Iterator[str]:
    """Say what is in the container and not in the program."""
    content = existing.content
    counts = Counter(tag for tag in content.gallery_tags if tag not in galleries)
    counts[None] -= len(persons)
    noun = "person" if existing.kind.holds == "persons" else "face"
    parts = [
        f"{count_noun(count, noun)}{f' of the gallery {shorten(tag)}' if tag else ''}"
        for tag, count in sorted(counts.items(), key=lambda item: item[0] or "")
        if count > 0
    ]
    if face_count := sum(len(person.faces) for person in content.persons if person.person_id in persons):
        parts.append(f"{count_noun(face_count, 'face')} of these persons")
    if parts:
        yield f"Not declared: {', '.join(parts)}{'' if content.is_complete else ', and probably more'}."
