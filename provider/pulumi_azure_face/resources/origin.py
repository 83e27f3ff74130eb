"""Inputs that only `check` sees, among them the position of a resource in its stack, and options of reads."""

from __future__ import annotations

import pulumi


def origin_of(name: str, opts: pulumi.ResourceOptions | None) -> dict[str, pulumi.Input[str]]:
    """Return the position of a resource: an input from which `check` derives ids and tags. It is not saved."""
    stack = f"{pulumi.get_organization()}/{pulumi.get_project()}/{pulumi.get_stack()}"
    parent = opts.parent if opts else None
    return {"stack": stack, "name": name, **({"parent": parent_urn(parent)} if parent else {})}


def check_only_inputs(name: str, opts: pulumi.ResourceOptions | None) -> dict[str, object]:
    """Return the position of a resource, and whether the program runs in a preview, which the engine does not tell."""
    return {"origin": origin_of(name, opts), "dry_run": pulumi.runtime.is_dry_run()}


def parent_urn(parent: pulumi.Resource) -> pulumi.Output[str]:
    """Return the URN of the parent without depending on it: the engine rejects a child that waits for its parent."""
    return pulumi.Output(set(), urn_of(parent), parent.urn.is_known())


async def urn_of(resource: pulumi.Resource) -> str:
    return await resource.urn.future() or ""


def read_options(id: pulumi.Input[str], opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    """Return the options of a resource that is read instead of created."""
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
