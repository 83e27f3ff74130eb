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
    FaceError,
    InternalError,
    TrainingFailedError,
    UnsupportedOperationError,
)
from pulumi_azure_face.client.events import ON_RETRY, ON_WARNING
from pulumi_azure_face.queries.validation import DEFAULT_TIMEOUT, InvalidInputError

from .account_options import resolve_account
from .exit_codes import FAILED, NOT_COMPLETED, USAGE
from .options import AccountOptions

T = TypeVar("T")


def run(options: AccountOptions, work: Callable[[AccountClient], Awaitable[T]]) -> T:
    """Run work that limits its own time, and return its result."""
    enable_interrupts()
    try:
        return anyio.run(with_client, resolve_account(options), work)
    except (InvalidInputError, InvalidSettingError, UnsupportedOperationError) as error:
        raise report_error(error, USAGE) from None
    except (TrainingFailedError, DeadlineExceededError) as error:
        raise report_error(error, NOT_COMPLETED) from None
    except FaceError as error:
        raise report_error(error, FAILED) from None
    except Exception as bug:  # noqa: BLE001 - any other error is a bug, and must not reach the user as a traceback
        raise report_error(InternalError("do this", f"{type(bug).__name__}: {bug}"), FAILED) from None


def run_query(options: AccountOptions, work: Callable[[AccountClient], Awaitable[T]]) -> T:
    """Run a query with the default timeout, and return its result."""

    async def with_deadline(client: AccountClient) -> T:
        with deadline(DEFAULT_TIMEOUT, "look it up"):
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


def report_error(error: Exception, exit_code: int) -> typer.Exit:
    if os.environ.get("AZURE_FACE_DEBUG") == "1":
        print_status(traceback.format_exc())
    print_status(f"error: {error}")
    return typer.Exit(exit_code)
