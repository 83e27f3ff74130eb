"""Options that several commands share, and those of every command about an account."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer

from pulumi_azure_face.client.kinds import Kind

from .parsing import KIND_NAMES, parse_duration, parse_kind

KindArgument = Annotated[
    Kind,
    typer.Argument(parser=parse_kind, metavar="KIND", help=f"{KIND_NAMES}."),
]
ContainerId = Annotated[str, typer.Argument(metavar="ID", help="The container's id.", show_default=False)]
Start = Annotated[str | None, typer.Option(help="Begin after this id.")]
# face-api.md#paging-top
Top = Annotated[int | None, typer.Option(help="At most so many, by one call. All, when left out.", min=1, max=1000)]
OlderThan = Annotated[
    float | None,
    typer.Option(parser=parse_duration, metavar="DURATION", help="Only those made longer ago: 90s, 30m, 1h30m, 2d."),
]
WithVerify = Annotated[bool, typer.Option("--with-verify", help="The sessions of detectLivenessWithVerify instead.")]


@dataclass(frozen=True)
class AccountOptions:
    """The options of every command about an account."""

    endpoint: Annotated[str | None, typer.Option(envvar="AZURE_FACE_ENDPOINT", help="The Face resource.")] = None
    key: Annotated[str | None, typer.Option(envvar="AZURE_FACE_KEY", help="Its key; Entra signs in when left out.")] = (
        field(default=None, repr=False)
    )
    api_version: Annotated[
        str | None, typer.Option(envvar="AZURE_FACE_API_VERSION", help="The version of the API; else v1.2.")
    ] = None
    account: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A named account of the selected stack, instead of the three above."),
    ] = None
    as_json: Annotated[
        bool, typer.Option("--json", help="Answer in JSON, with the members that the functions give.")
    ] = False


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
