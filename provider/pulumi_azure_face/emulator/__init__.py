"""A Face service in memory, on loopback, for development and tests. The rest of the package does not belong here.

It imports nothing from the rest of the package and handles plain JSON, so that a bug in the client cannot cancel itself
out here. Start reading at `routes/table.py`, which maps every call to its handler.

Entry points: `create_app` returns the ASGI application, `serve` runs it as a program, `background` runs it in a thread,
and `pytest.py` is the pytest plugin. Calls that the emulator does not have, such as those of the Person Directory,
return 501 with the name of the call.

A request passes through `middleware/` (headers, log, latency, key, rate limit, faults) to the handler in `routes/` that
`routes/table.py` names. The handler parses the request (`requests/`), makes one change in the account (`models/`), and
builds the response (`responses/`). Tests control the emulator through its admin API (`admin/`), which can inject faults
(`faults/`). The differences between the kinds of containers are in `models/kinds.py`, those between the versions of
liveness sessions in `requests/session_kinds.py`. `models/vision.py` replaces face recognition: the same bytes are the
same face.

Comments cite the facts that the code depends on by their anchors in docs/face-api.md. Where the behavior of the service
is unknown, they cite the open question, and the emulator does the stricter of the possible behaviors
(face-api.md#emulator-stricter-reading).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .settings import Settings

if TYPE_CHECKING:
    from .app import create_app
    from .server import Running, background, serve

__all__ = ["Running", "Settings", "background", "create_app", "serve"]

_LAZY_MODULES = {"create_app": ".app", "Running": ".server", "background": ".server", "serve": ".server"}


def __getattr__(name: str) -> object:
    """Import the web server on first use: `Settings` alone must not load it."""
    if name not in _LAZY_MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LAZY_MODULES[name], __name__), name)
