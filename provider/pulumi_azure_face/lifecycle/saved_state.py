"""What the stack's state says about persons and faces: which ones it knows, and which creates were interrupted.

The engine records a create in the state before it starts, and removes the record when the create ends. The record of a
killed run stays: it is the only evidence that an item without an ownership tag can belong to this stack.
"""

from __future__ import annotations

from dataclasses import dataclass

from pulumi_azure_face.lifecycle.identity.derived_ids import tag_family
from pulumi_azure_face.lifecycle.identity.live_resources import container_key
from pulumi_azure_face.lifecycle.inputs.values import Props


@dataclass(frozen=True)
class InterruptedCreate:
    """A create of a Person or Face that was running when an earlier run was killed."""

    tag: str
    generation: str
    content: ItemContent
    """What the program declared."""
    identical_ids: frozenset[str] = frozenset()
    """Items with this content that existed before the create and belong to nobody that the state knows."""

    def is_same_resource(self, tag: str) -> bool:
        """Whether the create was for the resource with this tag, possibly with other content."""
        return tag_family(self.tag) == tag_family(tag)

    def may_have_created(self, item_id: str, content: ItemContent) -> bool:
        """Whether an item without a tag can be the result."""
        return content == self.content and item_id not in self.identical_ids


@dataclass(frozen=True)
class ItemContent:
    """What a listing shows of a person or face."""

    owner: tuple[str, ...]
    """The container, account, and person that has the item."""
    name: str | None
    """The name of a person."""
    user_data: str | None


def interrupted_create(inputs: Props) -> InterruptedCreate:
    """Return the create of a Person or Face with these inputs."""
    identical_ids = frozenset(inputs.get("identical_ids") or ())
    return InterruptedCreate(inputs["mark"], inputs["generation"], declared_content(inputs), identical_ids)


def declared_content(inputs: Props) -> ItemContent:
    """Return what the inputs of a Person or Face declare."""
    owner = (*container_key(inputs), inputs.get("person_id") or "")
    return ItemContent(owner, inputs.get("display_name"), inputs.get("user_data"))


@dataclass(frozen=True)
class SavedState:
    """The persons and faces in the state of the stack."""

    ids: frozenset[str] = frozenset()
    """The ids of all persons and faces in the state."""
    tags: frozenset[str] = frozenset()
    """The ownership tags of these persons and faces."""
    interrupted_creates: tuple[InterruptedCreate, ...] = ()
    """The creates that are running or were interrupted, of all runs. A later success does not remove a record."""
    problem: str | None = None
    """Why the state cannot be read. Then everything else is empty."""
