"""Generations: they distinguish resources that had the same id one after another.

When a container is replaced under the same id, its children would believe that they still exist. So each replacement
gets a new generation. Children have the generation of their container as an input, and a change of it replaces them.
"""

from __future__ import annotations

from pulumi_azure_face.lifecycle.inputs.model import (
    InputsWithGeneration,
    OnChange,
    ResolvedWithGeneration,
)

from . import derived_ids


def next_generation(old: ResolvedWithGeneration | None, inputs: InputsWithGeneration) -> str:
    """Keep the generation unless a replacing input changed. Otherwise return the given one, or a new one."""
    if old is not None and is_kept(old, inputs):
        return old.generation
    return inputs.generation or derived_ids.new_generation()


def is_kept(old: ResolvedWithGeneration | None, inputs: InputsWithGeneration) -> bool:
    if old is None or not old.generation:
        return False
    return not inputs.changes_from(old, OnChange.REPLACE)


def replacing_changes(old: ResolvedWithGeneration, new: InputsWithGeneration) -> list[str]:
    """Return the inputs that cause a replacement: none while the generation stays the same."""
    if old.generation == new.generation:
        return []
    return new.changes_from(old, OnChange.REPLACE) or ["generation"]
