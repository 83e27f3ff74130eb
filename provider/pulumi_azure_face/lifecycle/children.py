"""Operations that Person and Face resources share: ownership tags, user data, and deletion."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any

from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.lifecycle.identity.live_resources import ResourceKey, container_key
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Props, is_unknown
from pulumi_azure_face.lifecycle.recovery.exactly_once import tag_user_data

from .base import CallContext
from .identity import derived_ids, generations
from .not_found import ignore_not_found
from .training import retrain_after_removal

DEFAULT_TIMEOUT = 600.0  # seconds; a write can wait for a training to end (face-api.md#training-writes-refused)


def add_identity(olds: Props, inputs: Props, replacing: Collection[str], tag: object) -> Props:
    """Keep the ownership tag and the generation unless a replacing input changed. Otherwise assign new ones."""
    source = olds if generations.is_kept(olds, inputs, replacing) else inputs
    generation = generations.next_generation(olds, inputs, replacing)
    return {**inputs, "mark": source.get("mark") or tag, "generation": generation}


def derive_tag(
    origin: Mapping[str, Any], inputs: Props, location_names: Iterable[str], content_names: Iterable[str] = ()
) -> object:
    """Derive the ownership tag from the named inputs, or return UNKNOWN if one of them is unknown."""
    location = {name: inputs.get(name) for name in location_names}
    content = {name: inputs.get(name) for name in content_names}
    if is_unknown([origin, location, content]):
        return UNKNOWN
    return derived_ids.derive_resource_tag(origin, location, content)


def user_data_for(inputs: Props) -> str:
    """Return the `userData` to write: the user's text unchanged, or the ownership tag if there is none."""
    return inputs.get("user_data") or tag_user_data(inputs["mark"])


def read_user_data(state: Props, user_data: str | None) -> str | None:
    """Return the user's text in the account, or None if the account has the ownership tag."""
    return None if "mark" in state and user_data == tag_user_data(state["mark"]) else user_data


async def delete_child(
    resource_id: str,
    key: ResourceKey,
    state: Props,
    call: CallContext,
    operation: str,
    remove: Callable[[], Awaitable[None]],
) -> None:
    """Delete a person or face, and retrain the container if this program has already trained it.

    Does nothing if this process created or kept the same object under another generation.
    """
    if call.live_resources.is_live_under_other_generation(key, state.get("generation", "")):
        return
    with deadline(call.timeout or DEFAULT_TIMEOUT, operation):
        async with call.process.deleting_from(container_key(state), lambda: retrain_after_removal(state, call)):
            with ignore_not_found(state, call.client):
                await remove()
    call.process.forget(resource_id)
    call.live_resources.remove(key)
