"""Options that several commands share, and those of every command about an account."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from pulumi_azure_face.client.api_calls import DEFAULT_VERSION
from pulumi_azure_face.client.kinds import Kind

from .parsing import KIND_NAMES, parse_duration, parse_kind

ACCOUNT = "Account"
"""The group of options that select the account."""
KindArgument = Annotated[
    Kind,
    typer.Argument(
        parser=parse_kind, metavar="KIND", help=f"One of {KIND_NAMES}.", autocompletion=lambda: KIND_NAMES.split(", ")
    ),
]
ContainerId = Annotated[str, typer.Argument(metavar="ID", help="The id of the container.", show_default=False)]
Start = Annotated[str | None, typer.Option(help="List only items with an id after this one.")]
# face-api.md#paging-top
Top = Annotated[
    int | None, typer.Option(help="List at most this many, with one request. Defaults to all.", min=1, max=1000)
]
OlderThan = Annotated[
    float | None,
    typer.Option(
        parser=parse_duration,
        metavar="DURATION",
        help="Only sessions created longer ago, such as 90s, 30m, 1h30m, or 2d.",
    ),
]
WithVerify = Annotated[bool, typer.Option("--with-verify", help="Use the sessions of detectLivenessWithVerify.")]


@dataclass(frozen=True)
class AccountOptions:
    """The options of every command about an account."""

    endpoint: Annotated[
        str | None,
        typer.Option(envvar="AZURE_FACE_ENDPOINT", help="The endpoint of the Face resource.", rich_help_panel=ACCOUNT),
    ] = None
    key: Annotated[
        str | None,
        typer.Option(
            envvar="AZURE_FACE_KEY",
            help="A key of the Face resource. Defaults to signing in with Entra ID.",
            rich_help_panel=ACCOUNT,
        ),
    ] = field(default=None, repr=False)
    api_version: Annotated[
        str | None,
        typer.Option(
            envvar="AZURE_FACE_API_VERSION",
            help=f"The version of the API. Defaults to {DEFAULT_VERSION}.",
            rich_help_panel=ACCOUNT,
        ),
    ] = None
    account: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="An account in the configuration of the selected stack (azure-face:accounts.NAME.*), instead of the "
            "options above.",
            rich_help_panel=ACCOUNT,
        ),
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, with the members of the functions' results.")] = (
        False
    )


def with_account_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the fields of `AccountOptions` to a command's options. The command gets them as its first argument."""
    shared = inspect.signature(AccountOptions, eval_str=True).parameters
    _, *own_parameters = inspect.signature(command, eval_str=True).parameters.values()
    parameters = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in (*own_parameters, *shared.values())]

    @functools.wraps(command)
    def with_options(**values: Any) -> None:
        account_options = AccountOptions(**{name: values.pop(name) for name in shared})
        command(account_options, **values)

    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    with_options.__annotations__ = {one.name: one.annotation for one in parameters}
    return with_options
