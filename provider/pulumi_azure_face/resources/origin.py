"""Where a resource stands in its stack, from which ids and marks are worked out; or that it is only read."""

from __future__ import annotations

import pulumi


def origin_of(name: str, opts: pulumi.ResourceOptions | None) -> dict[str, pulumi.Input[str]]:
    """The place of the resource `name`, as an input that is only used for working out names and is not stored."""
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    parent = opts.parent if opts else None
    return {"stack": stack, "name": name, **({"parent": parent_urn(parent)} if parent else {})}


def parent_urn(parent: pulumi.Resource) -> pulumi.Output[str]:
    """The parent's URN without the dependency on it: a child that waits for its own parent waits for itself."""
    return pulumi.Output(set(), urn_of(parent), parent.urn.is_known())


async def urn_of(resource: pulumi.Resource) -> str:
    return await resource.urn.future() or ""


def read_options(id: pulumi.Input[str], opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """The options of a resource that is read rather than made."""
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
