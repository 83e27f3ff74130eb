"""Fault injection: the rules for failing calls and trainings, and the parsers of their request bodies.

Applying a rule to a call does not belong here; `middleware/fault_injection.py` does that.
Start with `rules.py`.
"""
