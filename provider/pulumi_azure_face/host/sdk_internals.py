"""The private parts of the Pulumi SDK that this package uses, and what happens without each of them.

    part            with it                                         without it
    clean-errors    one line under the resource                     the same line at the end of a traceback
    partial-state   a partly created resource stays in the state    an error; the next create finds what exists
    progress        live, on the resource's own line                on the stack's line
    timeouts        `custom_timeouts` bound the call                each resource's default timeout
    alive           calls and the host end when the engine exits    calls run to their end; the host stays
    wide-pool       as many concurrent calls as the engine makes    four concurrent calls
    whole-config    accounts configured by flat keys                accounts configured as a nested value (`--path`)
    cancel          Ctrl-C ends an operation with its state saved   the command waits for the operation
    fast-exit       a failed command ends at once                   it often ends five seconds later

Correctness never depends on any of them. Each part is detected when it is used. AZURE_FACE_WITHOUT, a comma-separated
list, switches parts off; the tests use it to prove that the fallbacks work.
"""

from __future__ import annotations

import ast
import functools
import gc
import importlib.util
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, Protocol

from pulumi_azure_face.adapter import engine_connection
from pulumi_azure_face.adapter.debugging import is_debugging
from pulumi_azure_face.adapter.status_line import StatusLine

PARTS = (
    "clean-errors",
    "partial-state",
    "progress",
    "timeouts",
    "alive",
    "wide-pool",
    "whole-config",
    "cancel",
    "fast-exit",
)
MIN_POOL_WORKERS = 64  # the engine limits the parallelism; the pool must not be narrower


class CleanError(Exception):
    """An error whose text is everything that the user should see."""


def is_enabled(part: str) -> bool:
    assert part in PARTS
    return part not in os.environ.get("AZURE_FACE_WITHOUT", "").split(",")


# --- clean errors -----------------------------------------------------------------------------------------------------


def install_clean_errors() -> None:
    """Make the host report a CleanError by its text. Its main module formats errors with the module `traceback`."""
    main: Any = sys.modules.get("__main__")
    if is_enabled("clean-errors") and getattr(main, "traceback", None) is traceback:
        main.traceback = Formatter()


def failure(request: EngineRequest, line: str) -> CleanError:
    """Return the error that ends the engine's call with one line.

    Older SDKs (such as 3.216) do not format a traceback but let gRPC report the error, which adds a prefix. With them,
    aborting the call sets the text and raises. A newer SDK would overwrite an abort.
    """
    main: Any = sys.modules.get("__main__")
    if is_enabled("clean-errors") and not hasattr(main, "traceback") and request.context is not None:
        import grpc

        request.context.abort(grpc.StatusCode.UNKNOWN, line)
    return CleanError(line)


