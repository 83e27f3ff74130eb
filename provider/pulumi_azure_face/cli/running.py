"""Runs the async work of a command: with a client of the account, one-line errors, and exit codes."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import typer

from pulumi_azure_face.client.account_client import AccountClient, open_client
from pulumi_azure_face.client.accounts.configuration import Account, InvalidSettingError
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import (
    DeadlineExceededError,
    ExpectedError,
    TrainingFailedError,
    UnsupportedOperationError,
    as_expected,
)
from pulumi_azure_face.client.events import ON_RETRY, ON_WARNING
from pulumi_azure_face.drift.ignore_rules import InvalidRulesError
from pulumi_azure_face.drift.stacks import InvalidStateError
from pulumi_azure_face.queries.validation import DEFAULT_TIMEOUT, InvalidInputError

from .account_options import resolve_account
from .exit_codes import FAILED, NOT_COMPLETED, USAGE
from .options import AccountOptions

T = TypeVar("T")
USAGE_ERRORS = (
    InvalidInputError,
    InvalidRulesError,
    InvalidSettingError,
    InvalidStateError,
    UnsupportedOperationError,
)


def run(options: AccountOptions, work: Callable[[AccountClient], Awaitable[T]]) -> T:
    """Run work that limits its own time, and return its result."""
    enable_interrupts()
    try:
        return anyio.run(with_client, resolve_account(options), work)
    except Exception as error:  # noqa: BLE001 - a bug must not reach the user as a traceback
        raise report_error(as_expected(error, "run the command")) from None


def run_query(options: AccountOptions, work: Callable[[AccountClient], Awaitable[T]]) -> T:
    """Run a query with the default timeout, and return its result."""

    async def with_deadline(client: AccountClient) -> T:
        with deadline(DEFAULT_TIMEOUT, "read from the account", advice=DeadlineExceededError.query_advice):
            return await work(client)

    return run(options, with_deadline)


def enable_interrupts() -> None:
    """Make Ctrl-C an exception again: from now on there are connections and a progress line to close."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


async def with_client(account: Account, work: Callable[[AccountClient], Awaitable[T]]) -> T:
    ON_RETRY.set(print_status)
    ON_WARNING.set(lambda text: print_status(f"note: {text}"))
    async with open_client(account) as client:
        return await work(client)


def print_status(text: str) -> None:
    """Print a line on stderr, apart from the output of the command."""
    typer.echo(text, err=True)


def report_error(error: ExpectedError) -> typer.Exit:
    if os.environ.get("AZURE_FACE_DEBUG") == "1":
        print_status(traceback.format_exc())
    print_status(f"error: {error}")
    return typer.Exit(exit_code(error))


def exit_code(error: ExpectedError) -> int:
    if isinstance(error, USAGE_ERRORS):
        return USAGE
    if isinstance(error, (TrainingFailedError, DeadlineExceededError)):
        return NOT_COMPLETED
    return FAILED
