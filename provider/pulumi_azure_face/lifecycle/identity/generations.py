"""Generations: they distinguish resources that had the same id one after another.

When a container is replaced under the same id, its children would believe that they still exist. So each replacement
gets a new generation. Children have the generation of their container as an input, and a change of it replaces them.
"""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_azure_face.lifecycle.inputs.values import Props, changed_names

from . import derived_ids


def next_generation(olds: Props, inputs: Props, replacing: Iterable[str]) -> str:
    """Keep the generation unless a replacing input changed. Otherwise return the given one, or a new one."""
    if is_kept(olds, inputs, replacing):
        return str(olds["generation"])
    return inputs.get("generation") or derived_ids.new_generation()


def is_kept(olds: Props, inputs: Props, replacing: Iterable[str]) -> bool:
    return bool(olds.get("generation")) and not changed_names(replacing, olds, inputs)


def replacing_changes(olds: Props, news: Props, replacing: Iterable[str]) -> list[str]:
    """Return the inputs that cause a replacement: none while the generation stays the same."""
    if olds.get("generation") == news.get("generation"):
        return []
    return changed_names(replacing, olds, news) or ["generation"]
