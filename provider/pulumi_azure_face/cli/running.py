"""Work on an account from the command line: on an event loop of its own, with errors of one line and an exit code."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import typer

from pulumi_azure_face.client.account_client import Session, opened
from pulumi_azure_face.client.accounts.configuration import Account, BadSetting
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import Bug, FaceError, NotOffered, TimedOut, TrainingFailed
from pulumi_azure_face.client.events import LISTENER
from pulumi_azure_face.client.notices import NOTICE
from pulumi_azure_face.queries.validation import PATIENCE, BadInput

from .account_options import account_of
from .exit_codes import FAILED, NOT_REACHED, USAGE
from .options import Given

T = TypeVar("T")


def run(given: Given, work: Callable[[Session], Awaitable[T]]) -> T:
    """Do work that has an end of its own, and give what comes of it."""
    from_now_on_interrupted()
    try:
        return anyio.run(in_session, account_of(given), work)
    except (BadInput, BadSetting, NotOffered) as refused:
        raise told(refused, USAGE) from None
    except (TrainingFailed, TimedOut) as failed:
        raise told(failed, NOT_REACHED) from None
    except FaceError as failed:
        raise told(failed, FAILED) from None
    except Exception as fault:  # noqa: BLE001 - whatever is left is ours, and must not reach the user as a traceback
        raise told(Bug("do this", f"{type(fault).__name__}: {fault}"), FAILED) from None


def look_up(given: Given, work: Callable[[Session], Awaitable[T]]) -> T:
    """Do work that is over in a moment, unless something is wrong."""

    async def in_time(session: Session) -> T:
        with deadline(PATIENCE, "look it up"):
            return await work(session)

    return run(given, in_time)


def from_now_on_interrupted() -> None:
    """Let Ctrl-C be an exception again, because there is something to leave in order: a connection, a moving line."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


async def in_session(account: Account, work: Callable[[Session], Awaitable[T]]) -> T:
    LISTENER.set(aside)
    NOTICE.set(lambda text: aside(f"note: {text}"))
    async with opened(account) as session:
        return await work(session)


def aside(text: str) -> None:
    """Say something that is not part of the answer."""
    typer.echo(text, err=True)


def told(error: Exception, exit_code: int) -> typer.Exit:
    if os.environ.get("AZURE_FACE_DEBUG") == "1":
        aside(traceback.format_exc())
    aside(f"error: {error}")
    return typer.Exit(exit_code)
