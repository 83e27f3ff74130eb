"""Every private part of the Pulumi SDK that we lean on, and what happens without it.

    part            with it                                         without it
    clean errors    one line under the resource                     the same line at the end of a traceback
    partial state   what was made half way is kept as unfinished    an error; the next create finds what was made
    progress        live, on the resource's own line                on the stack's line
    timeouts        `custom_timeouts` bound the call                each resource's own default
    alive           calls and host end when the engine is gone      they go on to their own end; the host stays
    wide pool       as many calls at once as the engine asks for    four
    whole config    accounts set by flat keys                       accounts set as one nested value (`--path`)

Nothing's correctness rests on any of it. Each part is detected when it is used and switched off by naming it in
AZURE_FACE_WITHOUT (comma-separated), which is how the tests know that the fallbacks work.
"""

from __future__ import annotations

import functools
import gc
import os
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import Any, NoReturn, Protocol

from .terminal import TERMINAL_INTERVAL, progress_interval

PARTS = ("clean-errors", "partial-state", "progress", "timeouts", "alive", "wide-pool", "whole-config")
ENGINE_CHECK_INTERVAL, MAX_MISSED_CHECKS = 2.0, 3  # seconds; an engine that answers nobody for that long is gone
MIN_POOL_WORKERS = 64  # the engine's own parallelism decides; this only must not be the narrowest place


class CleanError(Exception):
    """An error whose text is all that the user is to see."""


def is_enabled(part: str) -> bool:
    assert part in PARTS
    return part not in os.environ.get("AZURE_FACE_WITHOUT", "").split(",")


def is_debugging() -> bool:
    return os.environ.get("AZURE_FACE_DEBUG") == "1"


# --- clean errors -----------------------------------------------------------------------------------------------------


def install_clean_errors() -> None:
    """Let the host's main module report a CleanError by its text. It formats what it reports with `traceback`."""
    main: Any = sys.modules.get("__main__")
    if is_enabled("clean-errors") and getattr(main, "traceback", None) is traceback:
        main.traceback = Formatter()


def failure(call: EngineCall, line: str) -> CleanError:
    """The error that ends the engine's call with one line.

    Older SDKs (3.216 among them) format no traceback, but leave the error to gRPC, which puts words of its own before
    the text. There the call is aborted by hand, which raises by itself; a newer SDK would override that.
    """
    main: Any = sys.modules.get("__main__")
    if is_enabled("clean-errors") and not hasattr(main, "traceback") and call.context is not None:
        import grpc

        call.context.abort(grpc.StatusCode.UNKNOWN, line)
    return CleanError(line)


class Formatter:
    """Stands in for the module `traceback`, in that one place."""

    def format_exc(self, *arguments: Any, **options: Any) -> str:
        error = sys.exc_info()[1]
        if isinstance(error, CleanError) and not is_debugging():
            return str(error)
        return traceback.format_exc(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)


# --- the engine's request ---------------------------------------------------------------------------------------------


class Context(Protocol):
    """What gRPC gives a servicer beside the request."""

    def is_active(self) -> bool: ...

    def set_trailing_metadata(self, metadata: Any) -> None: ...

    def abort(self, code: Any, details: str) -> NoReturn: ...


@dataclass(frozen=True)
class EngineCall:
    """The call of the engine that we are in, as far as it can be seen."""

    urn: str = ""
    timeout: float | None = None
    context: Context | None = None

    def is_alive(self) -> bool:
        """False once the engine that asked is certainly gone."""
        return self.context is None or not is_enabled("alive") or self.context.is_active()


def engine_call() -> EngineCall:
    """Find the servicer's `request` and `context` among the frames that led here."""
    for frame in frames():
        request: Any = frame.f_locals.get("request")
        context: Any = frame.f_locals.get("context")
        if hasattr(request, "urn") and hasattr(context, "is_active"):
            return EngineCall(str(request.urn), timeout_of(request), context)
    return EngineCall()


def frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


def timeout_of(request: Any) -> float | None:
    seconds = getattr(request, "timeout", 0)
    return float(seconds) if is_enabled("timeouts") and seconds else None


def engine_address() -> str | None:
    """Where the engine listens: the host's one argument."""
    return sys.argv[-1] if len(sys.argv) > 1 and ":" in sys.argv[-1] else None


@functools.cache
def exit_with_engine() -> None:
    """Begin to watch the engine, once in a process; a host whose engine was killed would wait for it forever."""
    address = engine_address()
    if address is not None and is_enabled("alive"):
        threading.Thread(target=watch_engine, args=(address,), daemon=True).start()


