"""What a person and a face that are resources of their own have in common: their marks, their text, how they go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any

from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.lifecycle.identity.live_resources import ResourceKey, container_key
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Props, is_unknown
from pulumi_azure_face.lifecycle.recovery.exactly_once import tag_user_data

from .base import CallContext
from .identity import derived_ids, generations
from .not_found import ignore_not_found
from .process_context import create_location
from .training import retrain_after_removal

DEFAULT_TIMEOUT = 600.0  # seconds; a container may be under training for a while


def with_identity(olds: Props, inputs: Props, replacing: Collection[str], tag: object) -> Props:
    """Mark and generation: those of before while nothing that replaces has changed, new ones otherwise."""
    known = olds if generations.is_kept(olds, inputs, replacing) else inputs
    generation = generations.next_generation(olds, inputs, replacing)
    return {**inputs, "mark": known.get("mark") or tag, "generation": generation}


def derive_tag(origin: Mapping[str, Any], inputs: Props, place: Iterable[str], content: Iterable[str] = ()) -> object:
    """What it is signed with, by the inputs that say where and as what it is made."""
    where, what = ({name: inputs.get(name) for name in names} for names in (place, content))
    return UNKNOWN if is_unknown([origin, where, what]) else derived_ids.derive_resource_tag(origin, where, what)


def user_data_for(inputs: Props) -> str:
    """The `userData` in the account: the user's text untouched, or our mark."""
    return inputs.get("user_data") or tag_user_data(inputs["mark"])


def read_user_data(state: Props, user_data: str | None) -> str | None:
    """The user's text that stands in the account; None for our own mark."""
    return None if "mark" in state and user_data == tag_user_data(state["mark"]) else user_data


async def delete_child(
    resource_id: str,
    key: ResourceKey,
    state: Props,
    call: CallContext,
    operation: str,
    remove: Callable[[], Awaitable[None]],
) -> None:
    """Remove it, unless this process has made or kept it anew. A container that the program has trained already is
    trained again.
    """
    if call.live_resources.is_live_under_other_generation(key, state.get("generation", "")):
        return
    with deadline(call.timeout or DEFAULT_TIMEOUT, operation):
        async with call.process.deleting_from(container_key(state), lambda: retrain_after_removal(state, call)):
            with ignore_not_found(state, call.client):
                await remove()
    call.process.forget(resource_id)
    if "mark" in state:
        call.process.create_log.remove(create_location(state, call.client.account.endpoint), state["mark"])
    call.live_resources.remove(key)
