"""Work on an account from the command line: on an event loop of its own, with errors of one line and an exit code."""

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
from pulumi_azure_face.client.deadline import deadline
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


def run(given: AccountOptions, work: Callable[[AccountClient], Awaitable[T]]) -> T:
    """Do work that has an end of its own, and give what comes of it."""
    enable_interrupts()
    try:
        return anyio.run(with_client, resolve_account(given), work)
    except (InvalidInputError, InvalidSettingError, UnsupportedOperationError) as refused:
        raise report_error(refused, USAGE) from None
    except (TrainingFailedError, DeadlineExceededError) as failed:
        raise report_error(failed, NOT_COMPLETED) from None
    except FaceError as failed:
        raise report_error(failed, FAILED) from None
    except Exception as fault:  # noqa: BLE001 - whatever is left is ours, and must not reach the user as a traceback
        raise report_error(InternalError("do this", f"{type(fault).__name__}: {fault}"), FAILED) from None


def run_query(given: AccountOptions, work: Callable[[AccountClient], Awaitable[T]]) -> T:
    """Do work that is over in a moment, unless something is wrong."""

    async def in_time(client: AccountClient) -> T:
        with deadline(DEFAULT_TIMEOUT, "look it up"):
            return await work(client)

    return run(given, in_time)


def enable_interrupts() -> None:
    """Let Ctrl-C be an exception again, because there is something to leave in order: a connection, a moving line."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


async def with_client(account: Account, work: Callable[[AccountClient], Awaitable[T]]) -> T:
    ON_RETRY.set(print_status)
    ON_WARNING.set(lambda text: print_status(f"note: {text}"))
    async with open_client(account) as client:
        return await work(client)


def print_status(text: str) -> None:
    """Say something that is not part of the answer."""
    typer.echo(text, err=True)


def report_error(error: Exception, exit_code: int) -> typer.Exit:
    if os.environ.get("AZURE_FACE_DEBUG") == "1":
        print_status(traceback.format_exc())
    print_status(f"error: {error}")
    return typer.Exit(exit_code)