def watch_engine(address: str) -> None:
    misses = 0
    while misses < MAX_MISSED_CHECKS:
        time.sleep(ENGINE_CHECK_INTERVAL)
        misses = 0 if is_listening(address) else misses + 1
    os._exit(1)


def is_listening(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=ENGINE_CHECK_INTERVAL).close()
    except (OSError, ValueError):
        return False
    return True


# --- partial state ----------------------------------------------------------------------------------------------------


def keep_partial_state(
    call: EngineCall, resource_id: str, state: Mapping[str, Any], inputs: Mapping[str, Any], reason: str
) -> None:
    """Tell the engine, where it can be told, to keep a resource although the call fails."""
    if call.context is None or not is_enabled("partial-state"):
        return
    with suppress(ImportError, AttributeError, TypeError):
        detail = init_failed_status(resource_id, state, inputs, reason)
        call.context.set_trailing_metadata((("grpc-status-details-bin", detail),))


def init_failed_status(resource_id: str, state: Mapping[str, Any], inputs: Mapping[str, Any], reason: str) -> bytes:
    """A google.rpc.Status that holds Pulumi's ErrorResourceInitFailed."""
    from pulumi.runtime.proto import provider_pb2, status_pb2

    detail = provider_pb2.ErrorResourceInitFailed(id=resource_id, reasons=[reason])
    detail.properties.update(state)
    detail.inputs.update(inputs)
    status = status_pb2.Status(code=2, message=reason)  # 2 is UNKNOWN, as which the host reports every error
    status.details.add().Pack(detail)
    return bytes(status.SerializeToString())


# --- progress ---------------------------------------------------------------------------------------------------------


class StatusLine:
    """The resource's own line in the engine's display."""

    def __init__(self, call: EngineCall) -> None:
        self._urn = call.urn
        self._engine = engine_log() if call.urn and is_enabled("progress") else None
        self._pause = progress_interval()
        self._shown_at = time.monotonic() - TERMINAL_INTERVAL  # the first at once where somebody watches

    def ephemeral(self, text: str) -> None:
        """Show a text until the next one comes; those that come too soon after another are left out."""
        now = time.monotonic()
        if self._engine and now - self._shown_at >= self._pause:
            self._shown_at = now
            self._engine(text, self._urn, ephemeral=True)

    def info(self, text: str) -> None:
        """Leave a text in the resource's diagnostics."""
        if self._engine:
            self._engine(text, self._urn)
        else:
            sys.stdout.write(f"{text}\n")

    def warning(self, text: str) -> None:
        """Leave a warning there."""
        if self._engine:
            self._engine(text, self._urn, warning=True)
        else:
            sys.stderr.write(f"warning: {text}\n")


class EngineLog(Protocol):
    def __call__(self, text: str, urn: str, *, ephemeral: bool = False, warning: bool = False) -> None: ...


@functools.cache
def engine_log() -> EngineLog | None:
    """A line to the engine; None where there is none."""
    address = engine_address()
    if address is None:
        return None
    try:
        import grpc
        from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
    except ImportError:
        return None
    stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))
    on_the_way: set[Any] = set()

    def log(text: str, urn: str, *, ephemeral: bool = False, warning: bool = False) -> None:
        severity = engine_pb2.WARNING if warning else engine_pb2.INFO
        # A line too few is nothing to fail for, so nobody waits for the answer. But gRPC cancels a call that is
        # forgotten.
        sent = stub.Log.future(engine_pb2.LogRequest(severity=severity, message=text, urn=urn, ephemeral=ephemeral))
        on_the_way.add(sent)
        sent.add_done_callback(on_the_way.discard)

    return log


# --- the wide pool ----------------------------------------------------------------------------------------------------


@functools.cache
def widen_pool() -> None:
    """Let the host serve as many calls at once as the engine makes. Its pool is a local of its main function's
    server.
    """
    if is_enabled("wide-pool"):
        for pool in host_pools():
            pool._max_workers = max(pool._max_workers, MIN_POOL_WORKERS)


def host_pools() -> Iterator[Any]:
    """Every thread pool in the process. The host makes one, for its gRPC server; a wider one harms nobody else."""
    return (one for one in gc.get_objects() if type(one) is ThreadPoolExecutor and hasattr(one, "_max_workers"))


# --- the whole configuration ------------------------------------------------------------------------------------------


def whole_config(config: Any) -> Mapping[str, Any]:
    """Every setting of the stack; the SDK itself offers single look-ups only, and the names of accounts are not
    known.
    """
    return getattr(config, "_props", None) or {} if is_enabled("whole-config") else {}
