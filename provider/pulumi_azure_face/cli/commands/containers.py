"""`azure-face list`, `show` and `train`: containers of every kind."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pulumi_azure_face.cli.options import ContainerId, Given, KindOf, Start, Top, about_account

COLUMNS = {"ID": "id", "NAME": "display_name", "MODEL": "recognition_model", "USER DATA": "user_data"}


@about_account
def list_containers(given: Given, kind: KindOf, start: Start = None, top: Top = None) -> None:
    """List the containers of a kind, by ascending id."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import look_up
    from pulumi_azure_face.queries import containers
    from pulumi_azure_face.queries.results import OF_KIND

    found = look_up(given, lambda session: containers.every(session, OF_KIND[kind.name], start, top))
    if given.as_json:
        output.as_json([asdict(container) for container in found])
    else:
        output.many(found, COLUMNS)


@about_account
def show_container(
    given: Given,
    kind: KindOf,
    container_id: ContainerId,
    count: Annotated[bool, typer.Option("--count", help="Also count what it holds, by listing that.")] = False,
) -> None:
    """Show a container and its training."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.container_details import details_of
    from pulumi_azure_face.cli.running import look_up

    found = look_up(given, lambda session: details_of(session, kind, container_id, count=count))
    if given.as_json:
        output.as_json(found.members())
    else:
        output.one(found.in_words())


@about_account
def train_container(
    given: Given,
    kind: KindOf,
    container_id: ContainerId,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait for the end, or only until it is under way.")
    ] = True,
    # A container cannot be deleted while it trains (face-api.md#training-duration).
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="How long to wait.", min=0.001)] = 1800.0,
) -> None:
    """Train a container."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.container_details import training_in_words
    from pulumi_azure_face.cli.container_training import train
    from pulumi_azure_face.cli.running import run

    status = run(given, lambda session: train(session, kind, container_id, wait=wait, timeout=timeout))
    if given.as_json:
        output.as_json(asdict(status))
    else:
        output.one({"training": training_in_words(status)})
