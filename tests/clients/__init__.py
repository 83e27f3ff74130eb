"""Clients of other authors, unmodified, over HTTP, against `azure-face emulator` in a separate process.

They check the emulator independently: their requests, and how they parse responses, do not depend on this project.
Details that no client shows, such as response headers, are in `tests/emulator`. Start with `emulator_process.py`.
"""
