"""Making a person or a face exactly once, though the service makes another one with every POST (contract 13).

What is made bears a mark in its `userData` from its first moment, so a lost reply or a killed run is settled by
looking. Text of the user's takes the mark's place afterwards; from then until the engine has saved the id, a note in
the journal knows it. A face of a face list gets its `userData` with the POST and never another (contract 6.2): with
text of the user's it is told from its like by what was there before, which the journal knows too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pulumi_azure_face.client.errors import Unreachable

from . import identity, marks
from .claims import Thing
from .journal import Note, Place
from .memory import Texts
from .model import Call
from .values import Props

POSTS = 5  # whose replies are lost, before giving up


@dataclass(frozen=True)
class Making:
    """One thing to be made, and how it is looked for."""

    mark: str
    place: Place
    owner: Thing
    """What is looked through: the container, or a person in it."""
    user_data: str | None
    """The user's own text, which it is to bear in the end."""
    post: Callable[[str], Awaitable[str]]
    """Makes it with this `userData`; gives its id."""
    look: Callable[[], Awaitable[Texts]]
    """The `userData` of all that is there, by id."""
    discard: Callable[[str], Awaitable[None]]
    """Removes what a killed run left of an older program, unless it is in the state after all."""
    can_sign: bool
    """Whether its `userData` can be changed once it is made."""

    @property
    def marked(self) -> str:
        return written(self.mark)


def place_of(props: Props, call: Call) -> Place:
    return Place(call.session.account.endpoint, props["kind"], props["container_id"], props["container_generation"])


def written(mark: str) -> str:
    return marks.write(marks.ResourceMark(mark))


@dataclass(frozen=True)
class There:
    """A thing that is in the account now."""

    id: str
    in_line: bool
    """Whether it bears what it is to bear; what an earlier run made may not, nor what still bears the mark."""


async def make_once(making: Making, call: Call) -> There:
    """The thing, made now or found as an earlier run has left it. One with text of the user's is noted."""
    if making.user_data is not None and not making.can_sign:
        there = There(await make_unmarked(making, making.user_data, call), in_line=True)
    else:
        left = await left_over(making, call)
        in_line = making.user_data is None and not (left and making.can_sign)
        there = There(left or await post_marked(making), in_line)
        await discard_kin(making, call)
    if making.user_data is not None:
        call.memory.journal.note(making.place, making.mark, Note(there.id))
    return there


async def left_over(making: Making, call: Call) -> str | None:
    """What an earlier run made and could not save, by its note or by its mark. It is found once: it may go again."""
    there = await call.memory.found_in(making.owner, making.look)
    note = call.memory.journal.recall(making.place, making.mark)
    found = note.id if note and note.id in there else bearing(making.marked, there)
    if found is not None:
        del there[found]
    return found


def bearing(text: str, there: Texts) -> str | None:
    return min((found for found, user_data in there.items() if user_data == text), default=None)


async def post_marked(making: Making) -> str:
    """POST, and look for the mark when the reply was lost."""
    for attempt in range(1, POSTS + 1):
        try:
            return await making.post(making.marked)
        except Unreachable as lost:
            if not lost.maybe_done:
                raise
            made = bearing(making.marked, await making.look())
            if made is not None:
                return made
            if attempt == POSTS:
                raise
    raise AssertionError("the last attempt returns or raises")


async def discard_kin(making: Making, call: Call) -> None:
    """Remove what was made for the same resource when it was declared otherwise."""
    for found, text in (await call.memory.found_in(making.owner, making.look)).items():
        mark = marks.read_resource(text)
        if mark and mark.resource != making.mark and identity.kin(mark.resource) == identity.kin(making.mark):
            await making.discard(found)


async def make_unmarked(making: Making, user_data: str, call: Call) -> str:
    """Note what looks like it, POST, and look which one is new when the reply was lost. One at a time in one owner."""
    async with call.memory.turn(making.owner):
        note = call.memory.journal.recall(making.place, making.mark)
        made = await new_since(note, making, call) if note else None
        return made or await post_unmarked(making, user_data, call)


async def post_unmarked(making: Making, user_data: str, call: Call) -> str:
    for attempt in range(1, POSTS + 1):
        note = Note(before=tuple(await alike(making)))
        call.memory.journal.note(making.place, making.mark, note)
        try:
            return await making.post(user_data)
        except Unreachable as lost:
            if not lost.maybe_done:
                raise
            made = await new_since(note, making, call)
            if made is not None:
                return made
            if attempt == POSTS:
                raise
    raise AssertionError("the last attempt returns or raises")


async def new_since(note: Note, making: Making, call: Call) -> str | None:
    """What was made since the note was written, if that is certain: nothing that is noted as another's."""
    candidates = await alike(making)
    if note.id is not None:
        return note.id if note.id in candidates else None
    others = {*note.before, *call.memory.journal.known(making.place)}
    new = [found for found in candidates if found not in others]
    return new[0] if len(new) == 1 else None


async def alike(making: Making) -> list[str]:
    return [found for found, text in (await making.look()).items() if text == making.user_data]
