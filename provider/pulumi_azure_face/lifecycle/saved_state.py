"""What the stack's state says about persons and faces: which ones it knows, and which creates were interrupted.

The engine records a create in the state before it starts, and removes the record when the create ends. The record of a
killed run stays: it is the only evidence that an item without an ownership tag can belong to this stack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi_azure_face.lifecycle.identity.derived_ids import tag_family
from pulumi_azure_face.lifecycle.inputs.children import ItemContent, ResolvedItem


@dataclass(frozen=True)
class InterruptedCreate:
    """A create of a Person or Face that was running when an earlier run was killed."""

    tag: str
    generation: str
    content: ItemContent
    """What the program declared."""
    identical_ids: frozenset[str] = frozenset()
    """Items with this content that existed before the create and belong to nobody that the state knows."""
    replaced_ids: frozenset[str] = frozenset()
    """What the state had for the same resource before the create."""

    @classmethod
    def of(cls, inputs: ResolvedItem) -> InterruptedCreate:
        """Return the create of an item with these inputs."""
        identical_ids, replaced_ids = frozenset(inputs.identical_ids or ()), frozenset(inputs.replaced_ids or ())
        return cls(inputs.mark or "", inputs.generation, inputs.content, identical_ids, replaced_ids)

    def is_same_resource(self, tag: str) -> bool:
        """Whether the create was for the resource with this tag, possibly with other content."""
        return tag_family(self.tag) == tag_family(tag)

    def may_have_created(self, item_id: str, content: ItemContent) -> bool:
        """Whether an item without a tag can be the result."""
        return content == self.content and item_id not in self.identical_ids


@dataclass(frozen=True)
class SavedState:
    """The persons and faces in the state of the stack."""

    ids: frozenset[str] = frozenset()
    """The ids of all persons and faces in the state."""
    tag_by_id: Mapping[str, str] = field(default_factory=dict)
    """The ownership tags of these persons and faces by id."""
    interrupted_creates: tuple[InterruptedCreate, ...] = ()
    """The creates that are running or were interrupted, of all runs. A later success does not remove a record."""
    problem: str | None = None
    """Why the state cannot be read. Then everything else is empty."""

    def ids_of(self, tag: str) -> set[str]:
        """Return the ids in the state of the resource with this tag, with any content."""
        return {item_id for item_id, other in self.tag_by_id.items() if tag_family(other) == tag_family(tag)}

    def is_settled(self, create: InterruptedCreate) -> bool:
        """Whether a later create of the same resource succeeded. It has found what this one left.

        From then on an equal item without a tag belongs to somebody else, but the engine keeps the record.
        """
        return not self.ids_of(create.tag) <= create.replaced_ids
