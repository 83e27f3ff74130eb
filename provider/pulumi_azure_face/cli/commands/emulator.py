"""`azure-face emulator`: a Face service on this machine, until Ctrl-C."""

from __future__ import annotations

from typing import Annotated

import typer

from pulumi_azure_face.emulator.tiers import RATES, Tier


def _tier(text: str) -> str:
    if text not in RATES:
        raise typer.BadParameter(f"must be one of {', '.join(RATES)}, got {text!r}")
    return text


def emulator(  # noqa: PLR0913, one parameter per option of the emulator
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 5000,
    key: Annotated[str, typer.Option(help="The key that clients must send.", envvar="AZURE_FACE_KEY")] = "emulator-key",
    token: Annotated[
        str | None, typer.Option(help="A bearer token that opens the account like the key; '*' is any.")
    ] = None,
    tier: Annotated[
        Tier | None,
        typer.Option(help="Keep to this tier's quantities and rate.", parser=_tier, metavar="F0|S0"),
    ] = None,
    rate: Annotated[
        float | None,
        typer.Option(help="Face calls a second, instead of the tier's rate; inf is no limit.", min=0.01),
    ] = None,
    retry_after: Annotated[bool, typer.Option("--retry-after", help="Send Retry-After with 429.")] = False,
    numeric_codes: Annotated[
        bool, typer.Option("--numeric-codes", help="Answer 401 and 429 in the newer form, with the number as code.")
    ] = False,
    v1_style: Annotated[
        bool,
        typer.Option("--v1.0-style/--strict", help="Answer v1.0 as in 2019, with nulls and 'notstarted', or as now."),
    ] = False,
    training_seconds: Annotated[float, typer.Option(help="How long a training takes.", min=0)] = 0.25,
    queued_seconds: Annotated[float, typer.Option(help="How long a training waits before it runs.", min=0)] = 0.0,
    empty_training_fails: Annotated[
        bool, typer.Option("--empty-fails/--empty-succeeds", help="How the training of an empty container ends.")
    ] = True,
    training_conflicts: Annotated[
        bool, typer.Option("--conflicts/--no-conflicts", help="Refuse changes of a container while it trains.")
    ] = True,
    latency: Annotated[float, typer.Option(help="Seconds added to every Face call.", min=0)] = 0.0,
    allow_url: Annotated[
        bool, typer.Option("--allow-url", help="Fetch images by URL from anywhere, not from this machine alone.")
    ] = False,
) -> None:
    """Run a strict Face service in memory, until Ctrl-C."""
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
