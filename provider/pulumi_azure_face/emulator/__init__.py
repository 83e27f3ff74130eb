"""A Face service of our own: strict, in memory, on loopback, for development and for tests.

It shares nothing with the rest of the package and speaks plain JSON, so that a mistake in the client cannot agree
with itself here. `create_app` gives the service as an ASGI application, `serve` runs it as a program, `background`
runs it beside the caller. What it lacks, as the Person Directory, is answered 501 by name.

A request passes the gates (`gates`: headers, log, latency, key, rate, faults) to a handler that the table of calls
names (`routes`: `containers`, `persons`, `faces`, `training`, `detection`, `recognition`, `sessions`). The handler
reads what was sent (`bodies`, `parameters`, `fields`, `images`, `questions`, `session_bodies`), takes one step in the
account (`state`, `trainings`, `liveness`) and answers (`replies`, `styles`, `errors`). How one kind of container
differs from another is in `kinds`, how the versions' sessions differ in `session_kinds`. What stands in for eyes is in
`vision`: the same image is the same face. Who starts it chooses (`settings`), and tests steer it from its own side
(`admin`).

Comments cite the fact that a choice rests on by its anchor in docs/face-api.md, and name the question where a fact is
unknown: then the stricter reading is taken (face-api.md#emulator-stricter-reading).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .settings import Settings

if TYPE_CHECKING:
    from .app import create_app
    from .server import Running, background, serve

__all__ = ["Running", "Settings", "background", "create_app", "serve"]

_HOMES = {"create_app": ".app", "Running": ".server", "background": ".server", "serve": ".server"}


def __getattr__(name: str) -> object:
    """Import the web server only when something of it is asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)
