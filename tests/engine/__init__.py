"""End-to-end tests: a real `pulumi` runs programs against a real emulator.

Tests of one resource belong in `resources/`, tests of single failures and kills in `faults/`, kills and faults in all
combinations in `torture/`, everything else here. Tests that need no engine belong in the other folders of `tests/`.
Start with `stack.py` and `account.py`, the two main fixtures.
"""
