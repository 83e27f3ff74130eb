"""What check and diff settle, for every mixture of inputs that are absent, known or not known yet.

The engine hands check the stored inputs of before, none for a plain create and for a replacement, and diff the stored
outputs.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.client.kinds import FACE_LIST, KINDS, Kind
from pulumi_azure_face.lifecycle import container, face, gallery, person, training
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Props, is_unknown

from .. import programs
from ..photo_folders import write
from ..simulated_engine import stored

ANN, BOB = Path("ann"), Path("bob")
ANN_1, BOB_2, ANN_COPY = ANN / "ann/1.jpg", BOB / "bob/2.jpg", Path("copy.jpg")
MADE_ACCOUNT = {"account": "https://made.example", "account_key": "old"}
ABSENT = object()
ORIGINS = [programs.ORIGIN, {**programs.ORIGIN, "stack": "acme/faces/prod"}, {**programs.ORIGIN, "parent": UNKNOWN}]


@pytest.fixture(scope="module", autouse=True)
def _photos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The folders that the programs name, relative to where they run."""
    elsewhere = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("program"))
    write(ANN, {"ann": (1,)})
    write(BOB, {"bob": (2,)})
    shutil.copy(ANN_1, ANN_COPY)
    yield
    os.chdir(elsewhere)


Choices = dict[str, list[Any]]


def drawn(needed: Choices, optional: Choices) -> st.SearchStrategy[Props]:
    """Programs in which each input has one of its values or is unknown, and an optional one may be None or absent."""
    choices = {
        **{name: st.sampled_from(values) for name, values in needed.items()},
        **{name: st.sampled_from([ABSENT, None, UNKNOWN, *values]) for name, values in optional.items()},
    }
    chosen = st.fixed_dictionaries(choices)
    return chosen.map(lambda program: {name: value for name, value in program.items() if value is not ABSENT})


def drawn_container(kind: Kind) -> st.SearchStrategy[Props]:
    return drawn(
        {"kind": [kind.name], "origin": ORIGINS},
        {
            kind.id_input: ["one", "two"],
            "display_name": ["Staff", "Visitors"],
            "user_data": ["", "x"],
            "recognition_model": ["recognition_04", "recognition_01"],
            "adopt": ["never", "always"],
            "account": ["second"],
        },
    )


CHILD: Choices = {
    "kind": ["PersonGroup"],
    "container_id": ["staff", "visitors", UNKNOWN],
    "container_generation": ["1", "2", UNKNOWN],
}
containers = st.one_of([drawn_container(kind) for kind in KINDS.values()])
galleries = drawn(
    {**CHILD, "origin": ORIGINS, "source": [str(ANN), str(BOB), UNKNOWN]},
    {"source_name": ["persons"], "account": ["second"]},
)
trainings = drawn(
    CHILD,
    {
        "triggers": [[], ["r1"], ["r1", "r2"], ["r1", UNKNOWN]],
        "wait": [True, False],
        "timeout": [60, 60.5],
        "account": ["second"],
    },
)

persons = drawn(
    {**CHILD, "origin": ORIGINS},
    {
        "display_name": ["Ann", "Bob", UNKNOWN],
        "user_data": ["", "x", UNKNOWN],
        "account": ["second", "https://made.example"],
        "account_key": ["one", "two", UNKNOWN],
    },
)
faces = drawn(
    {**CHILD, "kind": ["FaceList", "LargeFaceList"], "origin": ORIGINS, "image": [str(ANN_1), str(BOB_2), UNKNOWN]},
    {
        "target_face": [[0, 0, 10, 10], [1, 2, 30, 40], UNKNOWN],
        "detection_model": ["detection_01", UNKNOWN],
        "user_data": ["", "x", UNKNOWN],
        "account": ["second"],
    },
)

