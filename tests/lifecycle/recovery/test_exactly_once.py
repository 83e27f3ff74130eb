"""A person or a face whose making is cut off at any request: the next run has exactly one of it.

Each test walks through all requests of the making, one after another, and cuts each off in the same way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle import face, person
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.process_context import ProcessContext, create_location
from pulumi_azure_face.lifecycle.recovery.create_log import CreateLog
from pulumi_azure_face.lifecycle.recovery.exactly_once import create_exactly_once

from .. import programs
from ..account import OTHER_USER_DATA, Account, open_account
from ..interruption import INTERRUPTIONS, run_until_interrupted
from ..photo_folders import photo
from ..simulated_engine import Resource

pytestmark = pytest.mark.anyio

TEXT = "what an application reads"


@dataclass
class Home:
    """Where a thing is made, among others of the same kind that bear the same text."""

    account: Account
    resource: Resource
    program: dict[str, Any]
    path: str
    """Of the collection it is made in."""
    others: set[str]

    async def texts(self) -> list[str | None]:
        """The user data of what is there besides the others'."""
        return [text for found, text in (await there(self.account, self.path)).items() if found not in self.others]


async def there(account: Account, path: str) -> dict[str, str | None]:
    """User data by id of what is in a collection, as its owner sees it."""
    _, kind, container_id, *within = path.split("/")
    [held] = [one for one in await account.containers() if (one["kind"], one["id"]) == (kind, container_id)]
    if within == ["persons"]:
        return {one["personId"]: one["userData"] for one in held["persons"]}
    if within[0] == "persons":
        [held] = [one for one in held["persons"] if one["personId"] == within[1]]
    return {one["persistedFaceId"]: one["userData"] for one in held["persistedFaces"]}


async def new_person(account: Account, kind: Kind, folder: Path, text: str | None) -> Home:
    await account.create(kind)
    await account.send("POST", f"/{kind.path}/staff/persons", json={"name": "Ann", "userData": text or OTHER_USER_DATA})
    program = programs.person(kind, display_name="Ann", user_data=text)
    path = f"/{kind.path}/staff/persons"
    return Home(account, Resource(person, account), program, path, set(await there(account, path)))


async def new_face(account: Account, kind: Kind, folder: Path, text: str | None) -> Home:
    """Of a list, or of the one person of a group."""
    await account.create(kind)
    person_id = await account.add_person(kind) if kind.holds == "persons" else None
    path = f"/{kind.path}/staff{f'/persons/{person_id}' if person_id else ''}"
    await account.add_face(path, text or OTHER_USER_DATA)
    (folder / "ann.jpg").write_bytes(photo(1))
    program = programs.face(folder / "ann.jpg", kind, user_data=text, person_id=person_id)
    path = f"{path}/persistedfaces"
    return Home(account, Resource(face, account), program, path, set(await there(account, path)))


NewHome = Callable[[Account, Kind, Path, "str | None"], Awaitable[Home]]
THINGS: list[tuple[NewHome, Kind]] = [
    (new_person, PERSON_GROUP),
    (new_person, LARGE_PERSON_GROUP),
    (new_face, PERSON_GROUP),
    (new_face, FACE_LIST),
    (new_face, LARGE_FACE_LIST),
]
EVERY_THING = pytest.mark.parametrize(
    ("new", "kind"), [pytest.param(new, kind, id=f"{new.__name__} {kind.name}") for new, kind in THINGS]
)
WITH_AND_WITHOUT_TEXT = pytest.mark.parametrize("text", [None, TEXT], ids=["mark", "text"])


async def cuts(new: NewHome, kind: Kind, cut: dict[str, Any], folder: Path, text: str | None) -> AsyncIterator[Home]:
    """For each request of a making an account of its own, with the cut waiting for that request."""
    for request in range(20):
        async with open_account() as account:
            home = await new(account, kind, folder, text)
            await account.rule(path=f"/{kind.path}/staff.*", skip=request, **cut)
            yield home
    raise AssertionError("the making never ends")


