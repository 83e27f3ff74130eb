"""Generations: which of the things that bore an id one after the other this one is.

A container that is replaced under its own id would leave its children believing that they still exist. So whatever is
replaced gets a new generation, and children take that of their container as an input that replaces them too.
"""

from __future__ import annotations

from collections.abc import Iterable

from pulumi_azure_face.lifecycle.base import Difference
from pulumi_azure_face.lifecycle.inputs.values import Props, differing

from . import derived_ids


def settled(olds: Props, inputs: Props, replacing: Iterable[str]) -> str:
    """That of before while nothing that replaces has changed; else the one that is given, or a new one."""
    if stays(olds, inputs, replacing):
        return str(olds["generation"])
    return inputs.get("generation") or derived_ids.new_generation()


def stays(olds: Props, inputs: Props, replacing: Iterable[str]) -> bool:
    return bool(olds.get("generation")) and not differing(replacing, olds, inputs)


def replacement(olds: Props, news: Props, replacing: Iterable[str]) -> Difference | None:
    """What another generation means, and which inputs have led to it; None while it is the same."""
    if olds.get("generation") == news.get("generation"):
        return None
    return Difference(True, differing(replacing, olds, news) or ["generation"])
