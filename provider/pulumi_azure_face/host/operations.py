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
from pulumi_azure_face.client.accounts.configuration import Account, InvalidSettingError
from pulumi_azure_face.client.errors import AuthenticationError, FaceError, InternalError, NotFoundError
from pulumi_azure_face.client.events import ON_RETRY
from pulumi_azure_face.lifecycle import container, face, gallery, person, training
from pulumi_azure_face.lifecycle.base import CallContext, CheckOutcome, Lifecycle, PartialFailureError
from pulumi_azure_face.lifecycle.cache.database import user_database
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.values import Props, is_saved, is_unknown
from pulumi_azure_face.lifecycle.process_context import ProcessContext

from . import sdk_internals
from .bridge import bridge
from .config import read_config, settings
from .property_values import PROVIDER_KEY, from_engine, to_engine
from .stack_state import load_saved_state

T = TypeVar("T")

LIFECYCLES: dict[str, Lifecycle] = {
    "container": container,
    "face": face,
    "gallery": gallery,
    "person": person,
    "training": training,
}

live_resources, process = LiveResources(), ProcessContext()
"""Shared by all calls of this process. The engine starts one process for each preview and each update."""


def configure(req: ConfigureRequest) -> None:
    sdk_internals.install_clean_errors()
    sdk_internals.widen_pool()
    sdk_internals.exit_with_engine()
    sdk_internals.install_cancel()
    settings.configure(read_config(req.config))


