"""The position of a resource in its stack, from which ids and ownership tags are derived, and options of reads."""

from __future__ import annotations

import pulumi


def origin_of(name: str, opts: pulumi.ResourceOptions | None) -> dict[str, pulumi.Input[str]]:
    """Return the position of a resource: an input from which `check` derives ids and tags. It is not saved."""
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    parent = opts.parent if opts else None
    return {"stack": stack, "name": name, **({"parent": parent_urn(parent)} if parent else {})}


def parent_urn(parent: pulumi.Resource) -> pulumi.Output[str]:
    """Return the URN of the parent without depending on it: the engine rejects a child that waits for its parent."""
    return pulumi.Output(set(), urn_of(parent), parent.urn.is_known())


async def urn_of(resource: pulumi.Resource) -> str:
    return await resource.urn.future() or ""


def read_options(id: pulumi.Input[str], opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """Return the options of a resource that is read instead of created."""
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
