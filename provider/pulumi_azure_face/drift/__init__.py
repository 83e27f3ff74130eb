"""Drift: the differences between the states of stacks and the account, for people and pipelines. Only reads.

Repairing drift belongs to the engine and the lifecycles. Start with `detect`, then read `report`, the result.
"""

from __future__ import annotations

from .detect import DriftOptions, detect
from .ignore_rules import IgnoreRule, InvalidRulesError, load_rules
from .report import (
    Certainty,
    Coverage,
    Finding,
    FindingType,
    IgnoredFinding,
    Location,
    Report,
    ResourceRef,
    Severity,
    StackRef,
    Unread,
)

__all__ = [
    "Certainty",
    "Coverage",
    "DriftOptions",
    "Finding",
    "FindingType",
    "IgnoreRule",
    "IgnoredFinding",
    "InvalidRulesError",
    "Location",
    "Report",
    "ResourceRef",
    "Severity",
    "StackRef",
    "Unread",
    "detect",
    "load_rules",
]
