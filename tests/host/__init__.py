"""Tests of the dynamic host adapter (`pulumi_azure_face.host`) without a Pulumi CLI.

Tests that need a real engine belong in `tests/engine`. Start with `dynamic_host.py`, which plays the engine.
"""
