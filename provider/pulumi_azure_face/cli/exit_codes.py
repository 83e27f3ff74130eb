"""The exit codes of `azure-face`."""

from __future__ import annotations

FAILED, USAGE, NOT_COMPLETED = 1, 2, 3

HELP = """
Exit codes: 0 success; 1 the service rejected a request or could not be reached; 2 wrong usage, input, or setting; 3 a
training failed, or the command timed out; 7 `azure-face drift` found drift; 130 Ctrl-C.

Set AZURE_FACE_DEBUG=1 to add tracebacks to errors. Use --install-completion to complete commands and options with Tab.
"""
