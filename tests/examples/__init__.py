"""Tests of the programs in `examples/`, run as a user runs them.

The programs in the README are tested in `tests/pages`. Start with `test_quickstart.py`.
"""