@pytest.mark.parametrize("cut", INTERRUPTIONS)
@WITH_AND_WITHOUT_TEXT
@EVERY_THING
async def test_a_making_that_is_cut_off(
    new: NewHome, kind: Kind, text: str | None, cut: dict[str, Any], tmp_path: Path
) -> None:
    """Run again, there is exactly one, with the text exactly as it was given; then nothing is left to do."""
    async for home in cuts(new, kind, cut, tmp_path, text):
        await run_until_interrupted(home.resource, home.account, home.program)
        if not await home.account.next_run():
            return
        await home.resource.up(**home.program)

        assert [found == TEXT for found in await home.texts()] == [text is not None]
        await home.account.forget_requests()
        assert await home.resource.up(**home.program) == "unchanged"
        assert await home.account.requests() == []
        await home.resource.destroy()
        assert await home.texts() == []
        assert home.others == set(await there(home.account, home.path))


@pytest.mark.parametrize("cut", [cut for cut in INTERRUPTIONS if "killed" in str(cut.id)])
@EVERY_THING
async def test_another_machine_takes_it_up(new: NewHome, kind: Kind, cut: dict[str, Any], tmp_path: Path) -> None:
    """What bears a mark is found without any note: the pipeline's next run may be on another machine."""
    async for home in cuts(new, kind, cut, tmp_path, None):
        await run_until_interrupted(home.resource, home.account, home.program)
        if not await home.account.next_run():
            return
        home.account.process = ProcessContext(CreateLog(tmp_path / "another machine"))
        await home.resource.up(**home.program)

        assert len(await home.texts()) == 1


CHANGES = [
    pytest.param({"image": "2.jpg"}, id="image"),
    pytest.param({"detection_model": "detection_02"}, id="detection model"),
    pytest.param({"image": "2.jpg", "user_data": "another"}, id="image and text"),
    pytest.param({"image": "2.jpg", "user_data": None}, id="image and no text"),
]


@pytest.mark.parametrize("change", CHANGES)
@WITH_AND_WITHOUT_TEXT
@pytest.mark.parametrize("kind", [PERSON_GROUP, FACE_LIST, LARGE_FACE_LIST], ids=lambda kind: kind.name)
async def test_what_was_left_of_another_program_goes(
    kind: Kind, text: str | None, change: dict[str, Any], tmp_path: Path
) -> None:
    """A run was killed, and then the face was declared otherwise: nothing of the first one stays."""
    (tmp_path / "2.jpg").write_bytes(photo(2))
    changed = {**change, **({"image": str(tmp_path / "2.jpg")} if "image" in change else {})}
    async for home in cuts(new_face, kind, {"delay": 60}, tmp_path, text):
        await run_until_interrupted(home.resource, home.account, home.program)
        if not await home.account.next_run():
            return
        await home.resource.up(**{**home.program, **changed})

        assert len(await home.texts()) == 1
        assert home.others <= set(await there(home.account, home.path))


@EVERY_THING
@WITH_AND_WITHOUT_TEXT
async def test_a_name_that_is_used_again(new: NewHome, kind: Kind, text: str | None, tmp_path: Path) -> None:
    """A renamed resource keeps its thing, and a new one under its old name gets one of its own, whichever comes first."""
    async with open_account() as account:
        home = await new(account, kind, tmp_path, text)
        await home.resource.up(**home.program)
        await account.next_run()
        renamed = {**home.program, "origin": {**programs.ORIGIN, "name": "renamed"}}
        assert await home.resource.up(**renamed) == "unchanged" or kind.holds == "persons"
        await account.next_run()

        again = Resource(face if new is new_face else person, account)
        await again.up(**home.program)

        assert again.id != home.resource.id
        assert len(await home.texts()) == 2


async def test_what_is_kept_on_purpose_stays(account: Account, tmp_path: Path) -> None:
    """With `retain_on_delete` the engine forgets a replaced face and does not delete it: neither do we."""
    home = await new_face(account, LARGE_FACE_LIST, tmp_path, None)
    for number in (1, 2, 3):
        (tmp_path / "ann.jpg").write_bytes(photo(number))
        replaced = Resource(face, account)
        replaced.id, replaced.state, replaced.inputs = home.resource.id, home.resource.state, home.resource.inputs
        if replaced.id is not None:
            await replaced.has_changes(**home.program)
            account.process.record_saved(replaced.state)
        home.resource = Resource(face, account)
        await home.resource.up(**home.program)
        await account.next_run()

    assert len(await home.texts()) == 3


