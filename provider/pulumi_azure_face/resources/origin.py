"""Where a resource stands: in its stack, from which ids and marks are worked out, and in its container."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

if TYPE_CHECKING:
    from .containers import Container


def origin_of(name: str, opts: pulumi.ResourceOptions | None) -> dict[str, pulumi.Input[str]]:
    """The place of the resource `name`, as an input that is only used for working out names and is not stored."""
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    parent = opts.parent if opts else None
    return {"stack": stack, "name": name, **({"parent": place_of(parent)} if parent else {})}


def held_by(container: Container) -> dict[str, object]:
    """What everything in a container takes from it."""
    return {
        "kind": container.kind_of_container.name,
        "container_id": id_of(container, container.read_id),
        "container_generation": container.generation,
    }


def id_of(holder: pulumi.CustomResource, read_id: pulumi.Input[str] | None) -> pulumi.Input[str]:
    """The id of what is read is known to the program; the SDK would have it unknown at every later preview."""
    return holder.id if read_id is None else read_id


def gone_with(holder: pulumi.Resource, read_id: pulumi.Input[str] | None) -> pulumi.ResourceOptions:
    """What lies in a thing goes with it, and needs no call of its own; but what is only read never goes."""
    return pulumi.ResourceOptions(deleted_with=holder if read_id is None else None)


def place_of(parent: pulumi.Resource) -> pulumi.Output[str]:
    """The parent's URN without the dependency on it: a child that waits for its own parent waits for itself."""
    return pulumi.Output(set(), urn_of(parent), parent.urn.is_known())


async def urn_of(resource: pulumi.Resource) -> str:
    return await resource.urn.future() or ""


def reading(id: pulumi.Input[str], opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """The options of a resource that is read rather than made."""
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