class Formatter:
    """Replaces the module `traceback` in the host's main module."""

    def format_exc(self, *arguments: Any, **options: Any) -> str:
        error = sys.exc_info()[1]
        if isinstance(error, CleanError) and not is_debugging():
            return str(error)
        return traceback.format_exc(*arguments, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(traceback, name)


# --- the engine's request ---------------------------------------------------------------------------------------------


class Context(Protocol):
    """The gRPC context of a servicer."""

    def is_active(self) -> bool: ...

    def set_trailing_metadata(self, metadata: Any) -> None: ...

    def abort(self, code: Any, details: str) -> NoReturn: ...


@dataclass(frozen=True)
class EngineRequest:
    """The current request of the engine, as far as it can be detected."""

    urn: str = ""
    timeout: float | None = None
    context: Context | None = None

    def is_alive(self) -> bool:
        """Whether the engine still waits for this call. False only if it has certainly exited."""
        return self.context is None or not is_enabled("alive") or self.context.is_active()


def current_request() -> EngineRequest:
    """Find the servicer's `request` and `context` in the calling frames."""
    for frame in frames():
        request: Any = frame.f_locals.get("request")
        context: Any = frame.f_locals.get("context")
        if hasattr(request, "urn") and hasattr(context, "is_active"):
            return EngineRequest(str(request.urn), timeout_of(request), context)
    return EngineRequest()


def frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


def timeout_of(request: Any) -> float | None:
    seconds = getattr(request, "timeout", 0)
    return float(seconds) if is_enabled("timeouts") and seconds else None


def engine_address() -> str | None:
    """Return the address of the engine: the only argument of the host."""
    return sys.argv[-1] if len(sys.argv) > 1 and ":" in sys.argv[-1] else None


def watch_engine() -> None:
    """Let this process end when the engine exits."""
    address = engine_address()
    if address is not None and is_enabled("alive"):
        engine_connection.exit_with_engine(address)


# --- partial state ----------------------------------------------------------------------------------------------------


def keep_partial_state(
    request: EngineRequest, resource_id: str, state: Mapping[str, Any], inputs: Mapping[str, Any], reason: str
) -> None:
    """Tell the engine to keep a resource in the state although the call fails."""
    if request.context is None or not is_enabled("partial-state"):
        return
    with suppress(ImportError, AttributeError, TypeError):
        detail = init_failed_status(resource_id, state, inputs, reason)
        request.context.set_trailing_metadata((("grpc-status-details-bin", detail),))


def init_failed_status(resource_id: str, state: Mapping[str, Any], inputs: Mapping[str, Any], reason: str) -> bytes:
    """Return a google.rpc.Status that contains Pulumi's ErrorResourceInitFailed."""
    from pulumi.runtime.proto import provider_pb2, status_pb2

    detail = provider_pb2.ErrorResourceInitFailed(id=resource_id, reasons=[reason])
    detail.properties.update(state)
    detail.inputs.update(inputs)
    status = status_pb2.Status(code=2, message=reason)  # 2 is UNKNOWN, the code of every error of the host
    status.details.add().Pack(detail)
    return bytes(status.SerializeToString())


# --- progress ---------------------------------------------------------------------------------------------------------


def status_line(urn: str) -> StatusLine:
    """Return the line of a resource in the engine's display."""
    address = engine_address() if is_enabled("progress") else None
    return StatusLine(urn, engine_connection.engine_log(address) if address else None)


# --- the wide pool ----------------------------------------------------------------------------------------------------


@functools.cache
def widen_pool() -> None:
    """Let the host serve as many concurrent calls as the engine makes. Its thread pool is reachable only through the
    garbage collector.
    """
    if is_enabled("wide-pool"):
        for pool in host_pools():
            pool._max_workers = max(pool._max_workers, MIN_POOL_WORKERS)


def host_pools() -> Iterator[Any]:
    """Yield every thread pool of the process. The host has one, for its gRPC server; widening others does no harm."""
    return (pool for pool in gc.get_objects() if type(pool) is ThreadPoolExecutor and hasattr(pool, "_max_workers"))


# --- the whole configuration ------------------------------------------------------------------------------------------


def whole_config(config: Any) -> Mapping[str, Any]:
    """Return every setting of the stack. The SDK's public API only reads settings by name, and the names of accounts
    are unknown.
    """
    return getattr(config, "_props", None) or {} if is_enabled("whole-config") else {}


# --- cancellation -----------------------------------------------------------------------------------------------------


@functools.cache
def install_cancel() -> None:
    """Let the host pass the engine's Cancel on to running operations. The host itself answers it and does nothing.

    gRPC stored the bound method before the first call, so replacing the method has no effect. Replacing its code does.
    """
    main: Any = sys.modules.get("__main__")
    method = getattr(getattr(main, "DynamicResourceProviderServicer", None), "Cancel", None)
    if is_enabled("cancel") and method is not None:
        with suppress(AttributeError, ValueError):
            method.__code__ = cancel_operations.__code__


def cancel_operations(_self: Any, _request: Any, _context: Any) -> Any:
    """The new code of the host's Cancel. It runs with the host's globals, so it imports everything that it uses."""
    from google.protobuf import empty_pb2

    from pulumi_azure_face.adapter.bridge import bridge

    bridge.cancel()
    return empty_pb2.Empty()


# --- fast exit of programs --------------------------------------------------------------------------------------------


@functools.cache
def end_program_on_interrupt() -> None:
    """Let the program end at once when the engine interrupts it, as it does after every failed command.

    The language executor answers an interrupt by waiting for its threads. If one of them is registering a resource, it
    waits for the engine, which waits up to five seconds for the program before it kills it. Closing the connections to
    the engine ends these calls.
    """
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not is_enabled("fast-exit") or not in_main_thread:
        return
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a handler of the program takes precedence
        signal.signal(signal.SIGINT, exit_program)


def exit_program(number: int, _frame: FrameType | None) -> NoReturn:
    """Close the connections to the engine and exit. A KeyboardInterrupt would print a traceback."""
    with suppress(ImportError, AttributeError):
        from grpc._cython import cygrpc

        # The SDK keeps no reference to the public channel objects, only to what they wrap.
        for channel in [each for each in gc.get_objects() if isinstance(each, cygrpc.Channel)]:
            channel.close(cygrpc.StatusCode.cancelled, "interrupted")
    raise SystemExit(128 + number)


# --- inspection -------------------------------------------------------------------------------------------------------


def missing_parts() -> list[str]:
    """Return the parts that the installed SDK lacks, as far as that shows without an engine.

    The host's main module runs when it is imported, so its source is parsed instead.
    """
    from concurrent.futures import thread

    host = host_definitions()
    config = installed("pulumi.dynamic", "Config")
    is_present = {
        "clean-errors": bool(host),  # without the module `traceback`, the host lets gRPC report the error
        "partial-state": has_fields("provider_pb2", "ErrorResourceInitFailed", "id", "properties", "inputs", "reasons"),
        "progress": has_fields("engine_pb2", "LogRequest", "severity", "message", "urn", "ephemeral"),
        "timeouts": has_fields("provider_pb2", "CreateRequest", "timeout"),
        "alive": installed("grpc", "ServicerContext", "is_active") is not None,
        "wide-pool": hasattr(thread.ThreadPoolExecutor(1), "_max_workers"),
        "whole-config": config is not None and hasattr(config({}, "project"), "_props"),
        "cancel": "DynamicResourceProviderServicer.Cancel" in host,
        "fast-exit": installed("grpc._cython.cygrpc", "Channel", "close") is not None,
    }
    return [part for part in PARTS if not is_present[part]]


def installed(module: str, *names: str) -> Any:
    """Return an attribute of a module, or None if it does not exist."""
    try:
        found: Any = importlib.import_module(module)
    except ImportError:
        return None
    for name in names:
        found = getattr(found, name, None)
    return found


def has_fields(module: str, message: str, *fields: str) -> bool:
    descriptor = installed(f"pulumi.runtime.proto.{module}", message, "DESCRIPTOR")
    return descriptor is not None and set(fields) <= set(descriptor.fields_by_name)


def host_definitions() -> set[str]:
    """Return the classes of the host's main module and their methods, such as `Servicer.Cancel`."""
    spec = importlib.util.find_spec("pulumi.dynamic.__main__")
    if spec is None or spec.origin is None:
        return set()
    classes = [node for node in ast.parse(Path(spec.origin).read_bytes()).body if isinstance(node, ast.ClassDef)]
    methods = {f"{one.name}.{node.name}" for one in classes for node in one.body if isinstance(node, ast.FunctionDef)}
    return {one.name for one in classes} | methods
