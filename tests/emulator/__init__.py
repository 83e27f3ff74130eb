"""Tests of the emulator over HTTP. They use no code of the package except the emulator.

The emulator must match docs/face-api.md, so the tests repeat its tables (`documented_calls.py`, `error_catalog.py`,
`liveness_requests.py`) and do not import them from the emulator. Start with `conftest.py`.
"""
