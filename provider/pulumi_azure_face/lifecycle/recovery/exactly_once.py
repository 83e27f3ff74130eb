"""Making a person or a face exactly once, though the service makes another one with every POST
(face-api.md#retry-post-creates-duplicate).

What is made bears a mark in its `userData` from its first moment, so a lost reply or a killed run is settled by
looking. Text of the user's takes the mark's place afterwards; from then until the engine has saved the id, a note in
the journal knows it. A face of a face list gets its `userData` with the POST and never another
(face-api.md#face-list-user-data-fixed): with text of the user's it is told from its like by what was there before,
which the journal knows too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pulumi_azure_face.client.retry import until_done
from pulumi_azure_face.lifecycle.base import Call
from pulumi_azure_face.lifecycle.identity import derived_ids, ownership_tags
from pulumi_azure_face.lifecycle.identity.live_resources import Thing
from pulumi_azure_face.lifecycle.process_context import Texts

from .create_log import Note, Place


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
    """Removes an id."""
    is_known: Callable[[str], bool]
    """Whether an id is a resource's that this process has made or has seen in the state."""
    can_sign: bool
    """Whether its `userData` can be changed once it is made."""

    @property
    def marked(self) -> str:
        return written(self.mark)


def written(mark: str) -> str:
    return ownership_tags.write(ownership_tags.ResourceMark(mark))


@dataclass(frozen=True)
class There:
    """A thing that is in the account now."""

    id: str
    in_line: bool
    """Whether it bears what it is to bear; what an earlier run made may not, nor what still bears the mark."""


async def make_once(making: Making, call: Call) -> There:
    """The thing, made now or found as an earlier run has left it."""
    if making.user_data is not None and not making.can_sign:
        there = There(await make_unmarked(making, making.user_data, call), in_line=True)
    else:
        left = await left_over(making, call)
        in_line = making.user_data is None and not (left and making.can_sign)
        there = There(left or await post_marked(making, call), in_line)
    call.memory.journal.note(making.place, making.mark, Note(there.id))
    await discard_kin(making, call)
    return there


async def left_over(making: Making, call: Call) -> str | None:
    """What an earlier run made and could not save, by its note or by its mark. It is found once: it may go again."""
    there = await call.memory.found_in(making.owner, making.look)
    note = call.memory.journal.recall(making.place, making.mark) or Note()
    for found in candidates(note, making, there):
        if not making.is_known(found):
            del there[found]
            return found
    return None


def candidates(note: Note, making: Making, there: Texts) -> list[str]:
    """What the note names, unless a state holds it; or else what bears the mark."""
    if note.id is None or note.id not in there:
        return bearing(making.marked, there)
    return [] if note.saved else [note.id]


def bearing(text: str, there: Texts) -> list[str]:
    return sorted(found for found, user_data in there.items() if user_data == text)


async def post_marked(making: Making, call: Call) -> str:
    """POST, and look for the mark when the reply was lost."""
    call.memory.journal.note(making.place, making.mark, Note())
    before = bearing(making.marked, await call.memory.found_in(making.owner, making.look))

    async def made() -> str | None:
        return min(set(bearing(making.marked, await making.look())) - set(before), default=None)

    return await until_done(lambda: making.post(making.marked), made)


async def make_unmarked(making: Making, user_data: str, call: Call) -> str:
    """Note what looks like it, POST, and look which one is new when the reply was lost. One at a time in one owner."""
    async with call.memory.turn(making.owner):
        note = call.memory.journal.recall(making.place, making.mark)
        made = await new_since(note, making, call) if note and not note.saved else None
        return made or await post_unmarked(making, user_data, call)


async def post_unmarked(making: Making, user_data: str, call: Call) -> str:
    before = bearing(user_data, await making.look())
    note = Note(before=tuple(before), text=derived_ids.digest(user_data))
    call.memory.journal.note(making.place, making.mark, note)
    return await until_done(lambda: making.post(user_data), lambda: new_since(note, making, call))


async def new_since(note: Note, making: Making, call: Call) -> str | None:
    """What was made since the note was written, if that is certain: nothing that is noted as another's."""
    texts = await making.look()
    if note.id is not None:
        return note.id if note.id in texts else None
    others = {*note.before, *(one.id for one in call.memory.journal.notes(making.place).values())}
    alike = [found for found, text in texts.items() if derived_ids.digest(text) == note.text]
    new = [found for found in alike if found not in others and not making.is_known(found)]
    return new[0] if len(new) == 1 else None


async def discard_kin(making: Making, call: Call) -> None:
    """Remove what a killed run made for the same resource when it was declared otherwise: what a note of this machine
    speaks of and no state has been seen to hold.
    """
    for mark, note in call.memory.journal.notes_of_kin(making.place, making.mark).items():
        if note.saved or mark == making.mark:
            continue
        for found in await left_of(mark, note, making, call):
            if not making.is_known(found):
                await making.discard(found)
        call.memory.journal.forget(making.place, mark)


async def left_of(mark: str, note: Note, making: Making, call: Call) -> list[str]:
    there = await call.memory.found_in(making.owner, making.look)
    if note.id is not None:
        return [note.id] if note.id in there else []
    new = await new_since(note, making, call) if note.text else None
    return [new] if new else bearing(written(mark), there)