def check(lifecycle: str, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
    with one_line_errors("check the inputs", news):
        old_inputs, new_inputs = from_engine(olds), from_engine(news)
        settings.is_update |= new_inputs.get("dry_run") is False  # the engine itself does not tell
        outcome = LIFECYCLES[lifecycle].check(old_inputs, new_inputs)
        if not outcome.failures:
            settings.remember_key(outcome.inputs)
            process.generations.add(outcome.inputs.get("generation", ""))
        problems = find_problems(lifecycle, new_inputs, outcome)
        if lifecycle == "gallery":
            warn_about_cache()
        if lifecycle == "gallery" and not old_inputs and not problems:
            show_preview_summary({}, outcome.inputs)  # the engine calls no diff for a resource that does not exist yet
        # The text names the property. With a property in the failure, the engine would also print its whole value.
        inputs = outcome.inputs if problems or old_inputs else prepare_create(lifecycle, outcome.inputs)
        return CheckResult(to_engine(inputs), [CheckFailure("", problem) for problem in problems])


def diff(lifecycle: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
    with one_line_errors("compare it with its state", news):
        state, inputs = from_engine(olds), from_engine(news)
        outcome = LIFECYCLES[lifecycle].diff(state, inputs, live_resources)
        if lifecycle == "container" and not outcome.replaces:
            warn_about_endpoint(state, inputs)
        if lifecycle == "gallery" and outcome.has_changes and not outcome.replaces:
            show_preview_summary(state, inputs)
        return DiffResult(changes=outcome.has_changes, replaces=outcome.replaces)


def prepare_create(lifecycle: str, inputs: Props) -> Props:
    """Let a person or face add what its create must know, in an update.

    The inputs are in the state before the create starts. If the account does not answer, the create will report it.
    """
    lifecycle_module = {"face": face, "person": person}.get(lifecycle)
    if lifecycle_module is None or not settings.is_update or is_unknown(inputs):
        return inputs
    with suppress(FaceError):
        return run_operation(lambda call: lifecycle_module.prepare_create(inputs, call), inputs)
    return inputs


def create(lifecycle: str, props: dict[str, Any]) -> CreateResult:
    with one_line_errors("create it", props):
        inputs = from_engine(props)
        resource = run_operation(lambda call: LIFECYCLES[lifecycle].create(inputs, call), inputs)
        return CreateResult(resource.id, resource.state)


def read(lifecycle: str, resource_id: str, props: dict[str, Any]) -> ReadResult:
    with one_line_errors("read it", props):
        state = from_engine(props)
        outcome = run_operation(lambda call: LIFECYCLES[lifecycle].read(resource_id, state, call), state)
        if outcome is None and not is_saved(state):  # a program reads it with `get`, and no state contains it yet
            raise NotFoundError(
                f"read {resource_id!r}", "the account has none under this id", "Check the id and the account."
            )
        return ReadResult(outcome.id, outcome.state, outcome.inputs) if outcome else ReadResult("", {})


def update(lifecycle: str, resource_id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
    with one_line_errors("update it", news):
        state, inputs = from_engine(olds), from_engine(news)
        new_state = run_operation(lambda call: LIFECYCLES[lifecycle].update(resource_id, state, inputs, call), inputs)
        return UpdateResult(new_state)


def delete(lifecycle: str, resource_id: str, props: dict[str, Any]) -> None:
    with one_line_errors("delete it", props):
        state = from_engine(props)
        run_operation(lambda call: LIFECYCLES[lifecycle].delete(resource_id, state, call), state)


# --- preview ----------------------------------------------------------------------------------------------------------


def find_problems(lifecycle: str, news: Props, outcome: CheckOutcome) -> list[str]:
    """Return the problems with the inputs, with the settings of their account, and with the size of a gallery."""
    problems = list(dict.fromkeys([*outcome.failures, *settings.problems(outcome.inputs)]))
    if lifecycle != "gallery" or problems:
        return problems
    account = settings.known_account(outcome.inputs)
    return gallery.find_quota_problems(news, outcome.inputs, account.tier if account else None)


def warn_about_endpoint(state: Props, inputs: Props) -> None:
    """Warn that the configured endpoint changed. That alone changes no resource, and only a refresh would check it."""
    created_at, account = state.get("endpoint"), settings.known_account(inputs)
    if created_at is not None and account is not None and account.endpoint != created_at:
        moved = f"made at {created_at}, but the settings now say {account.endpoint}"
        sdk_internals.StatusLine(sdk_internals.engine_call()).warning(
            f"{moved}; `pulumi up --refresh` looks whether it is there"
        )


def warn_about_cache() -> None:
    """Warn that the cache cannot be used, once per process."""
    if problem := user_database().take_problem():
        sdk_internals.StatusLine(sdk_internals.engine_call()).warning(problem)


def show_preview_summary(state: Props, inputs: Props) -> None:
    """Print the planned changes of a gallery in the diagnostics of its resource. An update shows progress."""
    if settings.is_update or settings.known_account(inputs) is None:
        return
    summary = run_operation(lambda call: gallery.preview_summary(state, inputs, call), inputs)
    if summary:
        sdk_internals.StatusLine(sdk_internals.engine_call()).info(summary)


# --- operations and their errors --------------------------------------------------------------------------------------


def run_operation(operation: Callable[[CallContext], Awaitable[T]], props: Props) -> T:
    """Run an operation of a lifecycle for the current call of the engine."""
    engine = sdk_internals.engine_call()
    line = sdk_internals.StatusLine(engine)

    def with_client(client: AccountClient) -> Awaitable[T]:
        ON_RETRY.set(line.ephemeral)
        load_state = partial(load_saved_state, engine.urn)
        progress, warn = line.ephemeral, line.warning
        return operation(CallContext(client, live_resources, process, load_state, engine.timeout, progress, warn))

    return retry_with_new_key(lambda account: bridge.run(with_client, account, engine.is_alive), props, engine.urn)


def retry_with_new_key(run: Callable[[Account], T], props: Props, urn: str) -> T:
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
        state = {**resource.state, PROVIDER_KEY: props.get(PROVIDER_KEY)}
        sdk_internals.keep_partial_state(
            sdk_internals.engine_call(), resource.id, state, dict(props), str(partial_failure)
        )
        error: Exception = partial_failure
    except (FaceError, InvalidSettingError) as expected_error:
        error = expected_error
    except Exception as bug:  # noqa: BLE001 - any other error is a bug, and must not reach the user as a traceback
        error = InternalError(operation, f"{type(bug).__name__}: {bug}")
        error.__cause__ = bug
    else:
        return
    cause = error if sdk_internals.is_debugging() else None
    raise sdk_internals.failure(sdk_internals.engine_call(), str(error)) from cause