EVERY = [
    *(
        pytest.param(container, drawn_container(kind), programs.container(kind), id=name)
        for name, kind in KINDS.items()
    ),
    pytest.param(gallery, galleries, programs.gallery(ANN), id="gallery"),
    pytest.param(training, trainings, programs.training(), id="training"),
    pytest.param(person, persons, programs.person(), id="person"),
    pytest.param(face, faces, programs.face(ANN_1), id="face"),
]
"""A lifecycle, its programs, and one in which everything is known."""
SETTLED = ("generation", "mark", "digest", "auto_named", "container_id", *(kind.id_input for kind in KINDS.values()))
"""What check itself settles, and what a run that follows must find again."""


MADE = {"endpoint": "https://a", "trained": True, "person_id": "p", "persisted_face_id": "f"}
"""Outputs that a state has besides its inputs."""


def check(lifecycle: ModuleType, program: Props, olds: Props | None = None) -> Props:
    checked = lifecycle.check(olds or {}, program)
    assert checked.failures == []
    inputs: Props = checked.inputs
    return inputs


def known(program: Props) -> Props:
    return {name: value for name, value in program.items() if not is_unknown(value)}


def settled(props: Props) -> Props:
    return {name: props[name] for name in SETTLED if name in props}


@pytest.mark.parametrize(("lifecycle", "programs_drawn", "_"), EVERY)
@given(data=st.data())
def test_an_unknown_stays_unknown(
    lifecycle: ModuleType, programs_drawn: st.SearchStrategy[Props], _: Props, data: st.DataObject
) -> None:
    """Whatever is not known yet passes as it is."""
    program = data.draw(programs_drawn)

    checked = check(lifecycle, program)

    unknown = {name for name, value in program.items() if is_unknown(value)} - {"origin", "source_name"}
    assert {name for name in unknown if not is_unknown(checked[name])} == set()


@given(program=containers)
def test_no_id_is_worked_out_from_an_unknown(program: Props) -> None:
    """An id that is left out is known at preview exactly when all that it is worked out from is."""
    named = KINDS[program["kind"]].id_input
    checked = check(container, {name: value for name, value in program.items() if name != named})

    sources = [program.get(name) for name in ("recognition_model", "account", "origin")]
    assert checked["auto_named"]
    assert is_unknown(checked[named]) == is_unknown(sources)


@given(program=galleries)
def test_no_mark_or_digest_is_worked_out_from_an_unknown(program: Props) -> None:
    """The mark comes from the place in the stacks, the digest from the source, as soon as that is known."""
    checked = check(gallery, program)

    assert is_unknown(checked["mark"]) == is_unknown(program["origin"])
    assert is_unknown(checked["digest"]) == is_unknown(program["source"])


@pytest.mark.parametrize(("lifecycle", "programs_drawn", "complete"), EVERY)
@given(data=st.data())
def test_the_same_program_settles_the_same(
    lifecycle: ModuleType, programs_drawn: st.SearchStrategy[Props], complete: Props, data: st.DataObject
) -> None:
    """Checked against what it settled before, a program keeps it, however often it is asked; and that is no change."""
    program = {**complete, **known(data.draw(programs_drawn))}

    first = stored(check(lifecycle, program))
    second = stored(check(lifecycle, program, first))

    assert second == first
    assert stored(check(lifecycle, program, second)) == first
    assert lifecycle.diff({**first, **MADE}, second, LiveResources()).changes is False


@pytest.mark.parametrize(("lifecycle", "programs_drawn", "complete"), EVERY)
@given(data=st.data())
def test_any_change_is_told(
    lifecycle: ModuleType, programs_drawn: st.SearchStrategy[Props], complete: Props, data: st.DataObject
) -> None:
    """From one program to any other: check and diff never raise, and a new generation is a replacement and no less."""
    one, other = {**complete, **known(data.draw(programs_drawn))}, data.draw(programs_drawn)

    before = stored(check(lifecycle, one))
    after = check(lifecycle, other, before)
    found = lifecycle.diff({**before, **MADE}, after, LiveResources())

    if lifecycle is not training:
        assert bool(found.replaces) == (after["generation"] != before["generation"])
    assert found.changes or not found.replaces


