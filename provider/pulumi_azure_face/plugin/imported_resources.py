"""Resources that a program or `pulumi import` reads by their id, and the values that neither id nor account tell.

The first program after an import says them, which is no reason to replace the resource.
"""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_azure_face.adapter.operations import LIFECYCLES, EngineCall, Operations
from pulumi_azure_face.adapter.plugin_resources import OWNER_VALUES, PluginResource
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.lifecycle.base import ResourceState
from pulumi_azure_face.lifecycle.identity.ownership_tags import read_resource_tag
from pulumi_azure_face.lifecycle.inputs.model import Resolved

Container = tuple[object, object]
"""The kind and the id of a container."""

UNTOLD_BY_ACCOUNT = ("digest", "url", "target_face", "detection_model")
"""What the service does not tell about a face. It stores no image (face-api.md#face-no-image-stored)."""


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

    def contain(self, container: Container) -> bool:
        return container in self._replaced


def created_container(kind: str, values: Mapping[str, object]) -> Container:
    return kind, values.get(KINDS[kind].id_input)


def container_of(values: Mapping[str, object]) -> Container:
    """Return the container of a resource in it."""
    return values.get("kind"), values.get("container_id")


def read_imported(
    operations: Operations, resource: PluginResource, resource_id: str, given: Mapping[str, object], call: EngineCall
) -> ResourceState[Resolved] | None:
    """Read a resource that no state has yet, by its id and by what a program passes along with it.

    Raises:
        InvalidInputsError: The id does not have the format of this type.
    """
    values = resource.imported_values(resource_id)
    if any(given.get(owner.name) for owner in resource.owners):
        values |= resource.values(given)
    lifecycle = LIFECYCLES[resource.lifecycle]
    if resource.lifecycle == "gallery":
        values.setdefault("source", "")
    found = operations.read(lifecycle, resource.lifecycle_id(resource_id, values), values, call)
    if found is None:
        return None
    return ResourceState(found.id, lifecycle.state_model.load(with_ownership_tag(found.state.saved())))


def with_ownership_tag(state: Mapping[str, object]) -> dict[str, object]:
    """Return the state with an ownership tag as such, instead of as the program's text."""
    user_data = state.get("user_data")
    tag = read_resource_tag(user_data) if isinstance(user_data, str) else None
    known = {name: value for name, value in state.items() if tag is None or name != "user_data"}
    return {**known, **({"mark": tag.resource} if tag else {})}


def is_untold(resource: PluginResource, values: Mapping[str, object]) -> bool:
    """Whether inputs or a state are of an imported face whose image no program has said yet."""
    return resource.lifecycle == "face" and not values.get("detection_model")


def check_inputs(
    resource: PluginResource,
    olds: Mapping[str, object],
    program: Mapping[str, object],
    replaced: ReplacedContainers,
) -> tuple[Mapping[str, object], dict[str, object]]:
    """Return the old and the new inputs for a check: an imported resource keeps its identity."""
    completed = complete(resource, olds, program, replaced)
    is_same_owner = all(completed.get(name) == program.get(name) for name in OWNER_VALUES)
    if not is_untold(resource, olds) or not is_same_owner:
        return completed, dict(program)
    identity = {name: olds[name] for name in ("generation", "mark") if name in olds}
    return {}, {**program, **identity}


def complete(
    resource: PluginResource, olds: Mapping[str, object], news: Mapping[str, object], replaced: ReplacedContainers
) -> dict[str, object]:
    """Return the old values, completed with what an import could not tell.

    A container that is named without its generation matches every generation, except that of a container which this
    process replaces: what was imported is not in there.
    """
    values = dict(olds)
    is_same_container = container_of(olds) == container_of(news) and not replaced.contain(container_of(olds))
    old_generation, new_generation = olds.get("container_generation"), news.get("container_generation")
    if is_same_container and "container_generation" in olds and "" in (old_generation, new_generation):
        values["container_generation"] = new_generation
    if is_untold(resource, olds):
        values |= {name: news[name] for name in UNTOLD_BY_ACCOUNT if news.get(name) is not None}
    return values
