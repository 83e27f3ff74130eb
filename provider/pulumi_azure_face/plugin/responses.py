"""Responses to the engine: properties, differences, problems, and errors of one line."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2, status_pb2

from pulumi_azure_face.adapter.debugging import is_debugging
from pulumi_azure_face.adapter.plugin_resources import REF, PluginResource, to_camel_case
from pulumi_azure_face.client.errors import as_expected
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.lifecycle.base import DiffOutcome, PartialFailureError
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError

from .names_in_messages import rename_all
from .property_values import Properties, from_engine, to_engine
from .secrets_in_messages import hide_secrets

UNKNOWN_STATUS = 2  # the gRPC code of every error
PropertyDiff = provider_pb2.PropertyDiff


def saved_properties(resource: PluginResource, state: Mapping[str, object], secrets: frozenset[str]) -> Struct:
    """Return the properties of a state, with the ref of the resource."""
    properties = resource.properties(state)
    ref = resource.ref(state)
    if ref is None:
        return to_engine(properties, secrets)
    has_secret_id = resource.kind is not None and to_camel_case(KINDS[resource.kind].id_input) in secrets
    return to_engine({**properties, REF: ref}, {*secrets, REF} if has_secret_id else secrets)


def failures(problems: Iterable[str], inputs: Properties) -> list[Any]:
    """Report problems. Their text names the property: given one, the engine would also print its whole value."""
    return [provider_pb2.CheckFailure(reason=hide_secrets(problem, inputs)) for problem in problems]


def diff_response(outcome: DiffOutcome, *, delete_before_replace: bool = False) -> Any:
    kinds = {
        **dict.fromkeys(outcome.updates, PropertyDiff.UPDATE),
        **dict.fromkeys(outcome.replaces, PropertyDiff.UPDATE_REPLACE),
    }
    has_changes = provider_pb2.DiffResponse.DIFF_SOME if outcome.has_changes else provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=has_changes,
        replaces=outcome.replaces,
        diffs=list(kinds),
        detailedDiff={name: PropertyDiff(kind=kind) for name, kind in kinds.items()},
        hasDetailedDiff=True,
        deleteBeforeReplace=delete_before_replace,
    )


@contextmanager
def one_line_errors(context: grpc.ServicerContext, operation: str, inputs: Struct | None = None) -> Iterator[None]:
    """End the call with one line for every error, and let the engine keep the state of a partial failure."""
    try:
        yield
    except PartialResourceError as partial:
        context.set_trailing_metadata((("grpc-status-details-bin", partial.status(inputs or Struct())),))
        message = str(partial)
    except InvalidInputsError as error:
        message = "; ".join(error.problems)
    except Exception as any_error:  # noqa: BLE001 - a bug must not reach the user as a traceback
        if is_debugging():
            traceback.print_exc(file=sys.stderr)
        message = rename_all(str(as_expected(any_error, operation)))
    else:
        return
    context.abort(grpc.StatusCode.UNKNOWN, hide_secrets(message, from_engine(inputs or Struct())))


class PartialResourceError(Exception):
    """A resource exists but differs from its desired state."""

    def __init__(self, resource_id: str, properties: Struct, reason: str) -> None:
        super().__init__(reason)
        self._resource_id = resource_id
        self._properties = properties

    def status(self, inputs: Struct) -> bytes:
        """Return a google.rpc.Status that contains Pulumi's ErrorResourceInitFailed."""
        detail = provider_pb2.ErrorResourceInitFailed(
            id=self._resource_id, properties=self._properties, inputs=inputs, reasons=[str(self)]
        )
        status = status_pb2.Status(code=UNKNOWN_STATUS, message=str(self))
        status.details.add().Pack(detail)
        return bytes(status.SerializeToString())


@contextmanager
def partial_state_of(resource: PluginResource, secrets: frozenset[str]) -> Iterator[None]:
    """Convert the state of a partial failure."""
    try:
        yield
    except PartialFailureError as failure:
        state = failure.resource.state.saved()
        resource_id = resource.resource_id(failure.resource.id, state)
        saved = saved_properties(resource, state, secrets)
        reason = hide_secrets(rename_all(str(failure)), from_engine(saved))
        raise PartialResourceError(resource_id, saved, reason) from failure
