"""Tests of the `azure-face` command against an emulated account.

Tests of the command in the folder of a stack belong in `tests/engine/test_cli.py`. Start with `command.py`, which runs
the command.
"""
