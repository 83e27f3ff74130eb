"""The SDK's dynamic provider host in a real process, with a fake engine that records its log messages."""

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

from pulumi_azure_face.adapter.engine_connection import is_listening

OLDEST_SDK = Path(sys.prefix) / "oldest-sdk"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"  # the engine's placeholder for an unknown value
VARIABLES = ("AZURE_FACE_", "PULUMI_", "PYTHONPATH")


def serialized(provider: object) -> str:
    """Serialize a provider as the SDK saves it in the state."""
    return base64.b64encode(dill.dumps(provider, recurse=True)).decode()


@dataclass
class Engine(engine_pb2_grpc.EngineServicer):
    """A fake engine that records the log messages of the host."""

    log: list[Any] = field(default_factory=list)

    def Log(self, request: Any, context: Any) -> Any:  # noqa: N802 - the name in the protocol
        self.log.append(request)
        return empty_pb2.Empty()

    def messages(self, urn: str) -> list[str]:
        """Return the messages of one resource."""
        return [entry.message for entry in self.log if entry.urn == urn]


class HostError(Exception):
    """An error response of the host, with its message and the partial state of the resource."""

    def __init__(self, error: grpc.RpcError) -> None:
        super().__init__(error.details())
        self.message: str = error.details()
        self.partial_state = partial_state_of(error)


def partial_state_of(error: Any) -> Any:
    """Return the partially created resource in an error, or None."""
    for name, value in error.trailing_metadata():
        if name == "grpc-status-details-bin":
            partial_state = provider_pb2.ErrorResourceInitFailed()
            status = status_pb2.Status.FromString(value)
            assert status.details[0].Unpack(partial_state)
            return partial_state
    return None


@dataclass
class Host:
    """A client that calls the host as the engine does."""

    stub: Any
    engine: Engine
    engine_server: grpc.Server
    process: subprocess.Popen[bytes]
    address: str

    def configure(self, config: Mapping[str, str]) -> None:
        self._call("Configure", provider_pb2.ConfigureRequest(args=struct(config)))

    def check(self, provider: str, news: Mapping[str, Any], olds: Mapping[str, Any] | None = None) -> Any:
        request = provider_pb2.CheckRequest(olds=struct(olds or {}), news=struct({**news, "__provider": provider}))
        return self._call("Check", request)

    def diff(self, state: Mapping[str, Any], news: Mapping[str, Any]) -> Any:
        return self._call("Diff", provider_pb2.DiffRequest(id="any", olds=struct(state), news=struct(news)))

    def create(self, inputs: Mapping[str, Any], *, timeout: float = 0, urn: str = "") -> Any:
        return self._call("Create", provider_pb2.CreateRequest(properties=struct(inputs), timeout=timeout, urn=urn))

    def start_create(self, inputs: Mapping[str, Any]) -> Any:
        """Start a create and return the call, which can be canceled."""
        return self.stub.Create.future(provider_pb2.CreateRequest(properties=struct(inputs), urn="urn:abandoned"))

    def delete(self, resource_id: str, state: Mapping[str, Any]) -> None:
        self._call("Delete", provider_pb2.DeleteRequest(id=resource_id, properties=struct(state)))

    def interrupt(self) -> None:
        """Send SIGINT until the host stops listening.

        One signal may not be enough: if the system delivers it to a gRPC thread, Python does not wake the main thread,
        which then waits forever.
        """
        while is_listening(self.address):
            self.process.send_signal(signal.SIGINT)
            deadline = monotonic() + 5
            while is_listening(self.address) and monotonic() < deadline:
                sleep(0.02)

    def _call(self, method: str, request: Any) -> Any:
        try:
            return getattr(self.stub, method)(request, timeout=60)
        except grpc.RpcError as error:
            raise HostError(error) from None


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    message = struct_pb2.Struct()
    message.update(values)
    return message


def to_dict(message: Any) -> dict[str, Any]:
    values: dict[str, Any] = json_format.MessageToDict(message)
    return values


@contextmanager
def running_host(environment: Mapping[str, str], sdk: Path | None = None) -> Iterator[Host]:
    """Run a host of the SDK in a folder, or of the installed SDK."""
    with engine_server() as (engine, server, address), host_process(address, environment, sdk) as process:
        assert process.stdout is not None
        host_address = f"127.0.0.1:{int(process.stdout.readline())}"
        with grpc.insecure_channel(host_address) as channel:
            yield Host(provider_pb2_grpc.ResourceProviderStub(channel), engine, server, process, host_address)


@contextmanager
def engine_server() -> Iterator[tuple[Engine, grpc.Server, str]]:
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
def host_process(
    engine_address: str, environment: Mapping[str, str], sdk: Path | None
) -> Iterator[subprocess.Popen[bytes]]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(VARIABLES)}
    path = {"PYTHONPATH": str(sdk)} if sdk else {}
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.dynamic", engine_address],
        env={**inherited, **path, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()
