"""What the engine's calls come to: its values as plain ones, the lifecycle, and the answer or the error back.

Apart from `dynamic` because a program imports the providers only to name them, and all of this takes a while to import.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
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
from pulumi.output import Unknown

from pulumi_azure_face.client.accounts import NAMESPACE, SETTINGS, Account, BadSetting
from pulumi_azure_face.client.errors import Bug, FaceError, Gone, Refused
from pulumi_azure_face.client.session import Session
from pulumi_azure_face.client.waiting import LISTENER
from pulumi_azure_face.lifecycle import container, face, gallery, person, training
from pulumi_azure_face.lifecycle.model import Call, Lifecycle, Seen, Unfinished
from pulumi_azure_face.lifecycle.values import UNKNOWN, Props, is_saved, is_unknown

from . import seam
from .bridge import bridge
from .current import settings_now

T = TypeVar("T")

PROVIDER_KEY = "__provider"
LIFECYCLES: dict[str, Lifecycle] = {
    "container": container,
    "face": face,
    "gallery": gallery,
    "person": person,
    "training": training,
}


def configure(req: ConfigureRequest) -> None:
    seam.clean_errors()
    seam.widen_pool()
    seam.end_with_engine()
    bridge.configure(own_config(req))


def check(lifecycle: str, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
    checked = guarded(lambda: LIFECYCLES[lifecycle].check(plain(olds), plain(news)), news)
    bridge.learn_key(checked.inputs)
    failures = dict.fromkeys([*checked.failures, *setting_faults(checked.inputs)])
    if lifecycle == "gallery" and not failures:
        failures = dict.fromkeys(gallery.room_faults(plain(news), checked.inputs, known_tier(checked.inputs)))
        if not olds and not failures:
            foretell({}, checked.inputs)
    # The property is named in the reason: beside a property of its own the engine would print the whole value.
    return CheckResult(engines(checked.inputs), [CheckFailure("", failure) for failure in failures])


def diff(lifecycle: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
    found = guarded(lambda: LIFECYCLES[lifecycle].diff(plain(olds), plain(news), bridge.claims), news)
    bridge.memory.saw_saved(plain(olds))
    if lifecycle == "container" and not found.replaces:
        warn_of_another_endpoint(plain(olds), plain(news))
    if lifecycle == "gallery" and found.changes and not found.replaces:
        foretell(plain(olds), plain(news))
    return DiffResult(changes=found.changes, replaces=found.replaces)


def create(lifecycle: str, props: dict[str, Any]) -> CreateResult:
    made = carry_out(lambda call: LIFECYCLES[lifecycle].create(plain(props), call), props)
    return CreateResult(made.id, made.state)


def read(lifecycle: str, resource_id: str, props: dict[str, Any]) -> ReadResult:
    async def look(call: Call) -> Seen | None:
        seen = await LIFECYCLES[lifecycle].read(resource_id, plain(props), call)
        if seen is None and not is_saved(props):  # no state has it yet: a program asks for it with `get`
            raise Gone(f"read {resource_id!r}", "the account has none under this id", "Check the id and the account.")
        return seen

    seen = carry_out(look, props)
    return ReadResult(seen.id, seen.state, seen.inputs) if seen else ReadResult("", {})


def update(lifecycle: str, resource_id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
    state, inputs = plain(olds), plain(news)
    return UpdateResult(carry_out(lambda call: LIFECYCLES[lifecycle].update(resource_id, state, inputs, call), news))


def delete(lifecycle: str, resource_id: str, props: dict[str, Any]) -> None:
    carry_out(lambda call: LIFECYCLES[lifecycle].delete(resource_id, plain(props), call), props)


# --- settings ---------------------------------------------------------------------------------------------------------


def own_config(req: ConfigureRequest) -> dict[str, str]:
    """Our part of the stack's configuration."""
    names = [f"{NAMESPACE}:{setting}" for setting in (*SETTINGS, "accounts")]
    looked_up = {name: req.config.get(name) for name in names}
    ours = {key: value for key, value in seam.whole_config(req.config).items() if key.startswith(f"{NAMESPACE}:")}
    return {key: str(value) for key, value in {**looked_up, **ours}.items() if value is not None}


