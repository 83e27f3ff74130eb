"""The life of each resource, through each adapter from one table."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.emulator import Running

from .adapters import Adapter, Saved, Values
from .conftest import KEY


@dataclass(frozen=True)
class Life:
    """What a program declares for one resource, in the order in which it changes it."""

    type: str
    inputs: Values
    update: Values
    """Inputs whose change is an update."""
    replacement: Values
    """Inputs whose change replaces the resource."""
    replaces: frozenset[str]
    """The properties that cause the replacement, as each adapter may name them."""
    container: str = ""
    """The type of the container."""
    invalid: Values = field(default_factory=dict)
    problem: str = ""
    """The beginning of the problem with the invalid inputs, without the name of the input."""


MODEL = {"recognition_model": "recognition_03"}
MODELS = frozenset({"recognition_model", "recognitionModel"})
LIVES = [
    *(
        Life(
            type_,
            {id_input: "it"},
            {"display_name": "Other", "user_data": "text"},
            MODEL,
            MODELS,
            invalid={"display_name": 5},
            problem="must be a string, got ",
        )
        for type_, id_input in (
            ("PersonGroup", "person_group_id"),
            ("LargePersonGroup", "large_person_group_id"),
            ("FaceList", "face_list_id"),
            ("LargeFaceList", "large_face_list_id"),
        )
    ),
    Life(
        "Gallery",
        {"source": "photos"},
        {"on_bad_image": "skip"},
        {"container_generation": "0000abcd"},
        frozenset({"container_generation", "container"}),
        "PersonGroup",
        {"source": "absent"},
        "does not exist",
    ),
    Life(
        "Person",
        {"display_name": "Ann"},
        {"display_name": "Ann Lee", "user_data": "desk 12"},
        {"container_generation": "0000abcd"},
        frozenset({"container_generation", "group"}),
        "PersonGroup",
        {"display_name": ""},
        "must have 1 to 128 characters, got an empty string",
    ),
    Life(
        "Face",
        {"image": "photos/ann/0.jpg"},
        {"user_data": "front"},
        {"image": "photos/ann/1.jpg"},
        frozenset({"digest"}),
        "LargeFaceList",
        {"image": "absent.jpg"},
        "does not exist",
    ),
    Life(
        "Training",
        {"triggers": ["one"]},
        {"triggers": ["two"]},
        {"container_generation": "0000abcd"},
        frozenset({"container_generation", "container"}),
        "LargeFaceList",
        {"timeout": -1},
        "must be a number of seconds above 0",
    ),
]


@pytest.mark.parametrize("life", [pytest.param(life, id=life.type) for life in LIVES])
def test_life_of_a_resource(adapter: Adapter, emulator: Running, photos: Path, life: Life) -> None:
    """A resource is created, kept, updated, read, replaced, and deleted, and the account follows."""
    owner = create_owner(adapter, emulator, photos, life)
    inputs = {**owner, **absolute(life.inputs, photos)}

    _, [problem] = adapter.check(life.type, {**inputs, **absolute(life.invalid, photos)})
    assert life.problem in problem

    checked, problems = adapter.check(life.type, inputs)
    assert problems == []
    saved = adapter.create(life.type, checked)
    assert saved.state.items() >= checked_values(checked).items()

    assert adapter.diff(life.type, saved, check(adapter, life, inputs, saved)) == (False, set())

    changed = check(adapter, life, {**inputs, **life.update}, saved)
    assert adapter.diff(life.type, saved, changed) == (True, set())
    saved = replace(saved, inputs=changed, state=adapter.update(life.type, saved, changed))
    assert adapter.diff(life.type, saved, check(adapter, life, {**inputs, **life.update}, saved)) == (False, set())

    state = adapter.read(life.type, saved)
    assert state is not None
    assert adapter.diff(life.type, replace(saved, state=state), changed) == (False, set())

    replacing = check(adapter, life, {**inputs, **life.update, **absolute(life.replacement, photos)}, saved)
    has_changes, replaces = adapter.diff(life.type, saved, replacing)
    assert has_changes
    assert replaces
    assert replaces <= life.replaces

    adapter.delete(life.type, saved)
    if life.type not in ("Training", "Gallery"):
        assert adapter.read(life.type, saved) is None
    assert_gone(emulator, life)


def check(adapter: Adapter, life: Life, inputs: Values, saved: Saved) -> Values:
    checked, problems = adapter.check(life.type, inputs, saved.inputs)
    assert problems == []
    return checked


def checked_values(checked: Values) -> Values:
    return {name: value for name, value in checked.items() if name != "__provider"}


def absolute(inputs: Values, photos: Path) -> Values:
    """Resolve paths, because an adapter runs in the folder of the tests."""
    paths: Values = {name: str(photos.parent / inputs[name]) for name in ("source", "image") if name in inputs}
    return {**inputs, **paths}


def create_owner(adapter: Adapter, emulator: Running, photos: Path, life: Life) -> Values:
    """Create the container of a resource, and return the inputs that name it."""
    if not life.container:
        return {}
    id_input = "person_group_id" if life.container == "PersonGroup" else "large_face_list_id"
    checked, problems = adapter.check(life.container, {id_input: "owner"})
    assert problems == []
    container = adapter.create(life.container, checked)
    generation = container.state["generation"]
    if life.type == "Training":
        add_face(emulator, photos)
    return {"kind": life.container, "container_id": "owner", "container_generation": generation}


def assert_gone(emulator: Running, life: Life) -> None:
    containers = request(emulator, "GET", "_emulator/account")["containers"]
    if not life.container:
        assert containers == []
    elif life.type != "Training":
        [container] = containers
        assert not container["persons"]
        assert not container["persistedFaces"]


def add_face(emulator: Running, photos: Path) -> None:
    path = "face/v1.2/largefacelists/owner/persistedfaces"
    request(emulator, "POST", path, (photos / "ann" / "0.jpg").read_bytes())


def request(emulator: Running, method: str, path: str, body: bytes | None = None) -> Any:
    headers = {"Ocp-Apim-Subscription-Key": KEY, "Content-Type": "application/octet-stream"}
    call = urllib.request.Request(f"{emulator.url}/{path}", method=method, data=body, headers=headers)
    with urllib.request.urlopen(call, timeout=10) as response:
        return json.loads(response.read() or "null")
