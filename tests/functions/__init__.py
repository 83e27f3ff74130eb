"""Tests of the lookup functions (`pulumi_azure_face.functions`) without an engine.

Functions in real programs belong in `tests/engine/test_functions.py`. Start with `test_invoke.py`.
"""
