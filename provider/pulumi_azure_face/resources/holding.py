"""What a resource takes from the one that holds it: a container, or a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from .containers import Container
    from .person import Person


def container_inputs(container: Container) -> dict[str, object]:
    """What everything in a container takes from it."""
    return {
        "kind": container.kind_of_container.name,
        "container_id": id_of(container),
        "container_generation": container.generation,
    }


def id_of(holder: Container | Person) -> pulumi.Input[str]:
    """The id of what is read is known to the program; the SDK would have it unknown at every later preview."""
    return holder.id if holder.read_id is None else holder.read_id


def child_options(holder: Container | Person, opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """What lies in a thing goes with it, and needs no call of its own; but what is only read never goes."""
    gone_with_it = pulumi.ResourceOptions(deleted_with=holder if holder.read_id is None else None)
    return pulumi.ResourceOptions.merge(gone_with_it, opts)
