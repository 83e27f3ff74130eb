"""Each resource through its whole life, as the engine drives it: made, left alone, changed, replaced, tampered with,
repaired, lost, made again and deleted.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, Kind
from pulumi_azure_face.lifecycle import container, face, gallery, person, training

from . import programs
from .account import EVERY_KIND, OTHER_NAME, OTHER_USER_DATA, TRAINED_KINDS, Account
from .photo_folders import write
from .simulated_engine import Resource

pytestmark = pytest.mark.anyio

Program = dict[str, Any]


@dataclass
class Life:
    """What is particular to one resource: its programs, and what somebody does to it from outside."""

    lifecycle: ModuleType
    first: Program
    changed: Program
    replacing: Program
    tamper: Callable[[], Awaitable[object]]
    lose: Callable[[], Awaitable[object]]
    is_over: Callable[[], Awaitable[bool]]
    """Whether the account is as it should be once the resource is deleted."""


def container_life(account: Account, kind: Kind, folder: Path) -> Life:
    item = f"/{kind.path}/staff"

    async def is_over() -> bool:
        return await account.container(kind, "staff") is None

    return Life(
        container,
        first=programs.container(kind, "staff", display_name="Staff"),
        changed=programs.container(kind, "staff", display_name="Other", user_data="x"),
        replacing=programs.container(kind, "staff", recognition_model="recognition_03"),
        tamper=lambda: account.send("PATCH", item, json={"name": "Tampered", "userData": "y"}),
        lose=lambda: account.send("DELETE", item),
        is_over=is_over,
    )


def gallery_life(account: Account, kind: Kind, folder: Path) -> Life:
    one, two = {"ann": (1, 2), "bob": (3,)}, {"ann": (1,), "cy": (4,)}
    flat = kind.holds == "faces"

    async def remove_a_face() -> None:
        paths = await account.face_paths(kind)
        await account.send("DELETE", paths["" if flat else "ann"][0])

    async def is_over() -> bool:
        return await account.gallery_content(kind) == ([("", [])] if flat else [])

    return Life(
        gallery,
        first=programs.gallery(write(folder / "one", {"": (1, 2, 3)} if flat else one), kind),
        changed=programs.gallery(write(folder / "two", {"": (1, 4)} if flat else two), kind),
        replacing=programs.gallery(folder / "two", kind, container_generation="another"),
        tamper=remove_a_face,
        lose=lambda: account.send("DELETE", f"/{kind.path}/staff"),
        is_over=is_over,
    )


def training_life(account: Account, kind: Kind, folder: Path) -> Life:
    async def is_over() -> bool:
        held = await account.container(kind, "staff")
        return held is not None and not held["training"]["stale"]

    return Life(
        training,
        first=programs.training(kind),
        changed=programs.training(kind, triggers=["revision 2"]),
        replacing=programs.training(kind, container_generation="another"),
        tamper=lambda: account.fail_a_training(kind),
        lose=lambda: account.send("DELETE", f"/{kind.path}/staff"),
        is_over=is_over,
    )


def person_life(account: Account, kind: Kind, folder: Path) -> Life:
    async def ours() -> list[str]:
        held = await account.container(kind, "staff") or {}
        paths = {one["name"]: f"/{kind.path}/staff/persons/{one['personId']}" for one in held["persons"]}
        return [path for name, path in paths.items() if name != OTHER_NAME]

    return Life(
        person,
        first=programs.person(kind, display_name="Ann", user_data="mine"),
        changed=programs.person(kind, display_name="Anne"),
        replacing=programs.person(kind, display_name="Anne", container_generation="another"),
        tamper=lambda: for_each(ours(), "PATCH", account, json={"userData": "somebody's"}),
        lose=lambda: for_each(ours(), "DELETE", account),
        is_over=lambda: none_of(ours()),
    )


def face_life(account: Account, kind: Kind, folder: Path) -> Life:
    """Of a list. What differs in that of a person's face is its path."""
    one, two = (write(folder / name, {"": (number,)}) / f"{number}.jpg" for name, number in (("one", 1), ("two", 2)))

    async def ours() -> list[str]:
        faces = (await account.container(kind, "staff") or {})["persistedFaces"]
        mine = [face for face in faces if face["userData"] != OTHER_USER_DATA]
        return [f"/{kind.path}/staff/persistedfaces/{face['persistedFaceId']}" for face in mine]

    return Life(
        face,
        first=programs.face(one, kind, user_data="mine"),
        changed=programs.face(one, kind),
        replacing=programs.face(two, kind),
        tamper=lambda: for_each(ours(), "PATCH", account, json={"userData": "somebody's"}),
        lose=lambda: for_each(ours(), "DELETE", account),
        is_over=lambda: none_of(ours()),
    )


