"""The commands and their options. What they do is imported when they run, so that `--help` is quick."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    name="azure-face",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def azure_face() -> None:
    """Try Azure AI Face programs without an Azure account."""


@app.command()
def emulator(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 5000,
    key: Annotated[str, typer.Option(help="The key that clients must send.", envvar="AZURE_FACE_KEY")] = "emulator-key",
    training_seconds: Annotated[float, typer.Option(help="How long a training takes, in seconds.", min=0)] = 1.0,
    latency: Annotated[float, typer.Option(help="Seconds added to every Face call.", min=0)] = 0.0,
) -> None:
    """Run a strict Face service in memory, until Ctrl-C."""
    try:
        from pulumi_azure_face.emulator import Settings, serve
    except ModuleNotFoundError as missing:
        typer.echo(f"{missing.name} is not installed: pip install 'pulumi-azure-face[emulator]'", err=True)
        raise typer.Exit(1) from None
    try:
        serve(Settings(key=key, training_seconds=training_seconds, latency=latency), host, port)
    except OSError as taken:
        typer.echo(f"cannot listen on {host}:{port}: {taken.strerror or taken}; choose another --port", err=True)
        raise typer.Exit(1) from None
