"""The engine's calls to a dynamic provider: each runs an operation and returns its result, or one error line.

These functions are not in `dynamic`, because every program imports the provider classes, and the imports of this module
are slow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)

from pulumi_azure_face.adapter.debugging import is_debugging
from pulumi_azure_face.adapter.operations import LIFECYCLES, AnyLifecycle, EngineCall, Operations
from pulumi_azure_face.adapter.stack_state import PROVIDER_KEY
from pulumi_azure_face.client.errors import NotFoundError, as_expected
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.lifecycle.base import PartialFailureError
from pulumi_azure_face.lifecycle.face import FaceInputs
from pulumi_azure_face.lifecycle.inputs.children import ChildInputs

from . import sdk_internals
from .config import read_config
from .property_values import from_engine, to_engine

operations = Operations()
"""Shared by all calls of this process. The engine starts one process for each preview and each update."""


@dataclass
class Phase:
    """What this process serves."""

    is_update: bool = False
    """Whether it is an update, as far as a program has said so. The engine does not tell a dynamic provider."""


phase = Phase()


def configure(req: ConfigureRequest) -> None:
    sdk_internals.install_clean_errors()
    sdk_internals.widen_pool()
    sdk_internals.watch_engine()
    sdk_internals.install_cancel()
    operations.settings.configure(read_config(req.config))


def check(name: str, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
    with one_line_errors("check the inputs of the resource", news):
        lifecycle, old_inputs, program, call = LIFECYCLES[name], from_engine(olds), from_engine(news), engine_call()
        phase.is_update |= program.get("dry_run") is False
        if lacks_owner(lifecycle, program):
            return CheckResult(news, [])
        outcome = operations.check(lifecycle, old_inputs, program, call)
        values = outcome.values
        if outcome.inputs is None or outcome.problems:
            return failed_check(values, outcome.problems)
        if not old_inputs:  # the engine calls no diff for a resource that does not exist yet
            if phase.is_update:
                values = operations.prepare_create(lifecycle, values, call)
            else:
                operations.show_preview_summary(lifecycle, None, outcome.inputs, call)
        return CheckResult(to_engine(values), [])


def lacks_owner(lifecycle: AnyLifecycle, program: Mapping[str, Any]) -> bool:
    """Whether inputs do not say which container or person has the resource, as in no program.

    With `--continue-on-error`, the engine checks and compares the dependents of a failed resource without what the
    resource would have returned, and skips them afterwards.
    """
    if not issubclass(lifecycle.inputs_model, ChildInputs):
        return False
    names = ["container_id", "container_generation"]
    if issubclass(lifecycle.inputs_model, FaceInputs) and KINDS[program["kind"]].holds == "persons":
        names.append("person_id")
    return any(program.get(name) is None for name in names)


def failed_check(values: Mapping[str, object], problems: list[str]) -> CheckResult:
    """Report the problems. Their text names the property: given one, the engine would also print its whole value."""
    return CheckResult(to_engine(values), [CheckFailure("", problem) for problem in problems])


def diff(name: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
    with one_line_errors("compare the resource with its state", news):
        lifecycle, program, call = LIFECYCLES[name], from_engine(news), engine_call()
        if lacks_owner(lifecycle, program):
            return DiffResult(changes=True)
        state, inputs = lifecycle.state_model.load(from_engine(olds)), lifecycle.inputs_model.load(program)
        outcome = operations.diff(lifecycle, state, inputs, call)
        if outcome.has_changes and not outcome.replaces and not phase.is_update:
            operations.show_preview_summary(lifecycle, state, inputs, call)
        return DiffResult(changes=outcome.has_changes, replaces=outcome.replaces)


def create(name: str, props: dict[str, Any]) -> CreateResult:
    with one_line_errors("create the resource", props):
        resource = operations.create(LIFECYCLES[name], from_engine(props), engine_call())
        return CreateResult(resource.id, resource.state.saved())


def read(name: str, resource_id: str, props: dict[str, Any]) -> ReadResult:
    with one_line_errors("read the resource", props):
        lifecycle, values = LIFECYCLES[name], from_engine(props)
        found = operations.read(lifecycle, resource_id, values, engine_call())
        if found is not None:
            return ReadResult(found.id, found.state.saved(), lifecycle.inputs_of(found.state).saved())
        if "endpoint" not in values:  # a program reads it with `get`, and no state contains it yet
            raise NotFoundError(
                f"read {resource_id!r}", "it does not exist in the account", "Check the id and the account."
            )
        return ReadResult("", {})


def update(name: str, resource_id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
    with one_line_errors("update the resource", news):
        values = from_engine(news)
        state = operations.update(LIFECYCLES[name], resource_id, from_engine(olds), values, engine_call())
        return UpdateResult(state.saved())


def delete(name: str, resource_id: str, props: dict[str, Any]) -> None:
    with one_line_errors("delete the resource", props):
        operations.delete(LIFECYCLES[name], resource_id, from_engine(props), engine_call())


def engine_call() -> EngineCall:
    request = sdk_internals.current_request()
    return EngineCall(request.urn, request.timeout, sdk_internals.status_line(request.urn), request.is_alive)


@contextmanager
def one_line_errors(operation: str, props: Mapping[str, Any]) -> Iterator[None]:
    """Turn every error into one line, and let the engine keep the state of a partial failure."""
    try:
        yield
    except PartialFailureError as partial_failure:
        resource = partial_failure.resource
        state = {**resource.state.saved(), PROVIDER_KEY: props.get(PROVIDER_KEY)}
        sdk_internals.keep_partial_state(
            sdk_internals.current_request(), resource.id, state, dict(props), str(partial_failure)
        )
        error: Exception = partial_failure
    except Exception as any_error:  # noqa: BLE001 - a bug must not reach the user as a traceback
        error = as_expected(any_error, operation)
    else:
        return
    cause = error if is_debugging() else None
    raise sdk_internals.failure(sdk_internals.current_request(), str(error)) from cause