async def test_what_this_run_removed_is_not_found(account: Account, tmp_path: Path) -> None:
    """A look that is older than a removal does not bring the removed thing back."""
    home = await new_face(account, FACE_LIST, tmp_path, None)
    await home.resource.up(**home.program)
    account.process.create_log.remove_all(create_location(home.resource.state, home.resource.state["endpoint"]))
    await account.next_run()
    (tmp_path / "second.jpg").write_bytes(photo(2))
    looks = Resource(face, account)
    await looks.up(**{**home.program, "image": str(tmp_path / "second.jpg"), "origin": {"stack": "s", "name": "x"}})

    await home.resource.destroy()
    await home.resource.up(**home.program)

    assert home.resource.id in await there(account, home.path)


async def test_an_old_face_stays_until_the_new_one_is_there(account: Account, tmp_path: Path) -> None:
    """What a replacement replaces is no leftover: it is the engine's to delete, or to keep."""
    home = await new_face(account, LARGE_FACE_LIST, tmp_path, None)
    await home.resource.up(**home.program)
    (tmp_path / "ann.jpg").write_bytes(photo(2))
    await account.next_run()
    await account.rule(
        path=".*/persistedfaces", status=400, error={"code": "InvalidImage", "message": "no"}, times=None
    )

    with pytest.raises(Exception, match="InvalidImage"):
        await home.resource.up(**home.program)

    assert len(await home.texts()) == 1


@pytest.mark.parametrize("cut", [cut for cut in INTERRUPTIONS if "killed" in str(cut.id)])
async def test_two_alike_in_a_face_list(cut: dict[str, Any], tmp_path: Path) -> None:
    """Faces of a face list that bear the same text are told apart, though no request can mark them."""
    (tmp_path / "second.jpg").write_bytes(photo(2))
    async for home in cuts(new_face, FACE_LIST, cut, tmp_path, TEXT):
        other = {**home.program, "image": str(tmp_path / "second.jpg"), "origin": {"stack": "s", "name": "second"}}
        await run_until_interrupted(home.resource, home.account, home.program)
        struck = await home.account.next_run()
        twin = Resource(face, home.account)
        await twin.up(**other)
        await home.account.next_run()
        if home.resource.id is None:
            await home.resource.up(**home.program)

        assert await home.texts() == [TEXT, TEXT]
        assert home.resource.id != twin.id
        if not struck:
            return


async def test_alike_and_of_another_stack(account: Account, tmp_path: Path) -> None:
    """While our request gets lost, another process adds a face that looks like ours: its note says whose it is."""
    home = await new_face(account, FACE_LIST, tmp_path, TEXT)
    journal = CreateLog(account.process.create_log._folder)
    theirs = Resource(face, replace(account, process=ProcessContext(journal), live_resources=LiveResources()))
    call = account.call()
    making = face.exactly_once_create(home.resource.check({}, home.program), call)

    async def post_after_theirs(user_data: str) -> str:
        if theirs.id is None:
            await theirs.up(**{**home.program, "origin": {**programs.ORIGIN, "stack": "another"}})
            await account.rule(method="POST", drop=True, before=True)
        return await making.post(user_data)

    ours = await create_exactly_once(replace(making, post=post_after_theirs), call)

    assert ours.id != theirs.id
    assert await home.texts() == [TEXT, TEXT]


@EVERY_THING
@WITH_AND_WITHOUT_TEXT
async def test_what_is_noted_of_others_is_not_read(
    new: NewHome, kind: Kind, text: str | None, account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many things were made before it, a making reads as many notes as the first one."""
    home = await new(account, kind, tmp_path, text)
    read, read_text = [0], Path.read_text

    def counted(file: Path, *how: Any, **way: Any) -> str:
        read[-1] += account.process.create_log._folder in file.parents
        return read_text(file, *how, **way)

    monkeypatch.setattr(Path, "read_text", counted)
    for number in range(5):
        program = {**home.program, "origin": {**programs.ORIGIN, "name": f"number {number}"}}
        await Resource(face if new is new_face else person, account).up(**program)
        read.append(0)

    assert len(await home.texts()) == 5
    assert set(read[:-1]) == {read[0]} != {0}
