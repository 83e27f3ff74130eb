"""Inputs that resources in a container share: persons, faces, galleries, and trainings."""

from __future__ import annotations

from typing import Annotated, ClassVar, NamedTuple

from .model import Inputs, InputsWithGeneration, Maybe, OnChange, Resolved, ResolvedWithGeneration
from .rules import AccountRef, Text


class ChildInputs(Inputs):
    """Inputs of a resource in a container."""

    container_id: Annotated[Maybe[Text], OnChange.REPLACE]
    container_generation: Annotated[Maybe[Text], OnChange.REPLACE]
    account: Annotated[Maybe[AccountRef] | None, OnChange.REPLACE] = None
    account_key: Annotated[Maybe[Text] | None, OnChange.SAVE] = None


class ChildResolved(Resolved):
    """Resolved inputs of a resource in a container."""

    container_id: str
    container_generation: str = ""
    """Empty only where a program reads a resource with `get`."""
    account: str | None = None
    account_key: str | None = None

    @property
    def container_key(self) -> tuple[str, str, str]:
        """The key of the container. The account is part of it: ids are unique only within an account."""
        return (self.kind, self.container_id, self.account or "")


class ItemInputs(ChildInputs, InputsWithGeneration):
    """Inputs of a person or a face. `check` adds those that a program cannot set."""

    mark: Maybe[Text] | None = None
    """The ownership tag."""
    identical_ids: list[Text] | None = None
    """Equal items that existed before the create, and that the state does not have."""
    replaced_ids: list[Text] | None = None
    """What the state had for this resource before the create: the item that is being replaced."""


class ItemContent(NamedTuple):
    """What a listing shows of a person or face."""

    owner: tuple[str, ...]
    """The container, account, and person that has the item."""
    name: str | None
    """The name of a person."""
    user_data: str | None


class ResolvedItem(ChildResolved, ResolvedWithGeneration):
    """Resolved inputs of a person or a face."""

    noun: ClassVar[str]
    user_data: str | None = None
    mark: str | None = None
    """The ownership tag. Absent only where a program reads the item with `get`."""
    identical_ids: list[str] | None = None
    replaced_ids: list[str] | None = None
    endpoint: str | None = None
    """An output: the endpoint of the account. None in inputs, and where a program reads the item with `get`."""

    @property
    def content(self) -> ItemContent:
        """What a listing shows of the item that these inputs create."""
        return ItemContent((*self.container_key, ""), None, self.user_data)

    def item_key(self, item_id: str) -> tuple[str, ...]:
        """Return the key of an item with these inputs among the live resources."""
        return (self.noun, item_id, *self.container_key)
