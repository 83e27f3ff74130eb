"""Whether errors keep their traceback, for reports of bugs."""

from __future__ import annotations

import os


def is_debugging() -> bool:
    return os.environ.get("AZURE_FACE_DEBUG") == "1"
