"""Generations: which of the things that bore an id one after the other this one is.

A container that is replaced under its own id would leave its children believing that they still exist. So whatever is
replaced gets a new generation, and children take that of their container as an input that replaces them too.
"""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_azure_face.lifecycle.base import DiffOutcome
from pulumi_azure_face.lifecycle.inputs.values import Props, changed_names

from . import derived_ids


def next_generation(olds: Props, inputs: Props, replacing: Iterable[str]) -> str:
    """That of before while nothing that replaces has changed; else the one that is given, or a new one."""
    if is_kept(olds, inputs, replacing):
        return str(olds["generation"])
    return inputs.get("generation") or derived_ids.new_generation()


def is_kept(olds: Props, inputs: Props, replacing: Iterable[str]) -> bool:
    return bool(olds.get("generation")) and not changed_names(replacing, olds, inputs)


def replacement_diff(olds: Props, news: Props, replacing: Iterable[str]) -> DiffOutcome | None:
    """What another generation means, and which inputs have led to it; None while it is the same."""
    if olds.get("generation") == news.get("generation"):
        return None
    return DiffOutcome(True, changed_names(replacing, olds, news) or ["generation"])
