"""`azure-face list`, `show` and `train`: containers of every kind."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from .options import ContainerId, Given, KindOf, Start, Top, about_account

COLUMNS = {"ID": "id", "NAME": "display_name", "MODEL": "recognition_model", "USER DATA": "user_data"}


@about_account
def list_containers(given: Given, kind: KindOf, start: Start = None, top: Top = None) -> None:
    """List the containers of a kind, by ascending id."""
    from pulumi_azure_face.lookup import containers
    from pulumi_azure_face.lookup.results import OF_KIND

    from . import printing
    from .running import look_up

    found = look_up(given, lambda session: containers.every(session, OF_KIND[kind.name], start, top))
    if given.as_json:
        printing.as_json([asdict(container) for container in found])
    else:
        printing.many(found, COLUMNS)


@about_account
def show_container(
    given: Given,
    kind: KindOf,
    container_id: ContainerId,
    count: Annotated[bool, typer.Option("--count", help="Also count what it holds, by listing that.")] = False,
) -> None:
    """Show a container and its training."""
    from . import printing
    from .details import details_of
    from .running import look_up

    found = look_up(given, lambda session: details_of(session, kind, container_id, count=count))
    if given.as_json:
        printing.as_json(found.members())
    else:
        printing.one(found.in_words())


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
    from . import printing
    from .details import training_in_words
    from .running import run
    from .training import train

    status = run(given, lambda session: train(session, kind, container_id, wait=wait, timeout=timeout))
    if given.as_json:
        printing.as_json(asdict(status))
    else:
        printing.one({"training": training_in_words(status)})
