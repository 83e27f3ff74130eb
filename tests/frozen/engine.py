"""Calls of the providers in the order in which the engine makes them."""

from __future__ import annotations

from typing import Any

from pulumi.dynamic import ResourceProvider

Props = dict[str, Any]

ORIGIN = {"stack": "organization/project/dev", "name": "staff"}


def check(provider: ResourceProvider, news: Props, olds: Props | None = None) -> Props:
    """The inputs as they are stored."""
    checked = provider.check(olds or {}, news)
    assert [failure.reason for failure in checked.failures] == []
    return dict(checked.inputs)


def create(provider: ResourceProvider, news: Props) -> tuple[str, Props, Props]:
    """The id, the inputs and the state of a new resource."""
    inputs = check(provider, news)
    resource = provider.create(inputs)
    return resource.id, inputs, dict(resource.outs or {})


def keys(props: Props) -> list[str]:
    return sorted(props)
