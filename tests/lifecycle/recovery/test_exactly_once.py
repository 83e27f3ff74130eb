"""A create of a person or face that is interrupted at any request: the next run leaves exactly one.

Each test interrupts one create at each of its requests, one after another, in the same way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.errors import DeadlineExceededError, UnreachableError
from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle.base import PartialFailureError
from pulumi_azure_face.lifecycle.recovery import exactly_once
from pulumi_azure_face.lifecycle.recovery.exactly_once import AmbiguousOrphanError
from pulumi_azure_face.lifecycle.saved_state import InterruptedCreate

from ..helpers import programs
from ..helpers.account import OTHER_USER_DATA, Account, open_account
from ..helpers.interruptions import INTERRUPTIONS, run_until_interrupted
from ..helpers.lifecycles import face, person
from ..helpers.photo_folders import photo
from ..helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

TEXT = "text for an application"


@dataclass
class Scenario:
    """A person or face to create, beside unmanaged items of the same type with the same user data."""

    account: Account
    resource: Resource
    program: dict[str, Any]
    path: str
    """The path of the collection."""
    unmanaged: set[str]

    async def texts(self) -> list[str | None]:
        """Return the user data of the items that are not unmanaged."""
        return [
            text
            for item_id, text in (await user_data_by_id(self.account, self.path)).items()
            if item_id not in self.unmanaged
        ]


async def user_data_by_id(account: Account, path: str) -> dict[str, str | None]:
    """Return the user data of the items in a collection by id."""
    _, kind, container_id, *subpath = path.split("/")
    [owner] = [
        container
        for container in await account.containers()
        if (container["kind"], container["id"]) == (kind, container_id)
    ]
    if subpath == ["persons"]:
        return {person["personId"]: person["userData"] for person in owner["persons"]}
    if subpath[0] == "persons":
        [owner] = [person for person in owner["persons"] if person["personId"] == subpath[1]]
    return {face["persistedFaceId"]: face["userData"] for face in owner["persistedFaces"]}


async def new_person(account: Account, kind: Kind, folder: Path, text: str | None) -> Scenario:
    await account.create(kind)
    await account.send("POST", f"/{kind.path}/staff/persons", json={"name": "Ann", "userData": text or OTHER_USER_DATA})
    program = programs.person(kind, display_name="Ann", user_data=text)
    path = f"/{kind.path}/staff/persons"
    return Scenario(account, Resource(person, account), program, path, set(await user_data_by_id(account, path)))


async def new_face(account: Account, kind: Kind, folder: Path, text: str | None) -> Scenario:
    """Prepare a face of a list, or of the single person of a group."""
    await account.create(kind)
    person_id = await account.add_person(kind) if kind.holds == "persons" else None
    path = f"/{kind.path}/staff{f'/persons/{person_id}' if person_id else ''}"
    await account.add_face(path, text or OTHER_USER_DATA)
    (folder / "ann.jpg").write_bytes(photo(1))
    program = programs.face(folder / "ann.jpg", kind, user_data=text, person_id=person_id)
    path = f"{path}/persistedfaces"
    return Scenario(account, Resource(face, account), program, path, set(await user_data_by_id(account, path)))


NewScenario = Callable[[Account, Kind, Path, "str | None"], Awaitable[Scenario]]
SCENARIOS: list[tuple[NewScenario, Kind]] = [
    (new_person, PERSON_GROUP),
    (new_person, LARGE_PERSON_GROUP),
    (new_face, PERSON_GROUP),
    (new_face, FACE_LIST),
    (new_face, LARGE_FACE_LIST),
]
ALL_SCENARIOS = pytest.mark.parametrize(
    ("new_scenario", "kind"),
    [pytest.param(new_scenario, kind, id=f"{new_scenario.__name__} {kind.name}") for new_scenario, kind in SCENARIOS],
)
WITH_AND_WITHOUT_TEXT = pytest.mark.parametrize("text", [None, TEXT], ids=["tag", "text"])


async def interrupted_at_each_request(
    new_scenario: NewScenario, kind: Kind, interruption: dict[str, Any], folder: Path, text: str | None
) -> AsyncIterator[Scenario]:
    """Yield an account for each request of a create, with a rule that interrupts this request."""
    for request in range(20):
        async with open_account() as account:
            scenario = await new_scenario(account, kind, folder, text)
            await account.add_rule(path=f"/{kind.path}/staff.*", skip=request, **interruption)
            yield scenario
    raise AssertionError("the create does not end")


@pytest.mark.parametrize("interruption", INTERRUPTIONS)
@WITH_AND_WITHOUT_TEXT
@ALL_SCENARIOS
async def test_interrupted_create_leaves_exactly_one_item(
    new_scenario: NewScenario, kind: Kind, text: str | None, interruption: dict[str, Any], tmp_path: Path
) -> None:
    """The next run leaves exactly one item with the given user data, and then there is no change.

    One window remains: a face with a text in a FaceList, where neither the reply nor the list could be read. Then the
    next run adds another one and names what may be superfluous.
    """
    is_published_window = kind is FACE_LIST and text is not None and interruption == {"drop": True, "times": None}
    async for scenario in interrupted_at_each_request(new_scenario, kind, interruption, tmp_path, text):
        await run_until_interrupted(scenario.resource, scenario.account, scenario.program)
        if not await scenario.account.start_next_run():
            return
        scenario.account.warnings.clear()
        await scenario.resource.up(**scenario.program)

        if is_published_window and len(await scenario.texts()) == 2:
            assert "faces with the same user data that this stack does not manage" in scenario.account.warnings[0]
            continue
        assert [user_data == TEXT for user_data in await scenario.texts()] == [text is not None]
        await scenario.account.clear_requests()
        assert await scenario.resource.up(**scenario.program) == "unchanged"
        assert await scenario.account.requests() == []
        await scenario.resource.destroy()
        assert await scenario.texts() == []
        assert scenario.unmanaged == set(await user_data_by_id(scenario.account, scenario.path))


@pytest.mark.parametrize(("new_scenario", "kind"), [(new_person, PERSON_GROUP), (new_face, LARGE_FACE_LIST)])
async def test_deadline_after_the_text_is_written_keeps_the_item(
    account: Account, new_scenario: NewScenario, kind: Kind, tmp_path: Path
) -> None:
    """If the deadline ends a create when the text has replaced the tag, the state has the item."""
    scenario = await new_scenario(account, kind, tmp_path, TEXT)
    await account.add_rule(method="PATCH", delay=60)

    with pytest.raises(PartialFailureError, match=r"timed out after 0\.5 s"):
        await scenario.resource.up(0.5, **scenario.program)
    await account.start_next_run()
    await scenario.resource.up(**scenario.program)

    assert await scenario.texts() == [TEXT]


async def test_deadline_during_the_request_keeps_a_face_without_a_tag(account: Account, tmp_path: Path) -> None:
    """If the deadline ends the request that adds a face to a face list, the list tells whether it was added."""
    scenario = await new_face(account, FACE_LIST, tmp_path, TEXT)
    await account.add_rule(method="POST", delay=60)

    with pytest.raises(PartialFailureError, match=r"timed out after 0\.5 s"):
        await scenario.resource.up(0.5, **scenario.program)
    await account.start_next_run()
    await scenario.resource.up(**scenario.program)

    assert await scenario.texts() == [TEXT]


CHANGES = [
    pytest.param({"image": "2.jpg"}, id="image"),
    pytest.param({"detection_model": "detection_02"}, id="detection model"),
    pytest.param({"image": "2.jpg", "user_data": "another"}, id="image and text"),
    pytest.param({"image": "2.jpg", "user_data": None}, id="image without text"),
]


@pytest.mark.parametrize("change", CHANGES)
@WITH_AND_WITHOUT_TEXT
@pytest.mark.parametrize("kind", [PERSON_GROUP, FACE_LIST, LARGE_FACE_LIST], ids=lambda kind: kind.name)
async def test_item_of_changed_inputs_is_removed(
    kind: Kind, text: str | None, change: dict[str, Any], tmp_path: Path
) -> None:
    """If the inputs change after a killed run, the item of the first inputs is removed."""
    (tmp_path / "2.jpg").write_bytes(photo(2))
    changed = {**change, **({"image": str(tmp_path / "2.jpg")} if "image" in change else {})}
    async for scenario in interrupted_at_each_request(new_face, kind, {"delay": 60}, tmp_path, text):
        await run_until_interrupted(scenario.resource, scenario.account, scenario.program)
        if not await scenario.account.start_next_run():
            return
        await scenario.resource.up(**{**scenario.program, **changed})

        assert len(await scenario.texts()) == 1
        assert scenario.unmanaged <= set(await user_data_by_id(scenario.account, scenario.path))


@ALL_SCENARIOS
@WITH_AND_WITHOUT_TEXT
async def test_reused_resource_name_creates_a_new_item(
    new_scenario: NewScenario, kind: Kind, text: str | None, tmp_path: Path
) -> None:
    """A renamed resource keeps its item, and a new resource with the old name gets its own item."""
    async with open_account() as account:
        scenario = await new_scenario(account, kind, tmp_path, text)
        await scenario.resource.up(**scenario.program)
        await account.start_next_run()
        renamed = {**scenario.program, "origin": {**programs.ORIGIN, "name": "renamed"}}
        assert await scenario.resource.up(**renamed) == "unchanged" or kind.holds == "persons"
        await account.start_next_run()

        new_resource = Resource(face if new_scenario is new_face else person, account)
        await new_resource.up(**scenario.program)

        assert new_resource.id != scenario.resource.id
        assert len(await scenario.texts()) == 2


async def test_retained_faces_are_not_deleted(account: Account, tmp_path: Path) -> None:
    """A replaced face stays with `retain_on_delete`, because the engine forgets it and does not delete it."""
    scenario = await new_face(account, LARGE_FACE_LIST, tmp_path, None)
    for number in (1, 2, 3):
        (tmp_path / "ann.jpg").write_bytes(photo(number))
        old_resource = Resource(face, account)
        old_resource.id, old_resource.state, old_resource.inputs = (
            scenario.resource.id,
            scenario.resource.state,
            scenario.resource.inputs,
        )
        if old_resource.id is not None:
            await old_resource.has_changes(**scenario.program)
            account.stack.ids.discard(old_resource.id)
        scenario.resource = Resource(face, account)
        await scenario.resource.up(**scenario.program)
        await account.start_next_run()

    assert len(await scenario.texts()) == 3


async def test_removed_item_is_not_found_in_an_older_list(account: Account, tmp_path: Path) -> None:
    """A list that is older than a removal does not bring the removed item back."""
    scenario = await new_face(account, FACE_LIST, tmp_path, None)
    await scenario.resource.up(**scenario.program)
    account.stack.ids.clear()
    await account.start_next_run()
    (tmp_path / "second.jpg").write_bytes(photo(2))
    second = Resource(face, account)
    await second.up(
        **{**scenario.program, "image": str(tmp_path / "second.jpg"), "origin": {"stack": "s", "name": "x"}}
    )

    await scenario.resource.destroy()
    await scenario.resource.up(**scenario.program)

    assert scenario.resource.id in await user_data_by_id(account, scenario.path)


async def test_replaced_face_stays_until_the_new_one_exists(account: Account, tmp_path: Path) -> None:
    """The replaced face stays until the new one exists, because only the engine deletes or retains it."""
    scenario = await new_face(account, LARGE_FACE_LIST, tmp_path, None)
    await scenario.resource.up(**scenario.program)
    (tmp_path / "ann.jpg").write_bytes(photo(2))
    await account.start_next_run()
    await account.add_rule(
        path=".*/persistedfaces", status=400, error={"code": "InvalidImage", "message": "no"}, times=None
    )

    with pytest.raises(Exception, match="InvalidImage"):
        await scenario.resource.up(**scenario.program)

    assert len(await scenario.texts()) == 1


@pytest.mark.parametrize(
    "interruption", [interruption for interruption in INTERRUPTIONS if "killed" in str(interruption.id)]
)
async def test_equal_faces_in_a_face_list_are_distinguished(interruption: dict[str, Any], tmp_path: Path) -> None:
    """Two faces with the same text in a FaceList are distinguished, although they have no tag."""
    (tmp_path / "second.jpg").write_bytes(photo(2))
    async for scenario in interrupted_at_each_request(new_face, FACE_LIST, interruption, tmp_path, TEXT):
        second_program = {
            **scenario.program,
            "image": str(tmp_path / "second.jpg"),
            "origin": {"stack": "s", "name": "second"},
        }
        await run_until_interrupted(scenario.resource, scenario.account, scenario.program)
        was_interrupted = await scenario.account.start_next_run()
        second = Resource(face, scenario.account)
        await second.up(**second_program)
        await scenario.account.start_next_run()
        if scenario.resource.id is None:
            await scenario.resource.up(**scenario.program)

        assert await scenario.texts() == [TEXT, TEXT]
        assert scenario.resource.id != second.id
        if not was_interrupted:
            return


async def prepared_inputs(scenario: Scenario) -> Any:
    """Return the inputs of a create as the engine records them before it starts."""
    prepared = await scenario.resource.prepare_create(scenario.resource.check({}, scenario.program))
    return scenario.resource.lifecycle.resolved_model.load(prepared)


async def kill_before_saving(scenario: Scenario) -> None:
    """Run the create to its last request, and lose the machine before the engine has saved the id."""
    inputs = await prepared_inputs(scenario)
    with suppress(ConnectionAbortedError), scenario.account.stack.recording_create(inputs):
        await scenario.resource.lifecycle.create(inputs, scenario.account.call_context())
        raise ConnectionAbortedError
    await scenario.account.start_next_run()


@ALL_SCENARIOS
async def test_item_without_a_tag_is_taken_over(
    new_scenario: NewScenario, kind: Kind, account: Account, tmp_path: Path
) -> None:
    """An item that was complete when the run was killed is taken over, and the unmanaged one beside it is not."""
    scenario = await new_scenario(account, kind, tmp_path, TEXT)
    await kill_before_saving(scenario)

    await scenario.resource.up(**scenario.program)

    assert await scenario.texts() == [TEXT]
    assert scenario.resource.id not in scenario.unmanaged


@ALL_SCENARIOS
async def test_ambiguous_orphan_stops_the_create(
    new_scenario: NewScenario, kind: Kind, account: Account, tmp_path: Path
) -> None:
    """If another application adds an equal item after the kill, the create names both and changes nothing."""
    scenario = await new_scenario(account, kind, tmp_path, TEXT)
    await kill_before_saving(scenario)
    await add_equal_item(scenario)
    before = await user_data_by_id(account, scenario.path)
    candidates = set(before) - scenario.unmanaged

    with pytest.raises(AmbiguousOrphanError) as raised:
        await scenario.resource.up(**scenario.program)

    assert all(item_id in str(raised.value) for item_id in candidates)
    assert not any(item_id in str(raised.value) for item_id in scenario.unmanaged)
    assert "`pulumi refresh --clear-pending-creates`" in str(raised.value)
    assert await user_data_by_id(account, scenario.path) == before

    account.stack.creates.clear()  # as that command does
    await account.start_next_run()
    await scenario.resource.up(**scenario.program)
    assert scenario.resource.id not in before


@ALL_SCENARIOS
async def test_two_interrupted_creates_with_equal_texts_stop(
    new_scenario: NewScenario, kind: Kind, account: Account, tmp_path: Path
) -> None:
    """If two interrupted creates could have left the one orphan, neither takes it."""
    scenario = await new_scenario(account, kind, tmp_path, TEXT)
    twin = Scenario(
        account,
        Resource(scenario.resource.lifecycle, account),
        {**scenario.program, "origin": {**programs.ORIGIN, "name": "twin"}},
        scenario.path,
        scenario.unmanaged,
    )
    with suppress(ConnectionAbortedError):
        inputs = await prepared_inputs(twin)
        with account.stack.recording_create(inputs):
            raise ConnectionAbortedError  # killed before its first request
    await kill_before_saving(scenario)
    before = await user_data_by_id(account, scenario.path)

    for resource in (scenario, twin):
        with pytest.raises(AmbiguousOrphanError):
            await resource.resource.up(**resource.program)

    assert await user_data_by_id(account, scenario.path) == before


@ALL_SCENARIOS
@WITH_AND_WITHOUT_TEXT
async def test_unreadable_state_takes_nothing_over(
    new_scenario: NewScenario, kind: Kind, text: str | None, account: Account, tmp_path: Path
) -> None:
    """Without the state of the stack, a create with a text stops if an equal item exists, and says why."""
    scenario = await new_scenario(account, kind, tmp_path, text)
    account.stack.problem = "`pulumi stack export` failed (FileNotFoundError)"
    before = await user_data_by_id(account, scenario.path)

    if text is None:
        await scenario.resource.up(**scenario.program)
        assert len(await user_data_by_id(account, scenario.path)) == len(before) + 1
        return
    with pytest.raises(AmbiguousOrphanError, match=r"cannot be read: `pulumi stack export` failed"):
        await scenario.resource.up(**scenario.program)
    assert await user_data_by_id(account, scenario.path) == before


async def add_equal_item(scenario: Scenario) -> None:
    """Add an item with the same name and text as another application would."""
    if scenario.path.endswith("/persons"):
        await scenario.account.send("POST", scenario.path, json={"name": "Ann", "userData": TEXT})
    else:
        await scenario.account.add_face(scenario.path.removesuffix("/persistedfaces"), TEXT)


async def record_create(scenario: Scenario) -> None:
    """Lose the machine right before the create."""
    inputs = await prepared_inputs(scenario)
    scenario.account.stack.creates.append(InterruptedCreate.of(inputs))
    await scenario.account.start_next_run()


@ALL_SCENARIOS
async def test_record_of_a_resumed_create_proves_nothing(
    new_scenario: NewScenario, kind: Kind, account: Account, tmp_path: Path
) -> None:
    """The engine keeps the record of a killed run. Once the create has succeeded, equal items belong to others."""
    scenario = await new_scenario(account, kind, tmp_path, TEXT)
    await record_create(scenario)
    await scenario.resource.up(**scenario.program)
    await account.start_next_run()
    await add_equal_item(scenario)
    others = set(await user_data_by_id(account, scenario.path)) - {scenario.resource.id}

    await scenario.resource.up(replace=True, **scenario.program)

    assert scenario.resource.id not in others
    assert others < set(await user_data_by_id(account, scenario.path))


@pytest.mark.parametrize("kind", [FACE_LIST, LARGE_FACE_LIST], ids=lambda kind: kind.name)
async def test_interrupted_replacement_is_found_again(kind: Kind, account: Account, tmp_path: Path) -> None:
    """A kill during a replacement leaves no duplicate: the state has the old item, and that is in the record."""
    scenario = await new_face(account, kind, tmp_path, TEXT)
    await scenario.resource.up(**scenario.program)
    await account.start_next_run()
    (tmp_path / "ann.jpg").write_bytes(photo(2))
    await kill_before_saving(scenario)
    assert len(await scenario.texts()) == 2

    assert await scenario.resource.up(**scenario.program) == "replaced"

    assert await scenario.texts() == [TEXT]


UNAVAILABLE = {"status": 503, "error": {"code": "ServiceUnavailable", "message": "no"}, "times": None}


@ALL_SCENARIOS
async def test_create_that_could_not_be_prepared_fails(
    new_scenario: NewScenario, kind: Kind, account: Account, tmp_path: Path
) -> None:
    """Without the list of equal items before the create, its record would let a later run take one of them."""
    scenario = await new_scenario(account, kind, tmp_path, TEXT)
    await account.add_rule(method="GET", path=f"/{kind.path}/staff.*", **UNAVAILABLE)
    inputs = await scenario.resource.prepare_create(scenario.resource.check({}, scenario.program))
    await account.clear_rules()
    await account.clear_requests()

    with pytest.raises(UnreachableError):
        await scenario.resource.lifecycle.create(
            scenario.resource.lifecycle.resolved_model.load(inputs), account.call_context()
        )

    assert await account.requests() == []


async def test_failed_removal_of_an_outdated_face_leaves_no_duplicate(account: Account, tmp_path: Path) -> None:
    """If the face of changed inputs in a FaceList cannot be removed, the new one is not added before the next run."""
    scenario = await new_face(account, FACE_LIST, tmp_path, TEXT)
    await kill_before_saving(scenario)
    changed = {**scenario.program, "user_data": "another"}
    await account.add_rule(method="DELETE", **UNAVAILABLE)

    with pytest.raises(UnreachableError):
        await scenario.resource.up(**changed)
    await account.start_next_run()
    await scenario.resource.up(**changed)

    assert await scenario.texts() == ["another"]


@ALL_SCENARIOS
async def test_rejected_key_after_a_lost_reply_is_reported_as_a_lost_reply(
    new_scenario: NewScenario, kind: Kind, account: Account, tmp_path: Path
) -> None:
    """A create that stopped at a wrong key is repeated with a new one, but not if its POST may have succeeded."""
    scenario = await new_scenario(account, kind, tmp_path, TEXT)
    inputs = await scenario.resource.prepare_create(scenario.resource.check({}, scenario.program))
    await account.add_rule(method="POST", drop=True)
    await account.add_rule(method="GET", status=401, error={"code": "401", "message": "no"}, times=None)

    with pytest.raises(UnreachableError):
        await scenario.resource.lifecycle.create(
            scenario.resource.lifecycle.resolved_model.load(inputs), account.call_context()
        )


async def test_deadline_during_an_untagged_post_names_the_face(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the list cannot be read after the deadline either, the error says that the face may exist."""
    monkeypatch.setattr(exactly_once, "LOOKUP_TIMEOUT", 0.1)
    scenario = await new_face(account, FACE_LIST, tmp_path, TEXT)
    await account.add_rule(method="POST", delay=60)
    await account.add_rule(method="GET", delay=60, skip=1)  # the first one is that of the check

    with pytest.raises(DeadlineExceededError, match="The service may have added it anyway"):
        await scenario.resource.up(0.5, **scenario.program)


async def test_deadline_before_an_untagged_post_names_no_face(account: Account, tmp_path: Path) -> None:
    """If the deadline ends the create before the POST, nothing can have been added."""
    scenario = await new_face(account, FACE_LIST, tmp_path, TEXT)
    inputs = await scenario.resource.prepare_create(scenario.resource.check({}, scenario.program))
    account.process.items_at_check.clear()
    await account.add_rule(method="GET", delay=60)

    with pytest.raises(DeadlineExceededError) as raised:
        await scenario.resource.lifecycle.create(
            scenario.resource.lifecycle.resolved_model.load(inputs), account.call_context(0.5)
        )

    assert "all the same" not in str(raised.value)
