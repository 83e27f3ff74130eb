"""The exit codes of `azure-face`."""

from __future__ import annotations

FAILED, USAGE, NOT_COMPLETED = 1, 2, 3

HELP = """
Exit codes: 0 done; 1 refused or failed, by the service or on the way to it; 2 wrong usage, input or settings; 3 a
training that failed, or what did not end in time; 130 Ctrl-C.

AZURE_FACE_DEBUG=1 adds tracebacks to errors.
"""
