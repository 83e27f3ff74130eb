"""How often a provider process collects garbage."""

from __future__ import annotations

GC_THRESHOLD = 50_000
"""Allocations between two garbage collections. With the default of 700, a tenth of a preview is spent on scanning
modules and photos that never become garbage.
"""
