"""The state of a stack, as far as creates depend on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.base import PartialFailureError
from pulumi_azure_face.lifecycle.inputs.children import ResolvedItem
from pulumi_azure_face.lifecycle.inputs.model import Resolved
from pulumi_azure_face.lifecycle.saved_state import InterruptedCreate, SavedState


@dataclass
class StackState:
    """The ids in the state, and the creates that the engine has recorded and not removed."""

    ids: set[str] = field(default_factory=set)
    tag_by_id: dict[str, str] = field(default_factory=dict)
    creates: list[InterruptedCreate] = field(default_factory=list)

    problem: str | None = None
    """Why the state cannot be read."""

    def load(self) -> SavedState:
        if self.problem:
            return SavedState(problem=self.problem)
        tag_by_id = {item_id: tag for item_id, tag in self.tag_by_id.items() if item_id in self.ids}
        return SavedState(frozenset(self.ids), tag_by_id, tuple(self.creates))

    def save(self, item_id: str, inputs: Mapping[str, Any]) -> None:
        """Save a resource."""
        self.ids.add(item_id)
        self.tag_by_id[item_id] = inputs.get("mark", "")

    @contextmanager
    def recording_create(self, inputs: Resolved) -> Iterator[None]:
        """Record a create. The record is removed when the create ends, and stays if the process is killed."""
        if not isinstance(inputs, ResolvedItem):
            yield
            return
        create = InterruptedCreate.of(inputs)
        self.creates.append(create)
        try:
            yield
        except (FaceError, PartialFailureError):
            self.creates.remove(create)
            raise
        self.creates.remove(create)
