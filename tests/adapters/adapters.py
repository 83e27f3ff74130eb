"""One client for both adapters, which takes and returns the values of the lifecycles."""

from __future__ import annotations

import os
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from host.dynamic_host import (
    VARIABLES,
    Engine,
    Host,
    HostError,
    engine_server,
    running_host,
    serialized,
    struct,
    to_dict,
)
from pulumi_azure_face.adapter.plugin_resources import PLUGIN_RESOURCES, REF, PluginResource
from pulumi_azure_face.host import dynamic

PLUGIN = Path(sys.executable).parent / "pulumi-resource-azure-face"
PROVIDERS = {
    "container": dynamic.ContainerProvider(),
    "gallery": dynamic.GalleryProvider(),
    "person": dynamic.PersonProvider(),
    "face": dynamic.PersistedFaceProvider(),
    "training": dynamic.TrainingProvider(),
}

Values = dict[str, Any]


@dataclass(frozen=True)
class Saved:
    """A resource in a state."""

    id: str
    inputs: Values
    state: Values


class Adapter(ABC):
    """The engine's calls with the values of the lifecycles."""

    @abstractmethod
    def check(self, type_: str, news: Values, olds: Values | None = None) -> tuple[Values, list[str]]:
        """Return the checked inputs, and the problems with them."""

    @abstractmethod
    def diff(self, type_: str, saved: Saved, news: Values) -> tuple[bool, set[str]]:
        """Return whether there are changes, and the inputs that replace the resource."""

    @abstractmethod
    def create(self, type_: str, inputs: Values) -> Saved: ...

    @abstractmethod
    def read(self, type_: str, saved: Saved) -> Values | None: ...

    @abstractmethod
    def update(self, type_: str, saved: Saved, news: Values) -> Values: ...

    @abstractmethod
    def delete(self, type_: str, saved: Saved) -> None: ...


@dataclass
class DynamicAdapter(Adapter):
    """The SDK's host of dynamic providers."""

    host: Host

    def check(self, type_: str, news: Values, olds: Values | None = None) -> tuple[Values, list[str]]:
        origin = {"stack": "org/project/dev", "name": "it"}
        kind = {"kind": type_} if "kind" not in news else {}
        provider = serialized(PROVIDERS[resource_of(type_).lifecycle])
        response = self.host.check(provider, {**kind, **news, "origin": origin}, olds)
        return to_dict(response.inputs), [failure.reason for failure in response.failures]

    def diff(self, type_: str, saved: Saved, news: Values) -> tuple[bool, set[str]]:
        response = self.host.diff({**saved.state, "__provider": news["__provider"]}, news)
        return response.changes == provider_pb2.DiffResponse.DIFF_SOME, set(response.replaces)

    def create(self, type_: str, inputs: Values) -> Saved:
        response = self.host.create(inputs)
        return Saved(response.id, inputs, to_dict(response.properties))

    def read(self, type_: str, saved: Saved) -> Values | None:
        properties = struct({**saved.state, "__provider": saved.inputs["__provider"]})
        response = self.host.stub.Read(provider_pb2.ReadRequest(id=saved.id, properties=properties))
        return to_dict(response.properties) if response.id else None

    def update(self, type_: str, saved: Saved, news: Values) -> Values:
        olds = struct({**saved.state, "__provider": news["__provider"]})
        request = provider_pb2.UpdateRequest(id=saved.id, olds=olds, news=struct(news))
        state: Values = to_dict(self.host.stub.Update(request).properties)
        return state

    def delete(self, type_: str, saved: Saved) -> None:
        self.host.delete(saved.id, {**saved.state, "__provider": saved.inputs["__provider"]})


