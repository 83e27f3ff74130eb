"""Each resource through a whole life in the simulated engine.

It is created, left unchanged, updated, replaced, changed outside the program, repaired, lost, created again, and
deleted.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, Kind

from .helpers import programs
from .helpers.account import ALL_KINDS, OTHER_NAME, OTHER_USER_DATA, TRAINABLE_KINDS, Account
from .helpers.lifecycles import AnyLifecycle, container, face, gallery, person, training
from .helpers.photo_folders import write_photos
from .helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

Program = dict[str, Any]


@dataclass
class Scenario:
    """The programs of one resource and the changes outside the program."""

    lifecycle: AnyLifecycle
    first: Program
    changed: Program
    replacing: Program
    change_outside: Callable[[], Awaitable[object]]
    delete_outside: Callable[[], Awaitable[object]]
    is_deleted: Callable[[], Awaitable[bool]]
    """Whether the account is correct after the resource is deleted."""


def container_scenario(account: Account, kind: Kind, folder: Path) -> Scenario:
    item = f"/{kind.path}/staff"

    async def is_deleted() -> bool:
        return await account.container(kind, "staff") is None

    return Scenario(
        container,
        first=programs.container(kind, "staff", display_name="Staff"),
        changed=programs.container(kind, "staff", display_name="Other", user_data="x"),
        replacing=programs.container(kind, "staff", recognition_model="recognition_03"),
        change_outside=lambda: account.send("PATCH", item, json={"name": "Changed", "userData": "y"}),
        delete_outside=lambda: account.send("DELETE", item),
        is_deleted=is_deleted,
    )


def gallery_scenario(account: Account, kind: Kind, folder: Path) -> Scenario:
    first_photos, second_photos = {"ann": (1, 2), "bob": (3,)}, {"ann": (1,), "cy": (4,)}
    is_list = kind.holds == "faces"

    async def delete_face() -> None:
        paths = await account.face_paths(kind)
        await account.send("DELETE", paths["" if is_list else "ann"][0])

    async def is_deleted() -> bool:
        return await account.gallery_content(kind) == ([("", [])] if is_list else [])

    return Scenario(
        gallery,
        first=programs.gallery(write_photos(folder / "one", {"": (1, 2, 3)} if is_list else first_photos), kind),
        changed=programs.gallery(write_photos(folder / "two", {"": (1, 4)} if is_list else second_photos), kind),
        replacing=programs.gallery(folder / "two", kind, container_generation="another"),
        change_outside=delete_face,
        delete_outside=lambda: account.send("DELETE", f"/{kind.path}/staff"),
        is_deleted=is_deleted,
    )


def training_scenario(account: Account, kind: Kind, folder: Path) -> Scenario:
    async def is_deleted() -> bool:
        actual = await account.container(kind, "staff")
        return actual is not None and not actual["training"]["stale"]

    return Scenario(
        training,
        first=programs.training(kind),
        changed=programs.training(kind, triggers=["revision 2"]),
        replacing=programs.training(kind, container_generation="another"),
        change_outside=lambda: account.fail_training(kind),
        delete_outside=lambda: account.send("DELETE", f"/{kind.path}/staff"),
        is_deleted=is_deleted,
    )


def person_scenario(account: Account, kind: Kind, folder: Path) -> Scenario:
    async def managed_paths() -> list[str]:
        actual = await account.container(kind, "staff") or {}
        paths = {person["name"]: f"/{kind.path}/staff/persons/{person['personId']}" for person in actual["persons"]}
        return [path for name, path in paths.items() if name != OTHER_NAME]

    return Scenario(
        person,
        first=programs.person(kind, display_name="Ann", user_data="text"),
        changed=programs.person(kind, display_name="Anne"),
        replacing=programs.person(kind, display_name="Anne", container_generation="another"),
        change_outside=lambda: send_to_each(managed_paths(), "PATCH", account, json={"userData": "changed"}),
        delete_outside=lambda: send_to_each(managed_paths(), "DELETE", account),
        is_deleted=lambda: is_empty(managed_paths()),
    )


def face_scenario(account: Account, kind: Kind, folder: Path) -> Scenario:
    """Return the scenario of a face in a list, which differs from a person's face only in the path."""
    first_photos, second_photos = (
        write_photos(folder / name, {"": (number,)}) / f"{number}.jpg" for name, number in (("one", 1), ("two", 2))
    )

    async def managed_paths() -> list[str]:
        faces = (await account.container(kind, "staff") or {})["persistedFaces"]
        managed = [face for face in faces if face["userData"] != OTHER_USER_DATA]
        return [f"/{kind.path}/staff/persistedfaces/{face['persistedFaceId']}" for face in managed]

    return Scenario(
        face,
        first=programs.face(first_photos, kind, user_data="text"),
        changed=programs.face(first_photos, kind),
        replacing=programs.face(second_photos, kind),
        change_outside=lambda: send_to_each(managed_paths(), "PATCH", account, json={"userData": "changed"}),
        delete_outside=lambda: send_to_each(managed_paths(), "DELETE", account),
        is_deleted=lambda: is_empty(managed_paths()),
    )


