"""Resources that a program or `pulumi import` reads by their id.

Neither the id nor the account has the write-only inputs of a face, or the generation of a container. The first program
after an import adds them to the state, without replacing the resource.
"""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_azure_face.adapter.operations import LIFECYCLES, EngineCall, Operations
from pulumi_azure_face.adapter.plugin_resources import OWNER_VALUES, PluginResource
from pulumi_azure_face.lifecycle.base import ResourceState
from pulumi_azure_face.lifecycle.identity.ownership_tags import read_resource_tag
from pulumi_azure_face.lifecycle.inputs.model import Resolved

from .replaced_containers import ReplacedContainers, container_of

WRITE_ONLY_INPUTS = ("digest", "url", "target_face", "detection_model")
"""The inputs of a face that the service does not return. It stores no image (face-api.md#face-no-image-stored)."""


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


def lacks_write_only_inputs(resource: PluginResource, values: Mapping[str, object]) -> bool:
    """Whether inputs or a state are of a face that was imported, and that no program has declared yet."""
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
    if not lacks_write_only_inputs(resource, olds) or not is_same_owner:
        return completed, dict(program)
    identity = {name: olds[name] for name in ("generation", "mark") if name in olds}
    return {}, {**program, **identity}


def complete(
    resource: PluginResource, olds: Mapping[str, object], news: Mapping[str, object], replaced: ReplacedContainers
) -> dict[str, object]:
    """Return the old values, completed with what an import does not have.

    A container that is named without its generation matches every generation, except that of a container which this
    process replaces: what was imported is not in there.
    """
    values = dict(olds)
    is_same_container = container_of(olds) == container_of(news) and container_of(olds) not in replaced
    old_generation, new_generation = olds.get("container_generation"), news.get("container_generation")
    if is_same_container and "container_generation" in olds and "" in (old_generation, new_generation):
        values["container_generation"] = new_generation
    if lacks_write_only_inputs(resource, olds):
        values |= {name: news[name] for name in WRITE_ONLY_INPUTS if news.get(name) is not None}
    return values