@pytest.mark.parametrize("moved", ["stack", "name", "parent"])
@pytest.mark.parametrize(
    ("lifecycle", "program"),
    [
        pytest.param(container, programs.container(), id="container"),
        pytest.param(gallery, programs.gallery(ANN), id="gallery"),
        pytest.param(person, programs.person(display_name="Ann"), id="person"),
        pytest.param(face, programs.face(ANN_1), id="face"),
    ],
)
def test_a_move_within_the_stacks_changes_nothing(lifecycle: ModuleType, program: Props, moved: str) -> None:
    """A renamed stack, project, parent or resource keeps id, mark and generation."""
    before = check(lifecycle, {**program, "display_name": "Staff"} if lifecycle is container else program)
    elsewhere = {**program, "origin": {**programs.ORIGIN, moved: "elsewhere"}}

    after = check(lifecycle, elsewhere, before)

    assert settled(after) == settled(before)
    assert lifecycle.diff({**before, **MADE}, after, LiveResources()).replaces == []


@pytest.mark.parametrize(
    ("lifecycle", "program", "change"),
    [
        pytest.param(container, programs.container(), {"recognition_model": "recognition_01"}, id="model"),
        pytest.param(container, programs.container(), {"account": "second"}, id="account"),
        pytest.param(container, programs.container(), {"person_group_id": "other"}, id="id given"),
        pytest.param(container, programs.container(container_id="one"), {"person_group_id": "two"}, id="id changed"),
        pytest.param(container, programs.container(), {"person_group_id": UNKNOWN}, id="id unknown"),
        pytest.param(container, programs.container(), {"recognition_model": UNKNOWN}, id="model unknown"),
        pytest.param(gallery, programs.gallery(ANN), {"container_id": "other"}, id="container"),
        pytest.param(gallery, programs.gallery(ANN), {"container_id": UNKNOWN}, id="container unknown"),
        pytest.param(gallery, programs.gallery(ANN), {"container_generation": "2"}, id="container made anew"),
        pytest.param(gallery, programs.gallery(ANN), {"account": "second"}, id="account of a gallery"),
        pytest.param(person, programs.person(), {"container_id": "other"}, id="group of a person"),
        pytest.param(person, programs.person(), {"container_generation": "2"}, id="group made anew"),
        pytest.param(person, programs.person(), {"account": "https://made.example"}, id="account of a person"),
        pytest.param(face, programs.face(ANN_1), {"image": str(BOB_2)}, id="image"),
        pytest.param(face, programs.face(ANN_1), {"image": UNKNOWN}, id="image unknown"),
        pytest.param(
            face, programs.face(ANN_1), {"image": None, "url": "https://a.example/b.jpg"}, id="url for an image"
        ),
        pytest.param(face, programs.face(ANN_1), {"target_face": [0, 0, 9, 9]}, id="target face"),
        pytest.param(face, programs.face(ANN_1), {"detection_model": "detection_01"}, id="detection model"),
        pytest.param(face, programs.face(ANN_1), {"person_id": "another"}, id="person"),
        pytest.param(face, programs.face(ANN_1, FACE_LIST), {"user_data": "x"}, id="user data in a face list"),
    ],
)
def test_what_replaces(lifecycle: ModuleType, program: Props, change: Props) -> None:
    """A change of a replacing input gives a new generation and is named as the reason."""
    before = check(lifecycle, program)

    after = check(lifecycle, {**program, **change}, before)
    found = lifecycle.diff({**before, **MADE}, after, LiveResources())

    assert after["generation"] != before["generation"]
    assert found.changes
    assert set(found.replaces) & {*change, "digest"}


