"""Run the query behind a function: immediately, or once the outputs that it takes are known.

All functions of a program share one event loop and one client per account.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, cast

import pulumi
from pulumi_azure_face.adapter.bridge import bridge
from pulumi_azure_face.adapter.debugging import is_debugging
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import NAMESPACE, Account
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import DeadlineExceededError, as_expected
from pulumi_azure_face.client.events import ON_RETRY, ON_WARNING
from pulumi_azure_face.host.config import look_up_settings
from pulumi_azure_face.queries.validation import DEFAULT_TIMEOUT, InvalidInputError
from pulumi_azure_face.resources.account import AccountOrName, account_inputs

P = ParamSpec("P")
T = TypeVar("T")


def takes_plain_values(function: Callable[P, T]) -> Callable[P, T]:
    """Make a function reject outputs with an error that names its `_output` variant."""

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        if any(isinstance(value, pulumi.Output) for value in (*args, *kwargs.values())):
            arguments = inspect.signature(function).bind_partial(*args, **kwargs).arguments
            name = next(name for name, value in arguments.items() if isinstance(value, pulumi.Output))
            with one_line_errors():
                rule = f"must be a plain value, got an Output. Use {function.__name__}_output, which takes outputs"
                raise InvalidInputError(name, rule)
        return function(*args, **kwargs)

    return checked


def invoke(
    account: str | None,
    query: Callable[Concatenate[AccountClient, P], Awaitable[T]],
    *inputs: P.args,
    **options: P.kwargs,
) -> T:
    """Run a query and wait for its result.

    Raises:
        pulumi.RunError: The query failed. The error ends the program with one line.
    """

    def run(client: AccountClient) -> Awaitable[T]:
        return with_deadline(lambda: query(client, *inputs, **options))

    with one_line_errors():
        if not isinstance(account, (str, type(None))):
            rule = f"must be a name, got {type(account).__name__}. The _output variant of the function takes an Account"
            raise InvalidInputError("account", rule)
        if mocks := query_mocks():
            return cast("T", mocks.answer_query(query, inputs, options))
        return bridge.run(run, resolve_account({"account": account}), lambda: True)


def invoke_output(
    account: AccountOrName, query: Callable[..., Awaitable[T]], *inputs: pulumi.Input[object]
) -> pulumi.Output[T]:
    """Run a query once all inputs are known and the resources that they come from exist. Until then the result is
    unknown.
    """

    async def run(known: list[Any]) -> T:
        account_props, arguments = known
        with one_line_errors():
            if mocks := query_mocks():
                return cast("T", mocks.answer_query(query, tuple(arguments), {}))
            selected = resolve_account(account_props)
            future = bridge.start(lambda client: with_deadline(lambda: query(client, *arguments)), selected)
            return await asyncio.wrap_future(future)

    known_inputs = pulumi.Output.from_input(list(inputs))
    all_inputs = pulumi.Output.all(account_inputs(account), known_inputs)
    # The result is secret if an input is. The key of an account does not count: no result contains it.
    return known_once_created(all_inputs, known_inputs.is_secret()).apply(run)


class QueryMocks(Protocol):
    """Answers functions in unit tests of programs: see `pulumi_azure_face.testing`."""

    def answer_query(
        self, query: Callable[..., Awaitable[Any]], arguments: tuple[object, ...], options: dict[str, object]
    ) -> Any: ...


def query_mocks() -> QueryMocks | None:
    """Return the mocks of a unit test that answer functions, if it has set any."""
    mocks = getattr(pulumi.runtime.settings.get_monitor(), "mocks", None)
    return mocks if hasattr(mocks, "answer_query") else None


def known_once_created(inputs: pulumi.Output[T], is_secret: Awaitable[bool]) -> pulumi.Output[T]:
    """Return the inputs as unknown until every resource that they come from has been created.

    An id is derived at preview, before the resource that it names exists.
    """

    async def are_known() -> bool:
        resources = await inputs.resources()
        exist = [await one.id.is_known() for one in resources if isinstance(one, pulumi.CustomResource)]
        return all(exist) and await inputs.is_known()

    return pulumi.Output(inputs.resources(), value_of(inputs), are_known(), is_secret)


async def value_of(output: pulumi.Output[T]) -> T:
    return cast("T", await output.future(with_unknowns=True))


async def with_deadline(query: Callable[[], Awaitable[T]]) -> T:
    """Run a query with the default timeout. Its retries and warnings appear in the output of the program."""
    ON_RETRY.set(lambda text: pulumi.log.info(text, ephemeral=True))
    ON_WARNING.set(pulumi.log.warn)
    with deadline(DEFAULT_TIMEOUT, "read from the account", advice=DeadlineExceededError.query_advice):
        return await query()


def resolve_account(props: Mapping[str, str | None]) -> Account:
    """Return the account that a function's inputs name; raises InvalidSettingError."""
    name = props["account"]
    config = look_up_settings(pulumi.Config(NAMESPACE).get, name)
    return configuration.resolve(config, os.environ, name, props.get("account_key"))


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Raise every error as pulumi.RunError, which the language host prints without a traceback."""
    try:
        yield
    except Exception as any_error:  # noqa: BLE001 - a bug must not reach the user as a traceback
        error = as_expected(any_error, "read from the account")
    else:
        return
    if is_debugging():
        raise error
    raise pulumi.RunError(str(error)) from error
