"""The engine that started this process: its log, and whether it is still running."""

from __future__ import annotations

import functools
import os
import socket
import threading
import time
from typing import Any, Protocol

CHECK_INTERVAL, MAX_MISSED_CHECKS = 2.0, 3  # seconds; an engine that does not answer for three checks has exited


class EngineLog(Protocol):
    """Sends one message about a resource to the engine."""

    def __call__(self, text: str, urn: str, *, ephemeral: bool = False, warning: bool = False) -> None: ...


@functools.cache
def engine_log(address: str) -> EngineLog | None:
    """Return a function that sends log messages to the engine at an address."""
    try:
        import grpc
        from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
    except ImportError:
        return None
    stub = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))
    pending: set[Any] = set()

    def log(text: str, urn: str, *, ephemeral: bool = False, warning: bool = False) -> None:
        severity = engine_pb2.WARNING if warning else engine_pb2.INFO
        # A lost log message is no reason to fail, so the result is not awaited. But gRPC cancels a call whose future
        # is garbage collected.
        sent = stub.Log.future(engine_pb2.LogRequest(severity=severity, message=text, urn=urn, ephemeral=ephemeral))
        pending.add(sent)
        sent.add_done_callback(pending.discard)

    return log


@functools.cache
def exit_with_engine(address: str) -> None:
    """Start watching the engine, once per process. The provider of a killed engine would otherwise wait forever."""
    threading.Thread(target=watch_engine, args=(address,), daemon=True).start()


def watch_engine(address: str) -> None:
    misses = 0
    while misses < MAX_MISSED_CHECKS:
        time.sleep(CHECK_INTERVAL)
        misses = 0 if is_listening(address) else misses + 1
    os._exit(1)


def is_listening(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=CHECK_INTERVAL).close()
    except (OSError, ValueError):
        return False
    return True