@pytest.mark.parametrize(
    ("lifecycle", "program", "change"),
    [
        pytest.param(container, programs.container(), {"display_name": "Other"}, id="name"),
        pytest.param(container, programs.container(), {"display_name": UNKNOWN}, id="name unknown"),
        pytest.param(container, programs.container(), {"user_data": "x"}, id="user data"),
        pytest.param(container, programs.container(user_data="x"), {"user_data": None}, id="user data cleared"),
        pytest.param(gallery, programs.gallery(ANN), {"source": str(BOB)}, id="content"),
        pytest.param(gallery, programs.gallery(ANN), {"source": UNKNOWN}, id="content unknown"),
        pytest.param(person, programs.person(), {"display_name": "Ann"}, id="name of a person"),
        pytest.param(person, programs.person(), {"user_data": "x"}, id="user data of a person"),
        pytest.param(person, programs.person(user_data="x"), {"user_data": None}, id="user data of a person cleared"),
        pytest.param(face, programs.face(ANN_1), {"user_data": "x"}, id="user data of a face"),
        pytest.param(face, programs.face(ANN_1), {"user_data": UNKNOWN}, id="user data of a face unknown"),
        *(
            pytest.param(lifecycle, {**program, **MADE_ACCOUNT}, {"account_key": "new"}, id=f"key for a {name}")
            for name, lifecycle, program in (
                ("container", container, programs.container()),
                ("gallery", gallery, programs.gallery(ANN)),
                ("training", training, programs.training()),
                ("person", person, programs.person()),
                ("face", face, programs.face(ANN_1)),
            )
        ),
    ],
)
def test_what_updates(lifecycle: ModuleType, program: Props, change: Props) -> None:
    """Any other change is an update, under the generation, the id and the mark of before."""
    before = check(lifecycle, program)

    after = check(lifecycle, {**program, **change}, before)
    found = lifecycle.diff({**before, **MADE}, after, LiveResources())

    assert {**settled(after), "digest": None} == {**settled(before), "digest": None}
    assert (found.changes, found.replaces) == (True, [])


@pytest.mark.parametrize(
    ("lifecycle", "program", "change"),
    [
        pytest.param(container, programs.container(), {"adopt": "always"}, id="adopt"),
        pytest.param(container, programs.container(user_data="x"), {"user_data": "x"}, id="same user data"),
        pytest.param(container, programs.container(), {"user_data": ""}, id="empty user data"),
        pytest.param(container, programs.container(), {"display_name": "staff"}, id="default given"),
        pytest.param(gallery, programs.gallery(ANN), {"source_name": "faces"}, id="name of the source"),
        pytest.param(training, programs.training(), {"timeout": 7}, id="timeout"),
        pytest.param(training, programs.training(), {"wait": False}, id="wait"),
        pytest.param(person, programs.person(), {"display_name": "staff"}, id="default name of a person"),
        pytest.param(face, programs.face(ANN_1), {"image": str(ANN_COPY)}, id="copy of the image"),
        pytest.param(face, programs.face(ANN_1), {"detection_model": "detection_03"}, id="default model given"),
        pytest.param(
            container, {**programs.container(), **MADE_ACCOUNT}, {"account": "https://made.example/"}, id="slash"
        ),
    ],
)
def test_what_changes_nothing(lifecycle: ModuleType, program: Props, change: Props) -> None:
    """What is of no account to the service, or is what the default was, needs no update."""
    before = check(lifecycle, program)

    after = check(lifecycle, {**program, **change}, before)

    assert lifecycle.diff({**before, **MADE}, after, LiveResources()).changes is False


def test_empty_user_data_is_none_even_while_something_else_is_unknown() -> None:
    """What is known is put in its form at preview too, so that no change is shown that is none."""
    before = check(container, programs.container(display_name="Staff"))

    after = check(container, programs.container(display_name=UNKNOWN, user_data=""), before)

    assert "user_data" not in after


def test_a_moved_copy_of_the_photos_is_no_change(tmp_path: Path) -> None:
    """The folder is where the photos are, not what they are: another path with the same content is no update."""
    before = check(gallery, programs.gallery(ANN))

    after = check(gallery, programs.gallery(write(tmp_path / "copy", {"ann": (1,)})), before)

    assert gallery.diff(before, after, LiveResources()).changes is False


