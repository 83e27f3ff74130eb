"""Containers that a command replaces under the same id."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_azure_face.adapter.plugin_resources import PluginResource
from pulumi_azure_face.client.kinds import KINDS

Container = tuple[object, object]
"""The kind and the id of a container."""


class ReplacedContainers:
    """The containers that this process creates again under their ids. Engine threads only add to it."""

    def __init__(self) -> None:
        self._existing: set[Container] = set()
        self._replaced: set[Container] = set()

    def add_existing(self, resource: PluginResource, values: Mapping[str, object]) -> None:
        """Record a resource of the state, if it is a container."""
        if resource.kind:
            self._existing.add(created_container(resource.kind, values))

    def add_created(self, resource: PluginResource, values: Mapping[str, object]) -> None:
        """Record the create of a container. It is a replacement if the state has one with its id."""
        if resource.kind and (container := created_container(resource.kind, values)) in self._existing:
            self._replaced.add(container)

    def __contains__(self, container: Container) -> bool:
        return container in self._replaced


def created_container(kind: str, values: Mapping[str, object]) -> Container:
    return kind, values.get(KINDS[kind].id_input)


def container_of(values: Mapping[str, object]) -> Container:
    """Return the container of a resource in it."""
    return values.get("kind"), values.get("container_id")
