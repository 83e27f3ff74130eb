"""Tests of the resource classes (`pulumi_azure_face.resources`) without an engine.

Resources in real programs belong in `tests/engine/resources`. Start with `test_arguments.py`.
"""