def test_a_replacement_is_checked_without_the_past() -> None:
    """With `--replace` the engine checks once more without olds: the same id, another generation, and so a replacement."""
    before = check(container, programs.container())

    again = check(container, programs.container())

    assert again["person_group_id"] == before["person_group_id"]
    assert container.diff(before, again, LiveResources()).replaces == ["generation"]


def test_a_worked_out_id_remains_when_the_program_stops_giving_one() -> None:
    """An id that was given once is kept when the program leaves it out, and is not called worked out."""
    before = check(container, programs.container(container_id="given"))

    after = check(container, programs.container(), before)

    assert (after["person_group_id"], after["auto_named"]) == ("given", False)
    assert after["generation"] == before["generation"]


def test_a_worked_out_id_may_be_given_afterwards() -> None:
    """Writing the worked-out id into the program changes nothing but whose choice it is."""
    before = check(container, programs.container())

    after = check(container, programs.container(container_id=before["person_group_id"]), before)

    assert after == {**before, "auto_named": False}


@pytest.mark.parametrize(
    ("lifecycle", "program"),
    [
        pytest.param(container, programs.container(), id="container"),
        pytest.param(gallery, programs.gallery(ANN), id="gallery"),
        pytest.param(person, programs.person(display_name="Ann"), id="person"),
        pytest.param(face, programs.face(ANN_1), id="face"),
    ],
)
def test_what_only_check_uses_is_not_stored(lifecycle: ModuleType, program: Props) -> None:
    """Where the resource stands and what the program calls the source are consumed by check."""
    assert not {"origin", "source_name"} & set(check(lifecycle, program))


@pytest.mark.parametrize(
    ("state", "news", "trains"),
    [
        pytest.param({"trained": True}, {}, False, id="trained"),
        pytest.param({"trained": True}, {"triggers": ["revision 2"]}, True, id="new content"),
        pytest.param({"trained": True}, {"triggers": []}, True, id="no trigger any more"),
        pytest.param({"trained": True}, {"triggers": ["revision 1", UNKNOWN]}, True, id="content to come"),
        pytest.param({"trained": False, "status": "failed"}, {}, True, id="failed"),
        pytest.param({"trained": False, "status": "running"}, {}, True, id="timed out"),
        pytest.param({"trained": False, "status": "running"}, {"wait": False}, False, id="nobody waits"),
        pytest.param({"trained": False, "status": "failed"}, {"wait": False}, True, id="failed while nobody waited"),
        pytest.param({"trained": False, "status": "notTrained"}, {"wait": False}, True, id="never seen"),
        pytest.param({"trained": False, "status": "running"}, {"wait": UNKNOWN}, True, id="wait unknown"),
        pytest.param({"trained": True}, {"container_generation": "other"}, True, id="container made anew"),
        pytest.param({"trained": True}, {"container_id": UNKNOWN}, True, id="container unknown"),
    ],
)
def test_when_a_training_is_asked_for(state: Props, news: Props, trains: bool) -> None:
    """New content asks for one, and so does every bad end of the last; one under way does not when nobody waits."""
    olds = {**check(training, programs.training()), **state}

    assert training.diff(olds, check(training, programs.training(**news)), LiveResources()).changes is trains


def test_numbers_of_a_state_are_the_programs() -> None:
    """A timeout that was stored as 2.0 and comes back as 2 is no change."""
    olds = {**check(training, programs.training(timeout=2.0)), "timeout": 2, "trained": True}

    assert (
        training.diff(
            json.loads(json.dumps(olds)), check(training, programs.training(timeout=2)), LiveResources()
        ).changes
        is False
    )


def test_a_broken_input_gives_its_line_and_no_inputs() -> None:
    """What is wrong is told; the inputs go back as they came, so that the engine shows what the program wrote."""
    program = programs.container(display_name="")

    checked = container.check({}, program)

    assert checked.failures == ["display_name must be 1 to 128 characters; it is empty"]
    assert checked.inputs == program
