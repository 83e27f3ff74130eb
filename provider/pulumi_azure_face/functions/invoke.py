"""How a function asks the account: at once, or as soon as the outputs that it is given are known.

All functions of a program share one event loop and one session per account.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import pulumi
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import NAMESPACE, Account, InvalidSettingError
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import FaceError, InternalError
from pulumi_azure_face.client.events import ON_RETRY, ON_WARNING
from pulumi_azure_face.host import sdk_internals
from pulumi_azure_face.host.bridge import bridge
from pulumi_azure_face.host.config import look_up_settings
from pulumi_azure_face.queries.validation import DEFAULT_TIMEOUT, InvalidInputError
from pulumi_azure_face.resources.account import AccountOrName, account_inputs

P = ParamSpec("P")
T = TypeVar("T")


def invoke(
    account: str | None,
    work: Callable[Concatenate[AccountClient, P], Awaitable[T]],
    *inputs: P.args,
    **options: P.kwargs,
) -> T:
    """Ask and wait for the answer; raises pulumi.RunError, which ends the program with one line."""

    def ask(client: AccountClient) -> Awaitable[T]:
        return with_deadline(lambda: work(client, *inputs, **options))

    with one_line_errors():
        if not isinstance(account, (str, type(None))):
            raise InvalidInputError(
                "account", "must be a name; an `Account` is for the function whose name ends in _output"
            )
        return bridge.run(ask, resolve_account({"account": account}), lambda: True)


def invoke_output(
    account: AccountOrName, work: Callable[..., Awaitable[T]], *inputs: pulumi.Input[Any]
) -> pulumi.Output[T]:
    """Ask when all inputs are known and what they come from is there; until then the answer is unknown."""

    async def answer(known: list[Any]) -> T:
        props, given = known
        with one_line_errors():
            asked = bridge.start(lambda client: with_deadline(lambda: work(client, *given)), resolve_account(props))
            return await asyncio.wrap_future(asked)

    known_inputs = pulumi.Output.from_input(list(inputs))
    everything = pulumi.Output.all(account_inputs(account), known_inputs)
    # Secret is what the inputs make so. An account's key does not: nothing of it is in the answer.
    return known_once_created(everything, known_inputs.is_secret()).apply(answer)


def known_once_created(inputs: pulumi.Output[T], is_secret: Awaitable[bool]) -> pulumi.Output[T]:
    """The same inputs, unknown as long as a resource that they come from is not made.

    An id is worked out at preview, before what it names is there to be looked up.
    """

    async def are_known() -> bool:
        resources = await inputs.resources()
        made = [await one.id.is_known() for one in resources if isinstance(one, pulumi.CustomResource)]
        return all(made) and await inputs.is_known()

    return pulumi.Output(inputs.resources(), value_of(inputs), are_known(), is_secret)


async def value_of(output: pulumi.Output[T]) -> T:
    return cast("T", await output.future(with_unknowns=True))


async def with_deadline(ask: Callable[[], Awaitable[T]]) -> T:
    ON_RETRY.set(lambda text: pulumi.log.info(text, ephemeral=True))
    ON_WARNING.set(pulumi.log.warn)
    with deadline(DEFAULT_TIMEOUT, "look it up"):
        return await ask()


def resolve_account(props: Mapping[str, Any]) -> Account:
    """The account that a function's inputs name, by the settings of the program's stack; raises BadSetting."""
    name = props["account"]
    config = look_up_settings(pulumi.Config(NAMESPACE).get, name)
    return configuration.resolve(config, os.environ, name, props.get("account_key"))


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Let every error out as the kind that the language host reports by its text alone."""
    try:
        yield
    except (FaceError, InvalidSettingError, InvalidInputError) as reported:
        error: Exception = reported
    except Exception as fault:  # noqa: BLE001 - whatever is left is ours, and must not reach the user as a traceback
        error = InternalError("look it up", f"{type(fault).__name__}: {fault}")
        error.__cause__ = fault
    else:
        return
    if sdk_internals.is_debugging():
        raise error
    raise pulumi.RunError(str(error)) from error