async def send_to_each(paths: Awaitable[list[str]], method: str, account: Account, **request: Any) -> None:
    for path in await paths:
        await account.send(method, path, **request)


async def is_empty(paths: Awaitable[list[str]]) -> bool:
    return not await paths


NewScenario = Callable[[Account, Kind, Path], Scenario]
SCENARIOS: list[tuple[NewScenario, Kind]] = [
    *((scenario, kind) for scenario in (container_scenario, gallery_scenario) for kind in ALL_KINDS),
    *((training_scenario, kind) for kind in TRAINABLE_KINDS),
    *((person_scenario, kind) for kind in ALL_KINDS if kind.holds == "persons"),
    (face_scenario, LARGE_FACE_LIST),
]
ALL_SCENARIOS = pytest.mark.parametrize(
    ("new_scenario", "kind"),
    [
        pytest.param(scenario, kind, id=f"{scenario.__name__.removesuffix('_scenario')} {kind.name}")
        for scenario, kind in SCENARIOS
    ],
)


@ALL_SCENARIOS
async def test_resource_through_its_whole_life(
    new_scenario: NewScenario, kind: Kind, account: Account, tmp_path: Path
) -> None:
    """Each command makes the changes of the program and no others, and then there is no change."""
    scenario = new_scenario(account, kind, tmp_path)
    resource = Resource(scenario.lifecycle, account, delete_before_replace=scenario.lifecycle is container)

    async def assert_no_changes(program: Program) -> None:
        """Assert that there is no change and that no request is sent."""
        await account.clear_requests()
        assert not await resource.has_changes(**program)
        assert await resource.up(**program) == "unchanged"
        assert await account.requests() == []

    async def ensure_container() -> None:
        """Create the container, with a face for a training, unless the resource is the container."""
        if scenario.lifecycle is not container and await account.container(kind, "staff") is None:
            await account.create(kind)
        if scenario.lifecycle is training:
            await account.add_content(kind)

    await ensure_container()
    assert await resource.up(**scenario.first) == "created"
    await assert_no_changes(scenario.first)
    assert await resource.refresh()
    await assert_no_changes(scenario.first)

    assert await resource.up(**scenario.changed) == "updated"
    await assert_no_changes(scenario.changed)

    assert await resource.up(**scenario.replacing) == "replaced"
    await assert_no_changes(scenario.replacing)
    assert await resource.up(replace=True, **scenario.replacing) == "replaced"
    await assert_no_changes(scenario.replacing)

    await scenario.change_outside()
    assert not await resource.has_changes(**scenario.replacing)
    assert await resource.refresh()
    assert await resource.has_changes(**scenario.replacing)
    assert await resource.up(**scenario.replacing) == "updated"
    await assert_no_changes(scenario.replacing)
    assert await resource.refresh()
    await assert_no_changes(scenario.replacing)

    await scenario.delete_outside()
    assert not await resource.refresh()
    await ensure_container()
    assert await resource.up(**scenario.replacing) == "created"
    await assert_no_changes(scenario.replacing)

    await resource.destroy()
    assert await scenario.is_deleted()


@ALL_SCENARIOS
async def test_delete_of_a_missing_resource_succeeds(
    new_scenario: NewScenario, kind: Kind, account: Account, tmp_path: Path
) -> None:
    """The delete of a missing resource succeeds and changes nothing else."""
    scenario = new_scenario(account, kind, tmp_path)
    if scenario.lifecycle is not container:
        await account.create(kind)
        await account.add_content(kind)
    resource = Resource(scenario.lifecycle, account)
    await resource.up(**scenario.first)
    await scenario.delete_outside()
    remaining = await account.container(kind, "staff")

    await resource.destroy()

    assert await account.container(kind, "staff") == remaining
