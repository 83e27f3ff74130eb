"""The calls of the engine, as gRPC delivers them."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata, resources
from typing import Any

import grpc
from google.protobuf import empty_pb2
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from pulumi_azure_face.adapter import engine_connection
from pulumi_azure_face.adapter.account_settings import AccountSettings
from pulumi_azure_face.adapter.bridge import bridge
from pulumi_azure_face.adapter.operations import LIFECYCLES, AnyLifecycle, EngineCall, Operations
from pulumi_azure_face.adapter.plugin_resources import (
    PLUGIN_RESOURCES,
    PluginResource,
)
from pulumi_azure_face.adapter.status_line import StatusLine
from pulumi_azure_face.client.accounts.configuration import NAMESPACE
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import ExpectedError, NotFoundError
from pulumi_azure_face.client.events import ON_RETRY
from pulumi_azure_face.lifecycle.base import DiffOutcome
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, is_unknown
from pulumi_azure_face.queries.validation import DEFAULT_TIMEOUT

from .attachment import Attachment
from .component_calls import ComponentCalls
from .functions import PLUGIN_FUNCTIONS
from .imported_resources import check_inputs, complete, read_imported
from .inputs import ensure_known_inputs, origin_of, type_of, with_configured_id
from .names_in_messages import rename_input
from .planned_containers import PlannedContainers
from .property_values import Properties, from_engine, to_engine
from .replaced_containers import ReplacedContainers
from .responses import diff_response, failures, one_line_errors, partial_state_of, saved_properties
from .settings import configure, is_explicit, setting_problems

DISTRIBUTION = "pulumi-azure-face"
CONFIG_PREFIX = f"{NAMESPACE}:config:"


class InvalidCallError(ExpectedError):
    """A call that names no resource type or function of this package, or has invalid arguments."""


@functools.cache
def schema() -> str:
    """Return the schema with the version of this installation."""
    document = json.loads(resources.files(__package__).joinpath("schema.json").read_text())
    return json.dumps({**document, "version": version()})


def version() -> str:
    return metadata.version(DISTRIBUTION)


@dataclass(frozen=True)
class Call:
    """One call about a resource."""

    resource: PluginResource
    lifecycle: AnyLifecycle
    engine: EngineCall


def must_delete_before_replace(resource: PluginResource, state: Any, inputs: Any) -> bool:
    """Whether a replacement has the id of the container that it replaces.

    The option `replaceOnChanges` replaces without a reason of the provider. Then only a derived id has a successor.
    """
    return resource.kind is not None and state.container_id == inputs.container_id and not inputs.auto_named


class Servicer(provider_pb2_grpc.ResourceProviderServicer):
    """Serves one provider of a program: the default one, or one that the program declares."""

    def __init__(self, engine_address: str | None) -> None:
        self._attachment = Attachment()
        self._begin_command()
        self._engine_address = engine_address
        if engine_address:
            engine_connection.exit_with_engine(engine_address)

    def _begin_command(self) -> None:
        """Begin without anything that an earlier command has left."""
        self._operations = Operations()
        self._planned = PlannedContainers()
        self._replaced = ReplacedContainers()
        self._component_calls = ComponentCalls()

    # --- the plugin itself --------------------------------------------------------------------------------------------

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._engine_address = request.engine_address or self._engine_address
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, supports_autonaming_configuration=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Serve an engine that has not started this process. It attaches once for each provider of a command."""
        if self._attachment.begins_command(request.address):
            self._begin_command()
            self._engine_address = request.address
            bridge.forget_cancellation()
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        return plugin_pb2.PluginInfo(version=version())

    def GetSchema(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.GetSchemaResponse(schema=schema())

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        """End all work gracefully. The engine calls this at the end of every command, too."""
        self._attachment.end_command()
        bridge.cancel()
        self._component_calls.cancel()
        return empty_pb2.Empty()

    # --- the provider -------------------------------------------------------------------------------------------------

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Check the settings, except those that are unknown at preview."""
        with one_line_errors(context, "check the settings"):
            news = from_engine(request.news)
            is_declared = is_explicit(request.name)
            problems = [] if is_unknown(news.values) else setting_problems(news.values, is_explicit=is_declared)
            return provider_pb2.CheckResponse(inputs=request.news, failures=failures(problems, news))

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        """Never replace a provider: another endpoint can be the same account, and a refresh finds out."""
        with one_line_errors(context, "compare the settings"):
            olds, news = from_engine(request.olds).values, from_engine(request.news).values
            names = [name for name in {**olds, **news} if olds.get(name) != news.get(name)]
            return diff_response(DiffOutcome(bool(names), updates=names))

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        with one_line_errors(context, "configure the provider"):
            values = {name.removeprefix(CONFIG_PREFIX): value for name, value in request.variables.items()}
            self._attachment.add_provider(request.name, (is_explicit(request.name), values))
            self._operations.settings = AccountSettings()
            configure(self._operations.settings, values, is_explicit=is_explicit(request.name))
            return provider_pb2.ConfigureResponse(
                acceptSecrets=True, supportsPreview=True, supports_autonaming_configuration=True
            )

    # --- resources ----------------------------------------------------------------------------------------------------

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        with one_line_errors(context, "check the inputs of the resource"):
            call, olds, news = self._call(request, context), from_engine(request.olds), from_engine(request.news)
            if news.values and news.values == olds.values:  # the engine checks what an import has read
                return provider_pb2.CheckResponse(inputs=request.news)
            try:
                values, problems = self._check(call, request, olds.values, news.values)
            except InvalidInputsError as error:
                values, problems = news.values, error.problems
            return provider_pb2.CheckResponse(inputs=to_engine(values, news.secrets), failures=failures(problems, news))

    def _check(
        self, call: Call, request: Any, olds: Mapping[str, object], news: Mapping[str, object]
    ) -> tuple[Mapping[str, object], list[str]]:
        ensure_known_inputs(call.resource, news)
        program = call.resource.values(with_configured_id(call.resource, request.autonaming, olds, news))
        if "kind" not in program:  # the owner is known only during the update
            return news, self._operations.settings.problems({})
        program["origin"] = origin_of(request.urn)
        old_inputs: Mapping[str, object] = {}
        if olds:
            old_inputs, program = check_inputs(call.resource, call.resource.values(olds), program, self._replaced)
        outcome = self._operations.check(call.lifecycle, old_inputs, program, call.engine)
        if outcome.inputs is None or outcome.problems:
            return news, list(map(rename_input, outcome.problems))
        values = outcome.values
        if not olds:
            values = self._operations.prepare_create(call.lifecycle, values, call.engine)
        return call.resource.properties(values), []

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        with one_line_errors(context, "compare the resource with its state"):
            call = self._call(request, context)
            resource = call.resource
            saved, program = from_engine(request.olds).values, from_engine(request.news).values
            olds, news = resource.values(saved), resource.values(program)
            if "kind" not in news:
                return diff_response(DiffOutcome(True, resource.owner_names(program)))
            completed = complete(resource, olds, news, self._replaced)
            state = call.lifecycle.state_model.load(completed)
            inputs = call.lifecycle.inputs_model.load(news)
            outcome = self._operations.diff(call.lifecycle, state, inputs, call.engine)
            replaces = list(dict.fromkeys(resource.property_of(name, program) for name in outcome.replaces))
            updates = [] if replaces else [resource.property_of(name, program) for name in outcome.updates]
            if not replaces and completed != olds:  # the program adds what an import does not have
                updates = [*updates, *resource.owner_names(program)]
            self._replaced.add_existing(resource, olds)
            outcome = DiffOutcome(bool(replaces or updates), replaces, updates)
            return diff_response(outcome, delete_before_replace=must_delete_before_replace(resource, state, inputs))

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        properties = from_engine(request.properties)
        with one_line_errors(context, "create the resource", request.properties):
            call = self._call(request, context)
            call.resource.require_owner(properties.values)
            values = call.resource.values(properties.values)
            self._replaced.add_created(call.resource, values)
            if request.preview:
                return provider_pb2.CreateResponse(properties=self._plan(call, None, properties, values))
            with partial_state_of(call.resource, properties.secrets):
                created = self._operations.create(call.lifecycle, values, call.engine)
            state = created.state.saved()
            return provider_pb2.CreateResponse(
                id=call.resource.resource_id(created.id, state),
                properties=saved_properties(call.resource, state, properties.secrets),
            )

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        olds, news = from_engine(request.olds), from_engine(request.news)
        with one_line_errors(context, "update the resource", request.news):
            call = self._call(request, context)
            call.resource.require_owner(news.values)
            old_values, values = call.resource.values(olds.values), call.resource.values(news.values)
            if request.preview:
                return provider_pb2.UpdateResponse(properties=self._plan(call, old_values, news, values))
            resource_id = call.resource.lifecycle_id(request.id, values)
            with partial_state_of(call.resource, news.secrets):
                state = self._operations.update(call.lifecycle, resource_id, old_values, values, call.engine).saved()
            return provider_pb2.UpdateResponse(properties=saved_properties(call.resource, state, news.secrets))

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        properties, inputs = from_engine(request.properties), from_engine(request.inputs)
        secrets = properties.secrets | inputs.secrets
        with one_line_errors(context, "read the resource", request.inputs):
            call = self._call(request, context)
            if "endpoint" in properties.values:
                values = call.resource.values(properties.values)
                resource_id = call.resource.lifecycle_id(request.id, values)
                found = self._operations.read(call.lifecycle, resource_id, values, call.engine)
            else:  # the state does not have it yet
                found = read_imported(self._operations, call.resource, request.id, properties.values, call.engine)
            if found is None:
                return provider_pb2.ReadResponse()
            state, saved_inputs = found.state.saved(), call.lifecycle.inputs_of(found.state).saved()
            return provider_pb2.ReadResponse(
                id=call.resource.resource_id(found.id, state),
                properties=saved_properties(call.resource, state, secrets),
                inputs=to_engine(call.resource.properties(saved_inputs), secrets),
            )

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        properties = from_engine(request.properties)
        with one_line_errors(context, "delete the resource", request.properties):
            call = self._call(request, context)
            values = call.resource.values(properties.values)
            resource_id = call.resource.lifecycle_id(request.id, values)
            self._replaced.add_existing(call.resource, values)
            with partial_state_of(call.resource, properties.secrets):
                self._operations.delete(call.lifecycle, resource_id, values, call.engine)
            return empty_pb2.Empty()

    def _call(self, request: Any, context: grpc.ServicerContext) -> Call:
        token = type_of(request.urn)
        resource = PLUGIN_RESOURCES.get(token)
        if resource is None:
            raise InvalidCallError(f"unknown resource type {token!r}")
        log = engine_connection.engine_log(self._engine_address) if self._engine_address else None
        timeout = getattr(request, "timeout", 0.0) or None
        engine = EngineCall(request.urn, timeout, StatusLine(request.urn, log), context.is_active)
        return Call(resource, LIFECYCLES[resource.lifecycle], engine)

    def _plan(
        self, call: Call, old_values: Mapping[str, object] | None, news: Properties, values: dict[str, object]
    ) -> Struct:
        """Return what a create or an update will result in, as far as it is known at preview."""
        if "kind" not in values:
            return to_engine(news.values, news.secrets)
        state = None if old_values is None else call.lifecycle.state_model.load(old_values)
        inputs = call.lifecycle.inputs_model.load(values)
        self._operations.show_preview_summary(call.lifecycle, state, inputs, call.engine)
        account = self._operations.settings.known_account({})
        outputs = call.lifecycle.planned_outputs(state, inputs)
        planned = {"endpoint": account.endpoint if account else UNKNOWN, **outputs, **inputs.saved()}
        if state is None and call.resource.kind:
            self._planned.add(call.resource.kind, planned)
        return saved_properties(call.resource, planned, news.secrets)

    # --- components ---------------------------------------------------------------------------------------------------

    def Construct(self, request: Any, context: grpc.ServicerContext) -> Any:
        from .components import ENROLLMENT, construct  # slow, and few programs need it

        with one_line_errors(context, "construct it"):
            if request.type != ENROLLMENT:
                raise InvalidCallError(f"{request.type!r} is not a component of this package")
            return construct(request, context, self._engine_address or "", self._component_calls)

    # --- functions ----------------------------------------------------------------------------------------------------

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        given = getattr(request, "args")  # noqa: B009 - the message has no types
        with one_line_errors(context, "read from the account", given):
            function = PLUGIN_FUNCTIONS.get(request.tok)
            if function is None:
                raise InvalidCallError(f"unknown function {request.tok!r}")
            arguments = from_engine(given)
            log = engine_connection.engine_log(self._engine_address) if self._engine_address else None

            async def run(client: Any) -> dict[str, object]:
                if log:
                    ON_RETRY.set(lambda text: log(text, "", ephemeral=True))
                with deadline(DEFAULT_TIMEOUT, "read from the account"):
                    return await function.run(client, arguments.values)

            try:
                result = bridge.run(run, self._operations.settings.account({}), context.is_active)
            except NotFoundError:
                planned = self._planned.answer(function, arguments.values)
                if planned is None:
                    raise
                result = planned
            secrets = result if arguments.secrets else ()
            return provider_pb2.InvokeResponse(**{"return": to_engine(result, secrets)})
