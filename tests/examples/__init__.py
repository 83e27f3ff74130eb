"""Tests of the programs in `examples/`, run as a user runs them.

The programs in the README are tested in `tests/engine/test_readme.py`. Start with `test_quickstart.py`.
"""
