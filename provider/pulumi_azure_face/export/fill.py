"""Complete an import file that `pulumi preview --import-file` has written for an existing program.

The file has a type and a name for each resource that the program declares and the stack does not have, and a
placeholder for its ID. What the account has of them gets its ID, inputs, and outputs. What it does not have leaves the
file, because one unknown ID makes the whole import fail, and `pulumi up` creates it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import anyio.to_thread
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.schemas import Person
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.enrollment.preview_summary import count_noun
from pulumi_azure_face.lifecycle.identity import derived_ids, ownership_tags
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.queries.validation import InvalidInputError
from pulumi_azure_face.stacks.deployment import TYPE_PREFIX

from .account import ExistingContainer, listing, read_containers
from .files import readable_errors, write_all
from .import_file import file_text, filled_members
from .names import Names
from .project import ExportOptions, ignore_text, reading_context
from .saved_resources import SavedResource, revision_of, save_container, save_gallery, save_person, save_training
from .sources import Sources, find_sources, match_gallery

PLACEHOLDER = "<PLACEHOLDER>"


class FileModel(BaseModel):
    model_config = ConfigDict(extra="allow", populate_by_name=True)


class Entry(FileModel):
    """A resource in the file."""

    type: str
    name: str
    """Unique in the file. Other entries name their parent by it."""
    id: str = PLACEHOLDER
    parent: str | None = None
    logical_name: str | None = Field(default=None, alias="logicalName")
    """The name in the program, if it is another one."""
    inputs: dict[str, JsonValue] | None = None

    @property
    def class_name(self) -> str | None:
        """The name of our resource class, or None for a resource of another provider."""
        return self.type.removeprefix(TYPE_PREFIX) if self.type.startswith(TYPE_PREFIX) else None

    @property
    def program_name(self) -> str:
        return self.logical_name or self.name

    @property
    def is_ours(self) -> bool:
        """Whether it is for this command: a resource of this package that nobody has filled yet."""
        return self.class_name is not None and self.inputs is None

    def __str__(self) -> str:
        return f"{self.class_name} {self.program_name!r}"


class ImportFile(FileModel):
    resources: list[Entry] = Field(default_factory=list)


class NotFilledError(Exception):
    """Why an entry cannot be filled, and what that means."""


@dataclass(frozen=True)
class FillResult:
    """What became of the entries of this package."""

    filled: Sequence[str]
    missing: Sequence[str]
    """One line for each entry that the account does not have."""
    notes: Sequence[str] = ()


async def fill_import_file(client: AccountClient, file: Path, options: ExportOptions) -> FillResult:
    """Complete an import file in place.

    Raises:
        InvalidInputError: The file is not an import file.
        FaceError: The account could not be read, or the file could not be written.
    """
    document, names = read_import_file(file), Names.read(options.names_file or file.with_name("names.json"))
    sources = await anyio.to_thread.run_sync(find_sources, options.photos, file.parent) if options.photos else {}
    filler = Filler(document, options, names, sources, reading_context(client))
    await filler.fill()
    resources = [filler.filled_entry(entry) for entry in document.resources if entry.name not in filler.missing]
    members = document.model_dump(by_alias=True, exclude_unset=True)
    write_all({file: file_text({**members, "resources": resources})})
    return FillResult(
        [str(entry) for entry in document.resources if entry.name in filler.filled],
        list(filler.missing.values()),
        filler.notes,
    )


def read_import_file(file: Path) -> ImportFile:
    with readable_errors(f"read {file}"):
        content = file.read_bytes()
    try:
        return ImportFile.model_validate_json(content)
    except ValidationError:
        rule = "is not an import file. Write one with `pulumi preview --import-file`"
        raise InvalidInputError(f"--fill {file}", rule) from None


@dataclass
class Filler:
    """Finds what the account has of each entry. Containers come first, because all others are in one."""

    document: ImportFile
    options: ExportOptions
    names: Names
    sources: Sources
    call: CallContext
    filled: dict[str, SavedResource] = field(default_factory=dict)
    """What the account has, by the name of the entry."""
    missing: dict[str, str] = field(default_factory=dict)
    """Why an entry leaves the file, by its name."""
    notes: list[str] = field(default_factory=list)
    _existing: dict[str, ExistingContainer] = field(default_factory=dict)
    """The containers by the name of the entry."""
    _taken_persons: set[str] = field(default_factory=set)
    """The IDs of persons that an entry has got."""

    def filled_entry(self, entry: Entry) -> dict[str, object]:
        members: dict[str, object] = entry.model_dump(by_alias=True, exclude_unset=True)
        saved = self.filled.get(entry.name)
        return {**members, "id": saved.id, **filled_members(saved)} if saved else members

    async def fill(self) -> None:
        others = sum(each.class_name is None and each.id == PLACEHOLDER for each in self.document.resources)
        if others:
            self.notes.append(
                f"{count_noun(others, 'resource')} of other providers: add their IDs to the file yourself"
            )
        await self._find_containers()
        for class_name in ("Gallery", "Person", "Training", "Face"):
            for entry in self._ours(class_name):
                try:
                    self.filled[entry.name] = await self._child(entry)
                except NotFilledError as error:
                    self._miss(entry, str(error))

    def _ours(self, *class_names: str) -> Iterator[Entry]:
        return (entry for entry in self.document.resources if entry.is_ours and entry.class_name in class_names)

    def _miss(self, entry: Entry, reason: str) -> None:
        self.missing[entry.name] = f"{entry} was removed from the file: {reason}"

    # --- containers ---------------------------------------------------------------------------------------------------

    async def _find_containers(self) -> None:
        entries = list(self._ours(*KINDS))
        client, selection = self.call.client, self.options.selection
        kinds = {KINDS[str(entry.class_name)] for entry in entries}
        listed = {kind.name: [each async for each in listing(client, kind)] for kind in kinds}
        found: dict[str, ExistingContainer] = {}
        for entry in entries:
            candidates = [each for each in listed[str(entry.class_name)] if selection.includes(each.id, each.name)]
            try:
                found[entry.name] = self._match_container(entry, candidates)
            except NotFilledError as error:
                self._miss(entry, str(error))
        has_content = any(True for _ in self._ours("Person", "Gallery"))
        containers = await read_containers(client, found.values(), has_content, ignore_text)
        by_id = {(each.kind.name, each.id): each for each in containers}
        for entry in entries:
            wanted = found.get(entry.name)
            if wanted is not None and (existing := by_id.get((wanted.kind.name, wanted.id))):
                self._fill_container(entry, existing)

    def _match_container(self, entry: Entry, candidates: Sequence[ExistingContainer]) -> ExistingContainer:
        """Return the container with the ID in the file.

        Without one, it is the container that has this name in the file of names, as its ID, in a derived ID, or as its
        display name.
        """
        kind = str(entry.class_name)
        saved_id = self.names.id_of(kind, entry.program_name)
        if entry.id != PLACEHOLDER:
            matches = [each for each in candidates if each.id == entry.id]
        else:
            prefix = derived_ids.add_suffix(entry.program_name, "")
            matches = next(
                filter(
                    None,
                    (
                        [each for each in candidates if each.id == saved_id],
                        [each for each in candidates if each.id == entry.program_name],
                        [each for each in candidates if re.fullmatch(f"{re.escape(prefix)}[0-9a-f]{{8}}", each.id)],
                        [each for each in candidates if each.name == entry.program_name],
                    ),
                ),
                [],
            )
        if len(matches) > 1:
            advice = (
                f"Replace {PLACEHOLDER} with the ID of one in a new file, otherwise `pulumi up` creates another one"
            )
            raise NotFilledError(f"{len(matches)} {kind}s in the account have this name. {advice}")
        if not matches:
            raise NotFilledError(f"the account has no {kind} with this ID or name. `pulumi up` creates it")
        return matches[0]

    def _fill_container(self, entry: Entry, existing: ExistingContainer) -> None:
        try:
            saved = save_container(existing, entry.program_name, self.options.account_name, self.call)
        except InvalidInputsError as error:
            self._miss(
                entry, f"a program cannot declare {describe(existing.kind, existing.id)}: {'; '.join(error.problems)}"
            )
            return
        self._existing[entry.name] = existing
        self.filled[entry.name] = saved

    # --- what is in containers ----------------------------------------------------------------------------------------

    async def _child(self, entry: Entry) -> SavedResource:
        if entry.class_name == "Person":
            return self._person(entry)
        if entry.class_name == "Face":
            raise NotFilledError(
                "the service does not return photos, so a face cannot be matched. `pulumi up` enrolls it again"
            )
        owner = self._owner_of(entry)
        return await self._gallery(entry, owner) if entry.class_name == "Gallery" else self._training(entry, owner)

    def _owner_of(self, entry: Entry) -> str:
        """Return the entry name of the container: the parent, else the one with the same name in the program."""
        owners = [
            each.name
            for each in self.document.resources
            if each.name in self._existing
            and (each.name == entry.parent if entry.parent else each.program_name == entry.program_name)
        ]
        if len(owners) != 1:
            raise NotFilledError("its container is not in the file or not in the account. `pulumi up` creates it")
        return owners[0]

    async def _gallery(self, entry: Entry, owner: str) -> SavedResource:
        """Return the only gallery of a container. With several, a wrong guess would remove what belongs to another."""
        existing = self._existing[owner]
        container = describe(existing.kind, existing.id)
        tags = sorted({tag for tag in existing.content.gallery_tags if tag})
        if not tags:
            raise NotFilledError(f"{container} has no gallery. `pulumi up` enrolls it")
        is_taken = any(each.class_name == "Gallery" and each.inputs["mark"] in tags for each in self.filled.values())
        if len(tags) > 1 or is_taken:
            raise NotFilledError(
                f"the file does not say which gallery of {container} it is. `pulumi up` enrolls all photos again"
            )
        match = await match_gallery(existing, tags[0], self.sources, self.call) if self.sources else None
        if match is None:
            raise NotFilledError(
                f"no photos match those of {container}. Pass their folder with --photos, otherwise `pulumi up` enrolls "
                "all photos again"
            )
        return save_gallery(self.filled[owner], match[0], tags[0], match[1], self.call)

    def _person(self, entry: Entry) -> SavedResource:
        found = [
            (owner, person)
            for owner, existing in self._existing.items()
            for person in existing.content.persons
            if self._is_person(person, entry)
        ]
        if len(found) != 1:
            where = "in the containers of this file"
            raise NotFilledError(
                f"{len(found)} persons {where} have this name. `pulumi up` creates another one"
                if found
                else f"no person {where} has this name. `pulumi up` creates it"
            )
        [(owner, person)] = found
        self._taken_persons.add(person.person_id)
        return save_person(self.filled[owner], person, entry.program_name, self.call)

    def _is_person(self, person: Person, entry: Entry) -> bool:
        if person.person_id in self._taken_persons or ownership_tags.read_person_tag(person.user_data):
            return False
        return person.person_id == entry.id if entry.id != PLACEHOLDER else person.name == entry.program_name

    def _training(self, entry: Entry, owner: str) -> SavedResource:
        existing = self._existing[owner]
        if not existing.is_trained:
            raise NotFilledError(f"{describe(existing.kind, existing.id)} is not trained. `pulumi up` trains it")
        galleries = [
            self.filled[each.name]
            for each in self._filled("Gallery")
            if self.filled[each.name].inputs["container_id"] == existing.id
        ]
        triggers = [str(gallery.outputs["revision"]) for gallery in galleries]
        if entry.parent is None:
            persons = [self.filled[each.name] for each in self._filled("Person")]
            in_container = [each for each in persons if each.inputs["container_id"] == existing.id]
            triggers += [revision_of(person.id) for person in in_container]
            self.notes.append(
                f"{entry}: the file does not contain the triggers. If the next preview shows an update, `pulumi up` "
                "trains again"
            )
        return save_training(self.filled[owner], existing, triggers, self.call)

    def _filled(self, class_name: str) -> Iterator[Entry]:
        return (each for each in self._ours(class_name) if each.name in self.filled)