async def for_each(paths: Awaitable[list[str]], method: str, account: Account, **request: Any) -> None:
    for path in await paths:
        await account.send(method, path, **request)


async def none_of(paths: Awaitable[list[str]]) -> bool:
    return not await paths


LifeOf = Callable[[Account, Kind, Path], Life]
LIVES: list[tuple[LifeOf, Kind]] = [
    *((life, kind) for life in (container_life, gallery_life) for kind in EVERY_KIND),
    *((training_life, kind) for kind in TRAINED_KINDS),
    *((person_life, kind) for kind in EVERY_KIND if kind.holds == "persons"),
    (face_life, LARGE_FACE_LIST),
]
EVERY_LIFE = pytest.mark.parametrize(
    ("life_of", "kind"), [pytest.param(life, kind, id=f"{life.__name__}-{kind.name}") for life, kind in LIVES]
)


@EVERY_LIFE
async def test_a_whole_life(life_of: LifeOf, kind: Kind, account: Account, tmp_path: Path) -> None:
    """Every command does what the program asks for and no more, and after each the next plan is quiet."""
    life = life_of(account, kind, tmp_path)
    resource = Resource(life.lifecycle, account, delete_before_replace=life.lifecycle is container)

    async def quiet(program: Program) -> None:
        """Nothing to do, and nobody asked."""
        await account.forget_requests()
        assert not await resource.has_changes(**program)
        assert await resource.up(**program) == "unchanged"
        assert await account.requests() == []

    async def home() -> None:
        """The container that everything but a container lives in."""
        if life.lifecycle is not container and await account.container(kind, "staff") is None:
            await account.create(kind)
        if life.lifecycle is training:
            await account.add_content(kind)

    await home()
    assert await resource.up(**life.first) == "created"
    await quiet(life.first)
    assert await resource.refresh()
    await quiet(life.first)

    assert await resource.up(**life.changed) == "updated"
    await quiet(life.changed)

    assert await resource.up(**life.replacing) == "replaced"
    await quiet(life.replacing)
    assert await resource.up(replace=True, **life.replacing) == "replaced"
    await quiet(life.replacing)

    await life.tamper()
    assert not await resource.has_changes(**life.replacing)
    assert await resource.refresh()
    assert await resource.has_changes(**life.replacing)
    assert await resource.up(**life.replacing) == "updated"
    await quiet(life.replacing)
    assert await resource.refresh()
    await quiet(life.replacing)

    await life.lose()
    assert not await resource.refresh()
    await home()
    assert await resource.up(**life.replacing) == "created"
    await quiet(life.replacing)

    await resource.destroy()
    assert await life.is_over()


@EVERY_LIFE
async def test_what_is_gone_already_is_deleted(life_of: LifeOf, kind: Kind, account: Account, tmp_path: Path) -> None:
    """Deleting is done when the thing is absent, whoever removed it, and touches nothing else."""
    life = life_of(account, kind, tmp_path)
    if life.lifecycle is not container:
        await account.create(kind)
        await account.add_content(kind)
    resource = Resource(life.lifecycle, account)
    await resource.up(**life.first)
    await life.lose()
    left = await account.container(kind, "staff")

    await resource.destroy()

    assert await account.container(kind, "staff") == left
