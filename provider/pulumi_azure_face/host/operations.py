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

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.accounts.configuration import Account, BadSetting
from pulumi_azure_face.client.errors import Bug, FaceError, Gone, Refused
from pulumi_azure_face.client.events import LISTENER
from pulumi_azure_face.lifecycle import container, face, gallery, person, training
from pulumi_azure_face.lifecycle.base import Call, Checked, Lifecycle, Unfinished
from pulumi_azure_face.lifecycle.identity.live_resources import Claims
from pulumi_azure_face.lifecycle.inputs.values import Props, is_saved
from pulumi_azure_face.lifecycle.process_context import Memory

from . import sdk_internals
from .bridge import bridge
from .config import own_config, settings
from .property_values import PROVIDER_KEY, engines, plain

T = TypeVar("T")

LIFECYCLES: dict[str, Lifecycle] = {
    "container": container,
    "face": face,
    "gallery": gallery,
    "person": person,
    "training": training,
}

claims, memory = Claims(), Memory()
"""What this process keeps in mind from one call to the next."""


def configure(req: ConfigureRequest) -> None:
    sdk_internals.clean_errors()
    sdk_internals.widen_pool()
    sdk_internals.end_with_engine()
    settings.configure(own_config(req.config))


def check(lifecycle: str, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
    with guarded("check the inputs", news):
        before, given = plain(olds), plain(news)
        checked = LIFECYCLES[lifecycle].check(before, given)
        if not checked.failures:
            settings.learn_key(checked.inputs)
        faults = faults_of(lifecycle, given, checked)
        if lifecycle == "gallery" and not before and not faults:
            foretell({}, checked.inputs)
        # The property is named in the reason: beside a property of its own the engine would print the whole value.
        return CheckResult(engines(checked.inputs), [CheckFailure("", fault) for fault in faults])


def diff(lifecycle: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
    with guarded("compare it with its state", news):
        state, inputs = plain(olds), plain(news)
        found = LIFECYCLES[lifecycle].diff(state, inputs, claims)
        memory.saw_saved(state)
        if lifecycle == "container" and not found.replaces:
            warn_of_another_endpoint(state, inputs)
        if lifecycle == "gallery" and found.changes and not found.replaces:
            foretell(state, inputs)
        return DiffResult(changes=found.changes, replaces=found.replaces)


def create(lifecycle: str, props: dict[str, Any]) -> CreateResult:
    with guarded("create it", props):
        inputs = plain(props)
        made = carry_out(lambda call: LIFECYCLES[lifecycle].create(inputs, call), inputs)
        return CreateResult(made.id, made.state)


def read(lifecycle: str, resource_id: str, props: dict[str, Any]) -> ReadResult:
    with guarded("read it", props):
        state = plain(props)
        seen = carry_out(lambda call: LIFECYCLES[lifecycle].read(resource_id, state, call), state)
        if seen is None and not is_saved(state):  # no state has it yet: a program asks for it with `get`
            raise Gone(f"read {resource_id!r}", "the account has none under this id", "Check the id and the account.")
        return ReadResult(seen.id, seen.state, seen.inputs) if seen else ReadResult("", {})


def update(lifecycle: str, resource_id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
    with guarded("update it", news):
        state, inputs = plain(olds), plain(news)
        reached = carry_out(lambda call: LIFECYCLES[lifecycle].update(resource_id, state, inputs, call), inputs)
        return UpdateResult(reached)


def delete(lifecycle: str, resource_id: str, props: dict[str, Any]) -> None:
    with guarded("delete it", props):
        state = plain(props)
        carry_out(lambda call: LIFECYCLES[lifecycle].delete(resource_id, state, call), state)


# --- what is told at preview ------------------------------------------------------------------------------------------


def faults_of(lifecycle: str, given: Props, checked: Checked) -> list[str]:
    """What is wrong with the inputs, with the account that they name, and with so many images for it."""
    faults = list(dict.fromkeys([*checked.failures, *settings.faults(checked.inputs)]))
    if lifecycle != "gallery" or faults:
        return faults
    account = settings.known_account(checked.inputs)
    return gallery.room_faults(given, checked.inputs, account.tier if account else None)


def warn_of_another_endpoint(state: Props, inputs: Props) -> None:
    """A changed endpoint changes nothing by itself, and without a refresh nobody would look for what it lacks."""
    made_at, here = state.get("endpoint"), settings.known_account(inputs)
    if made_at is not None and here is not None and here.endpoint != made_at:
        moved = f"made at {made_at}, but the settings now say {here.endpoint}"
        sdk_internals.Line(sdk_internals.engine_call()).warning(
            f"{moved}; `pulumi up --refresh` looks whether it is there"
        )


def foretell(state: Props, inputs: Props) -> None:
    """Say at preview what a gallery is about to do. What is to be created has no difference, so a check says it."""
    if settings.known_account(inputs) is None:
        return
    line = carry_out(lambda call: gallery.foretell(state, inputs, call), inputs)
    if line:
        sdk_internals.Line(sdk_internals.engine_call()).staying(line)


# --- operations and their errors --------------------------------------------------------------------------------------


def carry_out(operation: Callable[[Call], Awaitable[T]], props: Props) -> T:
    """Run an operation of a lifecycle for the engine's call that we are in."""
    engine = sdk_internals.engine_call()
    line = sdk_internals.Line(engine)

    def with_session(session: Session) -> Awaitable[T]:
        LISTENER.set(line.passing)
        return operation(Call(session, claims, memory, engine.timeout, line.passing, line.warning))

    return with_current_key(lambda account: bridge.run(with_session, account, engine.is_alive), props, engine.urn)


def with_current_key(run: Callable[[Account], T], props: Props, urn: str) -> T:
    """Once more when a key was refused that has been changed since."""
    used = settings.account(props)
    try:
        return run(used)
    except (Refused, Unfinished) as refused:
        if not may_try_another_key(refused):
            raise
        settings.renew(urn)
        current = settings.account(props)
        if current == used:
            raise
    return run(current)


def may_try_another_key(error: Refused | Unfinished) -> bool:
    """Whether it was the key, and the operation may be done again: all may where nothing was made before."""
    reason = error.reason if isinstance(error, Unfinished) and error.repeatable else error
    return isinstance(reason, Refused) and reason.wrong_key


@contextmanager
def guarded(tried: str, props: Mapping[str, Any]) -> Iterator[None]:
    """Let every error out as one line; what is unfinished is kept where the engine can be told so."""
    try:
        yield
    except Unfinished as unfinished:
        state = {**unfinished.made.state, PROVIDER_KEY: props.get(PROVIDER_KEY)}
        sdk_internals.keep_unfinished(
            sdk_internals.engine_call(), unfinished.made.id, state, dict(props), str(unfinished)
        )
        error: Exception = unfinished
    except (FaceError, BadSetting) as reported:
        error = reported
    except Exception as fault:  # noqa: BLE001 - whatever is left is ours, and must not reach the user as a traceback
        error = Bug(tried, f"{type(fault).__name__}: {fault}")
        error.__cause__ = fault
    else:
        return
    raise sdk_internals.failure(sdk_internals.engine_call(), str(error)) from (
        error if sdk_internals.debugging() else None
    )
