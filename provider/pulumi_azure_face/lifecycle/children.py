"""What a person and a face that are resources of their own have in common: their marks, their text, how they go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any

from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.lifecycle.identity.live_resources import Thing, container_of
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Props, is_unknown
from pulumi_azure_face.lifecycle.recovery.exactly_once import written

from .base import Call
from .identity import derived_ids, generations
from .not_found import unless_gone
from .process_context import place_of
from .training import train_without

PATIENCE = 600.0  # seconds; a container may be under training for a while


def settle(olds: Props, inputs: Props, replacing: Collection[str], mark: object) -> Props:
    """Mark and generation: those of before while nothing that replaces has changed, new ones otherwise."""
    known = olds if generations.stays(olds, inputs, replacing) else inputs
    generation = generations.settled(olds, inputs, replacing)
    return {**inputs, "mark": known.get("mark") or mark, "generation": generation}


def mark_of(origin: Mapping[str, Any], inputs: Props, place: Iterable[str], look: Iterable[str] = ()) -> object:
    """What it is signed with, by the inputs that say where and as what it is made."""
    where, what = ({name: inputs.get(name) for name in names} for names in (place, look))
    return UNKNOWN if is_unknown([origin, where, what]) else derived_ids.resource_mark(origin, where, what)


def text_of(inputs: Props) -> str:
    """The `userData` in the account: the user's text untouched, or our mark."""
    return inputs.get("user_data") or written(inputs["mark"])


def seen_text(state: Props, user_data: str | None) -> str | None:
    """The user's text that stands in the account; None for our own mark."""
    return None if "mark" in state and user_data == written(state["mark"]) else user_data


async def take_leave(
    resource_id: str, this: Thing, state: Props, call: Call, tried: str, remove: Callable[[], Awaitable[None]]
) -> None:
    """Remove it, unless this process has made or kept it anew. A container that the program has trained already is
    trained again.
    """
    if call.claims.alive_under_another(this, state.get("generation", "")):
        return
    with deadline(call.timeout or PATIENCE, tried):
        async with call.memory.leaving(container_of(state), lambda: train_without(state, call)):
            with unless_gone(state, call.session):
                await remove()
    call.memory.gone(resource_id)
    if "mark" in state:
        call.memory.journal.forget(place_of(state, call.session.account.endpoint), state["mark"])
    call.claims.release(this)
