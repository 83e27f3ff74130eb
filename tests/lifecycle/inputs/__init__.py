"""Tests of check and diff: input rules, defaults, replacements, and updates."""
