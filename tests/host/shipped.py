"""The dynamic host that the SDK ships, run as the engine runs it, with an engine of ours at the other end that listens."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import dill
import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import engine_pb2_grpc, provider_pb2, provider_pb2_grpc, status_pb2

from pulumi_azure_face.host.sdk_internals import is_listening

OLDEST_SDK = Path(sys.prefix) / "oldest-sdk"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # how the engine writes a value that is not known yet
SWITCHES = ("AZURE_FACE_", "PULUMI_", "PYTHONPATH")


def saved(provider: object) -> str:
    """A provider as a state holds it."""
    return base64.b64encode(dill.dumps(provider, recurse=True)).decode()


@dataclass
class Engine(engine_pb2_grpc.EngineServicer):
    """Keeps what the host logs."""

    logged: list[Any] = field(default_factory=list)

    def Log(self, request: Any, context: Any) -> Any:  # noqa: N802 - the name in the protocol
        self.logged.append(request)
        return empty_pb2.Empty()

    def lines(self, urn: str) -> list[str]:
        return [entry.message for entry in self.logged if entry.urn == urn]


class Failed(Exception):
    """What the host answered instead of a reply."""

    def __init__(self, error: grpc.RpcError) -> None:
        super().__init__(error.details())
        self.text: str = error.details()
        self.kept = kept_by(error)


def kept_by(error: Any) -> Any:
    """The unfinished resource that came with an error, or None."""
    for name, value in error.trailing_metadata():
        if name == "grpc-status-details-bin":
            kept = provider_pb2.ErrorResourceInitFailed()
            status = status_pb2.Status.FromString(value)
            assert status.details[0].Unpack(kept)
            return kept
    return None


@dataclass
class Host:
    """A client of the host, in the engine's words."""

    stub: Any
    engine: Engine
    engine_server: grpc.Server
    process: subprocess.Popen[bytes]
    address: str

    def configure(self, config: Mapping[str, str]) -> None:
        self._ask("Configure", provider_pb2.ConfigureRequest(args=struct(config)))

    def check(self, provider: str, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None) -> Any:
        request = provider_pb2.CheckRequest(olds=struct(olds or {}), news=struct({**news, "__provider": provider}))
        return self._ask("Check", request)

    def diff(self, state: Mapping[str, Any], news: Mapping[str, Any]) -> Any:
        return self._ask("Diff", provider_pb2.DiffRequest(id="any", olds=struct(state), news=struct(news)))

    def create(self, inputs: Mapping[str, Any], *, timeout: float = 0, urn: str = "") -> Any:
        return self._ask("Create", provider_pb2.CreateRequest(properties=struct(inputs), timeout=timeout, urn=urn))

    def creating(self, inputs: Mapping[str, Any]) -> Any:
        """A create under way, as a call that can be cancelled."""
        return self.stub.Create.future(provider_pb2.CreateRequest(properties=struct(inputs), urn="urn:abandoned"))

    def delete(self, resource_id: str, state: Mapping[str, Any]) -> None:
        self._ask("Delete", provider_pb2.DeleteRequest(id=resource_id, properties=struct(state)))

    def interrupt(self) -> None:
        """Ask it to end, and once more as long as it has not heard.

        The system may give a signal to a thread of gRPC's, and then Python does not wake the main thread, which waits
        for it without end.
        """
        while is_listening(self.address):
            self.process.send_signal(signal.SIGINT)
            heard_by = monotonic() + 5
            while is_listening(self.address) and monotonic() < heard_by:
                sleep(0.02)

    def _ask(self, method: str, request: Any) -> Any:
        try:
            return getattr(self.stub, method)(request, timeout=60)
        except grpc.RpcError as error:
            raise Failed(error) from None


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    message = struct_pb2.Struct()
    message.update(values)
    return message


def plain(message: Any) -> dict[str, Any]:
    values: dict[str, Any] = json_format.MessageToDict(message)
    return values


@contextmanager
def running(environment: Mapping[str, str], sdk: Path | None = None) -> Iterator[Host]:
    """A host of the given SDK, the installed one when None."""
    with listening() as (engine, server, address), started(address, environment, sdk) as process:
        assert process.stdout is not None
        host = f"127.0.0.1:{int(process.stdout.readline())}"
        with grpc.insecure_channel(host) as channel:
            yield Host(provider_pb2_grpc.ResourceProviderStub(channel), engine, server, process, host)


@contextmanager
def listening() -> Iterator[tuple[Engine, grpc.Server, str]]:
    engine = Engine()
    server = grpc.server(ThreadPoolExecutor(2))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield engine, server, f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


@contextmanager
def started(address: str, environment: Mapping[str, str], sdk: Path | None) -> Iterator[subprocess.Popen[bytes]]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(SWITCHES)}
    path = {"PYTHONPATH": str(sdk)} if sdk else {}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.dynamic", address],
        env={**inherited, **path, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()
