"""The engine's calls: each runs an operation of a lifecycle and returns its result, or one error line.

These functions are not in `dynamic`, because every program imports the provider classes, and the imports of this module
are slow.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, TypeVar

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    UpdateResult,
)

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.accounts.configuration import Account
from pulumi_azure_face.client.errors import AuthenticationError, FaceError, NotFoundError, as_expected
from pulumi_azure_face.client.events import ON_RETRY
from pulumi_azure_face.lifecycle.base import CallContext, Lifecycle, PartialFailureError
from pulumi_azure_face.lifecycle.container import ContainerLifecycle
from pulumi_azure_face.lifecycle.face import FaceLifecycle
from pulumi_azure_face.lifecycle.gallery import GalleryLifecycle
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.model import Inputs, InvalidInputsError, Resolved
from pulumi_azure_face.lifecycle.inputs.values import is_unknown
from pulumi_azure_face.lifecycle.person import PersonLifecycle
from pulumi_azure_face.lifecycle.process_context import ProcessContext
from pulumi_azure_face.lifecycle.training import TrainingLifecycle

from . import sdk_internals
from .bridge import bridge
from .config import read_config, settings
from .property_values import PROVIDER_KEY, from_engine, to_engine
from .stack_state import load_saved_state

T = TypeVar("T")

AnyLifecycle = Lifecycle[Any, Any, Any]
LIFECYCLES: dict[str, AnyLifecycle] = {
    "container": ContainerLifecycle(),
    "face": FaceLifecycle(),
    "gallery": GalleryLifecycle(),
    "person": PersonLifecycle(),
    "training": TrainingLifecycle(),
}
"""The lifecycles by the names that the provider classes have for them."""

live_resources, process = LiveResources(), ProcessContext()
"""Shared by all calls of this process. The engine starts one process for each preview and each update."""


def configure(req: ConfigureRequest) -> None:
    sdk_internals.install_clean_errors()
    sdk_internals.widen_pool()
    sdk_internals.exit_with_engine()
    sdk_internals.install_cancel()
    settings.configure(read_config(req.config))


def check(name: str, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
    with one_line_errors("check the inputs of the resource", news):
        lifecycle, old_inputs, program = LIFECYCLES[name], from_engine(olds), from_engine(news)
        settings.is_update |= program.get("dry_run") is False  # the engine does not tell the provider
        try:
            inputs = lifecycle.check(old_inputs, program)
        except InvalidInputsError as error:
            return failed_check(program, [*error.problems, *settings.problems(program)])
        show_warnings(lifecycle.machine_warnings())
        saved = inputs.saved()
        settings.remember_key(saved)
        process.generations.add(str(saved.get("generation")))
        if problems := find_problems(lifecycle, program, inputs):
            return failed_check(saved, problems)
        if not old_inputs:  # the engine calls no diff for a resource that does not exist yet
            show_preview_summary(lifecycle, None, inputs)
            saved = prepare_create(lifecycle, saved)
        return CheckResult(to_engine(saved), [])


def failed_check(values: Mapping[str, object], problems: list[str]) -> CheckResult:
    """Report each problem once. Its text names the property: given one, the engine would also print its whole value."""
    return CheckResult(to_engine(values), [CheckFailure("", problem) for problem in dict.fromkeys(problems)])


def diff(name: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
    with one_line_errors("compare the resource with its state", news):
        lifecycle = LIFECYCLES[name]
        state, inputs = lifecycle.state_model.load(from_engine(olds)), lifecycle.inputs_model.load(from_engine(news))
        outcome = lifecycle.diff(state, inputs, live_resources)
        if lifecycle.has_warnings and not outcome.replaces and (account := settings.known_account(inputs.saved())):
            show_warnings(lifecycle.warnings(state, account.endpoint))
        if outcome.has_changes and not outcome.replaces:
            show_preview_summary(lifecycle, state, inputs)
        return DiffResult(changes=outcome.has_changes, replaces=outcome.replaces)


def create(name: str, props: dict[str, Any]) -> CreateResult:
    with one_line_errors("create the resource", props):
        lifecycle, values = LIFECYCLES[name], from_engine(props)
        inputs = lifecycle.resolved_model.load(values)
        resource = run_operation(lambda call: lifecycle.create(inputs, call), values)
        return CreateResult(resource.id, resource.state.saved())


def read(name: str, resource_id: str, props: dict[str, Any]) -> ReadResult:
    with one_line_errors("read the resource", props):
        lifecycle, values = LIFECYCLES[name], from_engine(props)
        state = lifecycle.state_model.load(values)
        found = run_operation(lambda call: lifecycle.read(resource_id, state, call), values)
        if found is not None:
            return ReadResult(found.id, found.state.saved(), lifecycle.inputs_of(found.state).saved())
        if "endpoint" not in values:  # a program reads it with `get`, and no state contains it yet
            raise NotFoundError(
                f"read {resource_id!r}", "it does not exist in the account", "Check the id and the account."
            )
        return ReadResult("", {})


def update(name: str, resource_id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
    with one_line_errors("update the resource", news):
        lifecycle, values = LIFECYCLES[name], from_engine(news)
        state, inputs = lifecycle.state_model.load(from_engine(olds)), lifecycle.resolved_model.load(values)
        new_state = run_operation(lambda call: lifecycle.update(resource_id, state, inputs, call), values)
        return UpdateResult(new_state.saved())


def delete(name: str, resource_id: str, props: dict[str, Any]) -> None:
    with one_line_errors("delete the resource", props):
        lifecycle, values = LIFECYCLES[name], from_engine(props)
        state = lifecycle.state_model.load(values)
        run_operation(lambda call: lifecycle.delete(resource_id, state, call), values)


# --- preview ----------------------------------------------------------------------------------------------------------


def find_problems(lifecycle: AnyLifecycle, program: Mapping[str, object], inputs: Inputs) -> list[str]:
    """Return the problems with the settings of the account, and with the capacity of the container."""
    saved = inputs.saved()
    if problems := settings.problems(saved):
        return problems
    account = settings.known_account(saved)
    source_name = str(program.get("source_name") or "source")
    return lifecycle.find_quota_problems(inputs, source_name, account.tier if account else None)


def show_warnings(warnings: list[str]) -> None:
    for warning in warnings:
        sdk_internals.StatusLine(sdk_internals.engine_call()).warning(warning)


def show_preview_summary(lifecycle: AnyLifecycle, state: Resolved | None, inputs: Inputs) -> None:
    """Print the planned changes in the diagnostics of the resource. An update shows progress instead."""
    if not lifecycle.has_preview_summary or settings.is_update:
        return
    saved = inputs.saved()
    if settings.known_account(saved) is None:
        return
    summary = run_operation(lambda call: lifecycle.preview_summary(state, inputs, call), saved)
    if summary:
        sdk_internals.StatusLine(sdk_internals.engine_call()).info(summary)


def prepare_create(lifecycle: AnyLifecycle, saved: dict[str, object]) -> dict[str, object]:
    """Let a lifecycle add inputs that the state must have before the create starts, in an update.

    If the account does not answer, the create will report it.
    """
    if not lifecycle.prepares_create or not settings.is_update or is_unknown(saved):
        return saved
    inputs: Resolved = lifecycle.resolved_model.load(saved)
    with suppress(FaceError):
        inputs = run_operation(lambda call: lifecycle.prepare_create(inputs, call), saved)
    return inputs.saved()


# --- operations and their errors --------------------------------------------------------------------------------------


def run_operation(operation: Callable[[CallContext], Awaitable[T]], props: Mapping[str, object]) -> T:
    """Run an operation of a lifecycle for the current call of the engine."""
    engine = sdk_internals.engine_call()
    line = sdk_internals.StatusLine(engine)

    def with_client(client: AccountClient) -> Awaitable[T]:
        ON_RETRY.set(line.ephemeral)
        load_state = partial(load_saved_state, engine.urn)
        progress, warn = line.ephemeral, line.warning
        return operation(CallContext(client, live_resources, process, load_state, engine.timeout, progress, warn))

    return retry_with_new_key(lambda account: bridge.run(with_client, account, engine.is_alive), props, engine.urn)


def retry_with_new_key(run: Callable[[Account], T], props: Mapping[str, object], urn: str) -> T:
    """Call `run`. If the key is rejected and the stack's configuration has a new one, call it again with that key."""
    account = settings.account(props)
    try:
        return run(account)
    except (AuthenticationError, PartialFailureError) as error:
        if not can_retry_with_new_key(error):
            raise
        settings.reload(urn)
        current_account = settings.account(props)
        if current_account == account:
            raise
    return run(current_account)


def can_retry_with_new_key(error: AuthenticationError | PartialFailureError) -> bool:
    """Whether the key was the reason, and a second run is safe after what the first one has done."""
    reason = error.reason if isinstance(error, PartialFailureError) and error.is_retryable else error
    return isinstance(reason, AuthenticationError) and reason.is_wrong_key


@contextmanager
def one_line_errors(operation: str, props: Mapping[str, Any]) -> Iterator[None]:
    """Turn every error into one line, and let the engine keep the state of a partial failure."""
    try:
        yield
    except PartialFailureError as partial_failure:
        resource = partial_failure.resource
        state = {**resource.state.saved(), PROVIDER_KEY: props.get(PROVIDER_KEY)}
        sdk_internals.keep_partial_state(
            sdk_internals.engine_call(), resource.id, state, dict(props), str(partial_failure)
        )
        error: Exception = partial_failure
    except Exception as any_error:  # noqa: BLE001 - a bug must not reach the user as a traceback
        error = as_expected(any_error, operation)
    else:
        return
    cause = error if sdk_internals.is_debugging() else None
    raise sdk_internals.failure(sdk_internals.engine_call(), str(error)) from cause