def setting_faults(news: Props) -> list[str]:
    """What is wrong with the settings of the account that a resource names."""
    if not names_known_account(news):
        return []
    try:
        bridge.account(news)
    except BadSetting as bad:
        return [str(bad)]
    return []


def names_known_account(news: Props) -> bool:
    given = (news.get("account"), news.get("account_key"))
    return all(one is None or (isinstance(one, str) and not is_unknown(one)) for one in given)


def known_account(news: Props) -> Account | None:
    """The account that a resource names; None while that is not known."""
    return bridge.account(news) if names_known_account(news) else None


def known_tier(news: Props) -> str | None:
    account = known_account(news)
    return account.tier if account else None


def warn_of_another_endpoint(olds: Props, news: Props) -> None:
    """A changed endpoint changes nothing by itself, and without a refresh nobody would look for what it lacks."""
    made_at = olds.get("endpoint")
    if made_at is None or setting_faults(news) or is_unknown(news.get("account")):
        return
    here = bridge.account(news).endpoint
    if here != made_at:
        said = f"made at {made_at}, but the settings now say {here}; `pulumi up --refresh` looks whether it is there"
        seam.Line(seam.engine_call()).warning(said)


# --- what is coming ---------------------------------------------------------------------------------------------------


def foretell(olds: Props, news: Props) -> None:
    """Say at preview what a gallery is about to do. What is to be created has no difference, so a check says it."""
    if known_account(news) is None:
        return
    line = carry_out(lambda call: gallery.foretell(olds, news, call), news)
    if line:
        seam.Line(seam.engine_call()).staying(line)


# --- values -----------------------------------------------------------------------------------------------------------


def plain(props: Mapping[str, Any]) -> Props:
    """The engine's values as ours: no hidden key, our own UNKNOWN, and whole numbers as they were before the state."""
    return {name: plain_value(value) for name, value in props.items() if name != PROVIDER_KEY}


def plain_value(value: Any) -> Any:
    if isinstance(value, Unknown):
        return UNKNOWN
    if isinstance(value, dict):
        return {name: plain_value(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain_value(member) for member in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def engines(props: Props) -> dict[str, Any]:
    """Ours as the engine's: the way back."""
    return {name: engines_value(value) for name, value in props.items()}


def engines_value(value: Any) -> Any:
    if value is UNKNOWN:
        return Unknown()  # type: ignore[no-untyped-call]
    if isinstance(value, dict):
        return engines(value)
    return [engines_value(member) for member in value] if isinstance(value, list) else value


# --- calls and their errors -------------------------------------------------------------------------------------------


def carry_out(operation: Callable[[Call], Awaitable[T]], props: Mapping[str, Any]) -> T:
    """Run an operation of a lifecycle for the engine's call that we are in."""
    engine = seam.engine_call()
    line = seam.Line(engine)

    def run() -> T:
        account = bridge.account(plain(props))

        def with_session(session: Session) -> Awaitable[T]:
            LISTENER.set(line.passing)
            return operation(Call(session, bridge.claims, bridge.memory, engine.timeout, line.passing, line.warning))

        return bridge.run(with_session, account, engine.is_alive)

    return guarded(lambda: with_current_settings(run, engine.urn), props)


def with_current_settings(run: Callable[[], T], urn: str) -> T:
    """Once more when a key was refused that has been changed since: all that we do may be done again."""
    used = bridge.config
    try:
        return run()
    except Refused as refused:
        if not refused.wrong_key or not bridge.renew(used, lambda: settings_now(urn)):
            raise
    return run()


def guarded(run: Callable[[], T], props: Mapping[str, Any]) -> T:
    """Let every error out as one line; what is unfinished is kept where the engine can be told so."""
    try:
        return run()
    except Unfinished as unfinished:
        state = {**unfinished.made.state, PROVIDER_KEY: props.get(PROVIDER_KEY)}
        seam.keep_unfinished(seam.engine_call(), unfinished.made.id, state, dict(props), str(unfinished))
        error: Exception = unfinished
    except (FaceError, BadSetting) as reported:
        error = reported
    except Exception as fault:  # noqa: BLE001 - whatever is left is ours, and must not reach the user as a traceback
        error = Bug("do this", f"{type(fault).__name__}: {fault}")
        error.__cause__ = fault
    raise seam.failure(seam.engine_call(), str(error)) from (error if seam.debugging() else None)
