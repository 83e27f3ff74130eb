"""Tests of `azure-face doctor` with real servers: the emulator, and servers that are wrong in one way each.

Tests with a real stack belong in `tests/engine/test_doctor.py`. Start with `command.py`, which runs the command.
"""
