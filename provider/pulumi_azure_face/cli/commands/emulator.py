"""`azure-face emulator`: a Face service on this machine, until Ctrl-C."""

from __future__ import annotations

from typing import Annotated

import typer

from pulumi_azure_face.emulator.tiers import RATES, Tier

EXAMPLES = """
azure-face emulator
azure-face emulator --port 5001 --tier F0
azure-face emulator --rate 20 --retry-after --training-seconds 30
"""
SERVER, ACCOUNT, RESPONSES, TRAINING = "Server", "Account", "Responses", "Training"
"""The groups of options."""


def _tier(text: str) -> str:
    if text not in RATES:
        raise typer.BadParameter(f"must be one of {', '.join(RATES)}, got {text!r}")
    return text


def emulator(  # noqa: PLR0913, one parameter per option of the emulator
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.", rich_help_panel=SERVER)] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(help="The port to listen on; 0 selects a free port.", min=0, max=65535, rich_help_panel=SERVER),
    ] = 5000,
    key: Annotated[
        str, typer.Option(help="The key that clients must send.", envvar="AZURE_FACE_KEY", rich_help_panel=ACCOUNT)
    ] = "emulator-key",
    token: Annotated[
        str | None,
        typer.Option(help="A bearer token to accept besides the key; '*' accepts any token.", rich_help_panel=ACCOUNT),
    ] = None,
    tier: Annotated[
        Tier | None,
        typer.Option(
            help="The pricing tier, which sets quotas and the rate limit. Defaults to the quotas of S0 without a rate "
            "limit.",
            parser=_tier,
            metavar="F0|S0",
            rich_help_panel=ACCOUNT,
        ),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(
            help="The rate limit in calls per second, instead of the tier's; inf means no limit.",
            min=0.01,
            rich_help_panel=ACCOUNT,
        ),
    ] = None,
    retry_after: Annotated[
        bool, typer.Option("--retry-after", help="Add Retry-After to 429 responses.", rich_help_panel=RESPONSES)
    ] = False,
    numeric_codes: Annotated[
        bool,
        typer.Option(
            "--numeric-codes",
            help="Use the status as the code of 401 and 429, as newer responses do.",
            rich_help_panel=RESPONSES,
        ),
    ] = False,
    v1_style: Annotated[
        bool,
        typer.Option(
            "--v1.0-style/--strict",
            help="Answer v1.0 as in 2019, with nulls and 'notstarted', or as today.",
            rich_help_panel=RESPONSES,
        ),
    ] = False,
    training_seconds: Annotated[
        float, typer.Option(help="The time that a training takes.", min=0, rich_help_panel=TRAINING)
    ] = 0.25,
    queued_seconds: Annotated[
        float, typer.Option(help="The time that a training waits before it runs.", min=0, rich_help_panel=TRAINING)
    ] = 0.0,
    empty_training_fails: Annotated[
        bool,
        typer.Option(
            "--empty-fails/--empty-succeeds",
            help="How the training of an empty container ends.",
            rich_help_panel=TRAINING,
        ),
    ] = True,
    training_conflicts: Annotated[
        bool,
        typer.Option(
            "--conflicts/--no-conflicts",
            help="Whether to reject changes of a container while it trains.",
            rich_help_panel=TRAINING,
        ),
    ] = True,
    latency: Annotated[
        float, typer.Option(help="The seconds to add to each call.", min=0, rich_help_panel=RESPONSES)
    ] = 0.0,
    allow_url: Annotated[
        bool,
        typer.Option(
            "--allow-url",
            help="Fetch images by URL from any host, instead of only from this machine.",
            rich_help_panel=SERVER,
        ),
    ] = False,
) -> None:
    """Run an emulator of the Face service in memory until Ctrl-C.

    It rejects what the service documents as invalid, and forgets everything when it ends. Set
    AZURE_FACE_ENDPOINT to the address that it prints.
    """
    try:
        from pulumi_azure_face.emulator import Settings, serve
    except ModuleNotFoundError as error:
        typer.echo(
            f"error: the emulator needs {error.name}, which is not installed. "
            "Run `pip install 'pulumi-azure-face[emulator]'`",
            err=True,
        )
        raise typer.Exit(1) from None
    settings = Settings(
        key=key,
        token=token,
        tier=tier,
        rate=rate,
        retry_after=retry_after,
        numeric_codes=numeric_codes,
        v1_style=v1_style,
        training_seconds=training_seconds,
        queued_seconds=queued_seconds,
        empty_training_fails=empty_training_fails,
        training_conflicts=training_conflicts,
        latency=latency,
        allow_url=allow_url,
    )
    try:
        serve(settings, host, port)
    except OSError as error:
        typer.echo(f"error: cannot listen on {host}:{port}: {error.strerror or error}. Choose another --port", err=True)
        raise typer.Exit(1) from None
