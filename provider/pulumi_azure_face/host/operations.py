"""What the engine's calls come to: the lifecycle, and the answer or the error back.

Apart from `dynamic` because a program imports the providers only to name them, and all of this takes a while to import.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
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
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.values import Props, is_saved
from pulumi_azure_face.lifecycle.process_context import ProcessContext

from . import sdk_internals
from .bridge import bridge
from .config import read_config, settings
from .property_values import PROVIDER_KEY, from_engine, to_engine

T = TypeVar("T")

LIFECYCLES: dict[str, Lifecycle] = {
    "container": container,
    "face": face,
    "gallery": gallery,
    "person": person,
    "training": training,
}

live_resources, process = LiveResources(), ProcessContext()
"""What this process keeps in mind from one call to the next."""


def configure(req: ConfigureRequest) -> None:
    sdk_internals.install_clean_errors()
    sdk_internals.widen_pool()
    sdk_internals.exit_with_engine()
    settings.configure(read_config(req.config))


def check(lifecycle: str, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
    with one_line_errors("check the inputs", news):
        before, given = from_engine(olds), from_engine(news)
        checked = LIFECYCLES[lifecycle].check(before, given)
        if not checked.failures:
            settings.remember_key(checked.inputs)
        faults = find_problems(lifecycle, given, checked)
        if lifecycle == "gallery" and not before and not faults:
            show_preview_summary({}, checked.inputs)
        # The property is named in the reason: beside a property of its own the engine would print the whole value.
        return CheckResult(to_engine(checked.inputs), [CheckFailure("", fault) for fault in faults])


def diff(lifecycle: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
    with one_line_errors("compare it with its state", news):
        state, inputs = from_engine(olds), from_engine(news)
        found = LIFECYCLES[lifecycle].diff(state, inputs, live_resources)
        process.record_saved(state)
        if lifecycle == "container" and not found.replaces:
            warn_about_endpoint(state, inputs)
        if lifecycle == "gallery" and found.changes and not found.replaces:
            show_preview_summary(state, inputs)
        return DiffResult(changes=found.changes, replaces=found.replaces)


def create(lifecycle: str, props: dict[str, Any]) -> CreateResult:
    with one_line_errors("create it", props):
        inputs = from_engine(props)
        made = run_operation(lambda call: LIFECYCLES[lifecycle].create(inputs, call), inputs)
        return CreateResult(made.id, made.state)


def read(lifecycle: str, resource_id: str, props: dict[str, Any]) -> ReadResult:
    with one_line_errors("read it", props):
        state = from_engine(props)
        seen = run_operation(lambda call: LIFECYCLES[lifecycle].read(resource_id, state, call), state)
        if seen is None and not is_saved(state):  # no state has it yet: a program asks for it with `get`
            raise NotFoundError(
                f"read {resource_id!r}", "the account has none under this id", "Check the id and the account."
            )
        return ReadResult(seen.id, seen.state, seen.inputs) if seen else ReadResult("", {})


def update(lifecycle: str, resource_id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
    with one_line_errors("update it", news):
        state, inputs = from_engine(olds), from_engine(news)
        reached = run_operation(lambda call: LIFECYCLES[lifecycle].update(resource_id, state, inputs, call), inputs)
        return UpdateResult(reached)


def delete(lifecycle: str, resource_id: str, props: dict[str, Any]) -> None:
    with one_line_errors("delete it", props):
        state = from_engine(props)
        run_operation(lambda call: LIFECYCLES[lifecycle].delete(resource_id, state, call), state)


# --- what is told at preview ------------------------------------------------------------------------------------------


def find_problems(lifecycle: str, given: Props, checked: CheckOutcome) -> list[str]:
    """What is wrong with the inputs, with the account that they name, and with so many images for it."""
    faults = list(dict.fromkeys([*checked.failures, *settings.problems(checked.inputs)]))
    if lifecycle != "gallery" or faults:
        return faults
    account = settings.known_account(checked.inputs)
    return gallery.find_quota_problems(given, checked.inputs, account.tier if account else None)


def warn_about_endpoint(state: Props, inputs: Props) -> None:
    """A changed endpoint changes nothing by itself, and without a refresh nobody would look for what it lacks."""
    made_at, here = state.get("endpoint"), settings.known_account(inputs)
    if made_at is not None and here is not None and here.endpoint != made_at:
        moved = f"made at {made_at}, but the settings now say {here.endpoint}"
        sdk_internals.StatusLine(sdk_internals.engine_call()).warning(
            f"{moved}; `pulumi up --refresh` looks whether it is there"
        )


def show_preview_summary(state: Props, inputs: Props) -> None:
    """Say at preview what a gallery is about to do. What is to be created has no difference, so a check says it."""
    if settings.known_account(inputs) is None:
        return
    line = run_operation(lambda call: gallery.preview_summary(state, inputs, call), inputs)
    if line:
        sdk_internals.StatusLine(sdk_internals.engine_call()).info(line)


# --- operations and their errors --------------------------------------------------------------------------------------


def run_operation(operation: Callable[[CallContext], Awaitable[T]], props: Props) -> T:
    """Run an operation of a lifecycle for the engine's call that we are in."""
    engine = sdk_internals.engine_call()
    line = sdk_internals.StatusLine(engine)

    def with_client(client: AccountClient) -> Awaitable[T]:
        ON_RETRY.set(line.ephemeral)
        return operation(CallContext(client, live_resources, process, engine.timeout, line.ephemeral, line.warning))

    return retry_with_new_key(lambda account: bridge.run(with_client, account, engine.is_alive), props, engine.urn)


def retry_with_new_key(run: Callable[[Account], T], props: Props, urn: str) -> T:
    """Once more when a key was refused that has been changed since."""
    used = settings.account(props)
    try:
        return run(used)
    except (AuthenticationError, PartialFailureError) as refused:
        if not can_retry_with_new_key(refused):
            raise
        settings.reload(urn)
        current = settings.account(props)
        if current == used:
            raise
    return run(current)


def can_retry_with_new_key(error: AuthenticationError | PartialFailureError) -> bool:
    """Whether it was the key, and the operation may be done again: all may where nothing was made before."""
    reason = error.reason if isinstance(error, PartialFailureError) and error.is_retryable else error
    return isinstance(reason, AuthenticationError) and reason.is_wrong_key


@contextmanager
def one_line_errors(operation: str, props: Mapping[str, Any]) -> Iterator[None]:
    """Let every error out as one line; what is unfinished is kept where the engine can be told so."""
    try:
        yield
    except PartialFailureError as unfinished:
        state = {**unfinished.resource.state, PROVIDER_KEY: props.get(PROVIDER_KEY)}
        sdk_internals.keep_partial_state(
            sdk_internals.engine_call(), unfinished.resource.id, state, dict(props), str(unfinished)
        )
        error: Exception = unfinished
    except (FaceError, InvalidSettingError) as reported:
        error = reported
    except Exception as fault:  # noqa: BLE001 - whatever is left is ours, and must not reach the user as a traceback
        error = InternalError(operation, f"{type(fault).__name__}: {fault}")
        error.__cause__ = fault
    else:
        return
    raise sdk_internals.failure(sdk_internals.engine_call(), str(error)) from (
        error if sdk_internals.is_debugging() else None
    )