@dataclass
class PluginAdapter(Adapter):
    """The provider plugin."""

    stub: Any
    engine: Engine = field(default_factory=Engine)

    def check(self, type_: str, news: Values, olds: Values | None = None) -> tuple[Values, list[str]]:
        resource = resource_of(type_)
        saved = resource.properties(olds) if olds else {}
        request = provider_pb2.CheckRequest(
            urn=urn_of(type_), news=struct(resource.properties(news)), olds=struct(saved)
        )
        response = self.call("Check", request)
        problems = [failure.reason for failure in response.failures]
        return news if problems else resource.values(to_dict(response.inputs)), problems

    def diff(self, type_: str, saved: Saved, news: Values) -> tuple[bool, set[str]]:
        resource = resource_of(type_)
        request = provider_pb2.DiffRequest(
            urn=urn_of(type_),
            id=saved.id,
            olds=struct(resource.properties(saved.state)),
            news=struct(resource.properties(news)),
        )
        response = self.call("Diff", request)
        assert set(response.detailedDiff) == set(response.diffs)
        return response.changes == provider_pb2.DiffResponse.DIFF_SOME, set(response.replaces)

    def create(self, type_: str, inputs: Values) -> Saved:
        resource = resource_of(type_)
        request = provider_pb2.CreateRequest(urn=urn_of(type_), properties=struct(resource.properties(inputs)))
        response = self.call("Create", request)
        return Saved(response.id, inputs, without_ref(resource.values(to_dict(response.properties))))

    def read(self, type_: str, saved: Saved) -> Values | None:
        resource = resource_of(type_)
        request = provider_pb2.ReadRequest(
            urn=urn_of(type_), id=saved.id, properties=struct(resource.properties(saved.state))
        )
        response = self.call("Read", request)
        return without_ref(resource.values(to_dict(response.properties))) if response.id else None

    def update(self, type_: str, saved: Saved, news: Values) -> Values:
        resource = resource_of(type_)
        request = provider_pb2.UpdateRequest(
            urn=urn_of(type_),
            id=saved.id,
            olds=struct(resource.properties(saved.state)),
            news=struct(resource.properties(news)),
        )
        return without_ref(resource.values(to_dict(self.call("Update", request).properties)))

    def delete(self, type_: str, saved: Saved) -> None:
        properties = struct(resource_of(type_).properties(saved.state))
        self.call("Delete", provider_pb2.DeleteRequest(urn=urn_of(type_), id=saved.id, properties=properties))

    def call(self, method: str, request: Any) -> Any:
        try:
            return getattr(self.stub, method)(request, timeout=60)
        except grpc.RpcError as error:
            raise HostError(error) from None


def resource_of(type_: str) -> PluginResource:
    return PLUGIN_RESOURCES[f"azure-face:index:{type_}"]


def urn_of(type_: str) -> str:
    return f"urn:pulumi:dev::project::azure-face:index:{type_}::it"


def without_ref(values: Values) -> Values:
    return {name: value for name, value in values.items() if name != REF}


@contextmanager
def dynamic_adapter(config: Mapping[str, str]) -> Iterator[Adapter]:
    with running_host({}) as host:
        host.configure(config)
        yield DynamicAdapter(host)


@contextmanager
def plugin_adapter(config: Mapping[str, str], **environment: str) -> Iterator[PluginAdapter]:
    """Run the plugin's program as the engine does."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(VARIABLES)}
    variables = {name.replace(":", ":config:"): value for name, value in config.items()}
    with (
        engine_server() as (engine, _, address),
        subprocess.Popen([PLUGIN, address], env={**inherited, **environment}, stdout=subprocess.PIPE) as process,
    ):
        try:
            assert process.stdout is not None
            with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
                adapter = PluginAdapter(provider_pb2_grpc.ResourceProviderStub(channel), engine)
                adapter.call("Handshake", provider_pb2.ProviderHandshakeRequest(engine_address=address))
                adapter.call("Configure", provider_pb2.ConfigureRequest(variables=variables))
                yield adapter
        finally:
            process.kill()


ADAPTERS = {"dynamic": dynamic_adapter, "plugin": plugin_adapter}
