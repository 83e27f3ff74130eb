"""Check and diff for inputs that are absent, known, or unknown.

The engine passes the stored inputs to check, or none for a create or a replacement, and the stored outputs to diff.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.client.kinds import FACE_LIST, KINDS, Kind
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, is_unknown

from ..helpers import programs
from ..helpers.lifecycles import AnyLifecycle, Props, container, diff, face, gallery, person, training
from ..helpers.photo_folders import write_photos
from ..helpers.simulated_engine import stored

ANN, BOB = Path("ann"), Path("bob")
ANN_1, BOB_2, ANN_COPY = ANN / "ann/1.jpg", BOB / "bob/2.jpg", Path("copy.jpg")
OTHER_ACCOUNT = {"account": "https://created.example", "account_key": "old"}
ABSENT = object()
ORIGINS = [programs.ORIGIN, {**programs.ORIGIN, "stack": "acme/faces/prod"}, {**programs.ORIGIN, "parent": UNKNOWN}]


@pytest.fixture(scope="module", autouse=True)
def _photos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Write the folders that the programs name, relative to the working directory."""
    original_folder = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("program"))
    write_photos(ANN, {"ann": (1,)})
    write_photos(BOB, {"bob": (2,)})
    shutil.copy(ANN_1, ANN_COPY)
    yield
    os.chdir(original_folder)


Choices = dict[str, list[Any]]


def draw_program(required: Choices, optional: Choices) -> st.SearchStrategy[Props]:
    """Draw programs in which an input may be unknown, and an optional input may also be None or absent."""
    choices = {
        **{name: st.sampled_from(values) for name, values in required.items()},
        **{name: st.sampled_from([ABSENT, None, UNKNOWN, *values]) for name, values in optional.items()},
    }
    return st.fixed_dictionaries(choices).map(
        lambda program: {name: value for name, value in program.items() if value is not ABSENT}
    )


def draw_container(kind: Kind) -> st.SearchStrategy[Props]:
    return draw_program(
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
containers = st.one_of([draw_container(kind) for kind in KINDS.values()])
galleries = draw_program(
    {**CHILD, "origin": ORIGINS, "source": [str(ANN), str(BOB), UNKNOWN]},
    {"source_name": ["persons"], "account": ["second"]},
)
trainings = draw_program(
    CHILD,
    {
        "triggers": [[], ["r1"], ["r1", "r2"], ["r1", UNKNOWN]],
        "wait": [True, False],
        "timeout": [60, 60.5],
        "account": ["second"],
    },
)

persons = draw_program(
    {**CHILD, "origin": ORIGINS},
    {
        "display_name": ["Ann", "Bob", UNKNOWN],
        "user_data": ["", "x", UNKNOWN],
        "account": ["second", "https://created.example"],
        "account_key": ["one", "two", UNKNOWN],
    },
)
faces = draw_program(
    {**CHILD, "kind": ["FaceList", "LargeFaceList"], "origin": ORIGINS, "image": [str(ANN_1), str(BOB_2), UNKNOWN]},
    {
        "target_face": [[0, 0, 10, 10], [1, 2, 30, 40], UNKNOWN],
        "detection_model": ["detection_01", UNKNOWN],
        "user_data": ["", "x", UNKNOWN],
        "account": ["second"],
    },
)

ALL_LIFECYCLES = [
    *(pytest.param(container, draw_container(kind), programs.container(kind), id=name) for name, kind in KINDS.items()),
    pytest.param(gallery, galleries, programs.gallery(ANN), id="gallery"),
    pytest.param(training, trainings, programs.training(), id="training"),
    pytest.param(person, persons, programs.person(), id="person"),
    pytest.param(face, faces, programs.face(ANN_1), id="face"),
]
"""Each lifecycle with its programs and one program without unknown values."""
CHECKED_NAMES = (
    "generation",
    "mark",
    "digest",
    "auto_named",
    "container_id",
    *(kind.id_input for kind in KINDS.values()),
)
"""The inputs that check adds. A later run must compute the same values."""


CREATED_OUTPUTS = {"endpoint": "https://a", "trained": True, "person_id": "p", "persisted_face_id": "f"}
"""The outputs of a state that are not inputs."""


def check(lifecycle: AnyLifecycle, program: Props, old_inputs: Props | None = None) -> Props:
    inputs: Props = lifecycle.check(old_inputs or {}, program).saved()
    return inputs


def known_values(program: Props) -> Props:
    return {name: value for name, value in program.items() if not is_unknown(value)}


def checked_values(props: Props) -> Props:
    return {name: props[name] for name in CHECKED_NAMES if name in props}


@pytest.mark.parametrize(("lifecycle", "drawn_programs", "_"), ALL_LIFECYCLES)
@given(data=st.data())
def test_unknown_input_stays_unknown(
    lifecycle: AnyLifecycle, drawn_programs: st.SearchStrategy[Props], _: Props, data: st.DataObject
) -> None:
    """An unknown input is unknown in the checked inputs."""
    program = data.draw(drawn_programs)

    checked = check(lifecycle, program)

    unknown = {name for name, value in program.items() if is_unknown(value)} - {"origin", "source_name"}
    assert {name for name in unknown if not is_unknown(checked[name])} == set()


@given(program=containers)
def test_id_is_not_derived_from_an_unknown(program: Props) -> None:
    """A derived id is known at preview exactly if everything that it is derived from is known."""
    id_input = KINDS[program["kind"]].id_input
    checked = check(container, {name: value for name, value in program.items() if name != id_input})

    sources = [program.get(name) for name in ("recognition_model", "account", "origin")]
    assert checked["auto_named"]
    assert is_unknown(checked[id_input]) == is_unknown(sources)


@given(program=galleries)
def test_tag_and_digest_are_not_derived_from_an_unknown(program: Props) -> None:
    """The tag is known if the origin is known, and the digest is known if the source is known."""
    checked = check(gallery, program)

    assert is_unknown(checked["mark"]) == is_unknown(program["origin"])
    assert is_unknown(checked["digest"]) == is_unknown(program["source"])


@pytest.mark.parametrize(("lifecycle", "drawn_programs", "complete"), ALL_LIFECYCLES)
@given(data=st.data())
def test_check_is_idempotent(
    lifecycle: AnyLifecycle, drawn_programs: st.SearchStrategy[Props], complete: Props, data: st.DataObject
) -> None:
    """The check of an unchanged program returns the stored inputs, and the diff is empty."""
    program = {**complete, **known_values(data.draw(drawn_programs))}

    first = stored(check(lifecycle, program))
    second = stored(check(lifecycle, program, first))

    assert second == first
    assert stored(check(lifecycle, program, second)) == first
    assert diff(lifecycle, {**first, **CREATED_OUTPUTS}, second, LiveResources()).has_changes is False


@pytest.mark.parametrize(("lifecycle", "drawn_programs", "complete"), ALL_LIFECYCLES)
@given(data=st.data())
def test_new_generation_means_replacement(
    lifecycle: AnyLifecycle, drawn_programs: st.SearchStrategy[Props], complete: Props, data: st.DataObject
) -> None:
    """For any two programs, check and diff do not raise, and a new generation is a replacement."""
    first, other = {**complete, **known_values(data.draw(drawn_programs))}, data.draw(drawn_programs)

    before = stored(check(lifecycle, first))
    after = check(lifecycle, other, before)
    outcome = diff(lifecycle, {**before, **CREATED_OUTPUTS}, after, LiveResources())

    if lifecycle is not training:
        assert bool(outcome.replaces) == (after["generation"] != before["generation"])
    assert outcome.has_changes or not outcome.replaces


@pytest.mark.parametrize("moved_part", ["stack", "name", "parent"])
@pytest.mark.parametrize(
    ("lifecycle", "program"),
    [
        pytest.param(container, programs.container(), id="container"),
        pytest.param(gallery, programs.gallery(ANN), id="gallery"),
        pytest.param(person, programs.person(display_name="Ann"), id="person"),
        pytest.param(face, programs.face(ANN_1), id="face"),
    ],
)
def test_renamed_stack_or_resource_keeps_identity(lifecycle: AnyLifecycle, program: Props, moved_part: str) -> None:
    """A renamed stack, project, parent, or resource keeps its id, tag, and generation."""
    before = check(lifecycle, {**program, "display_name": "Staff"} if lifecycle is container else program)
    moved_program = {**program, "origin": {**programs.ORIGIN, moved_part: "elsewhere"}}

    after = check(lifecycle, moved_program, before)

    assert checked_values(after) == checked_values(before)
    assert diff(lifecycle, {**before, **CREATED_OUTPUTS}, after, LiveResources()).replaces == []


@pytest.mark.parametrize(
    ("lifecycle", "program", "change"),
    [
        pytest.param(container, programs.container(), {"recognition_model": "recognition_01"}, id="model"),
        pytest.param(container, programs.container(), {"account": "second"}, id="account"),
        pytest.param(container, programs.container(), {"person_group_id": "other"}, id="id set"),
        pytest.param(container, programs.container(container_id="one"), {"person_group_id": "two"}, id="id changed"),
        pytest.param(container, programs.container(), {"person_group_id": UNKNOWN}, id="id unknown"),
        pytest.param(container, programs.container(), {"recognition_model": UNKNOWN}, id="model unknown"),
        pytest.param(gallery, programs.gallery(ANN), {"container_id": "other"}, id="container"),
        pytest.param(gallery, programs.gallery(ANN), {"container_id": UNKNOWN}, id="container unknown"),
        pytest.param(gallery, programs.gallery(ANN), {"container_generation": "2"}, id="new container generation"),
        pytest.param(gallery, programs.gallery(ANN), {"account": "second"}, id="account of a gallery"),
        pytest.param(person, programs.person(), {"container_id": "other"}, id="group of a person"),
        pytest.param(person, programs.person(), {"container_generation": "2"}, id="new group generation"),
        pytest.param(person, programs.person(), {"account": "https://created.example"}, id="account of a person"),
        pytest.param(face, programs.face(ANN_1), {"image": str(BOB_2)}, id="image"),
        pytest.param(face, programs.face(ANN_1), {"image": UNKNOWN}, id="image unknown"),
        pytest.param(
            face, programs.face(ANN_1), {"image": None, "url": "https://a.example/b.jpg"}, id="image replaced by url"
        ),
        pytest.param(face, programs.face(ANN_1), {"target_face": [0, 0, 9, 9]}, id="target face"),
        pytest.param(face, programs.face(ANN_1), {"detection_model": "detection_01"}, id="detection model"),
        pytest.param(face, programs.face(ANN_1), {"person_id": "another"}, id="person"),
        pytest.param(face, programs.face(ANN_1, FACE_LIST), {"user_data": "x"}, id="user data in a face list"),
    ],
)
def test_replacing_input_gives_a_new_generation(lifecycle: AnyLifecycle, program: Props, change: Props) -> None:
    """A change of a replacing input gives a new generation and is named as the reason."""
    before = check(lifecycle, program)

    after = check(lifecycle, {**program, **change}, before)
    outcome = diff(lifecycle, {**before, **CREATED_OUTPUTS}, after, LiveResources())

    assert after["generation"] != before["generation"]
    assert outcome.has_changes
    assert set(outcome.replaces) & {*change, "digest"}


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
            pytest.param(lifecycle, {**program, **OTHER_ACCOUNT}, {"account_key": "new"}, id=f"key for a {name}")
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
def test_other_input_is_updated_in_place(lifecycle: AnyLifecycle, program: Props, change: Props) -> None:
    """A change of another input is an update that keeps the generation, the id, and the tag."""
    before = check(lifecycle, program)

    after = check(lifecycle, {**program, **change}, before)
    outcome = diff(lifecycle, {**before, **CREATED_OUTPUTS}, after, LiveResources())

    assert {**checked_values(after), "digest": None} == {**checked_values(before), "digest": None}
    assert (outcome.has_changes, outcome.replaces) == (True, [])


@pytest.mark.parametrize(
    ("lifecycle", "program", "change"),
    [
        pytest.param(container, programs.container(), {"adopt": "always"}, id="adopt"),
        pytest.param(container, programs.container(user_data="x"), {"user_data": "x"}, id="same user data"),
        pytest.param(container, programs.container(), {"user_data": ""}, id="empty user data"),
        pytest.param(container, programs.container(), {"display_name": "staff"}, id="default written out"),
        pytest.param(gallery, programs.gallery(ANN), {"source_name": "faces"}, id="name of the source"),
        pytest.param(training, programs.training(), {"timeout": 7}, id="timeout"),
        pytest.param(training, programs.training(), {"wait": False}, id="wait"),
        pytest.param(person, programs.person(), {"display_name": "staff"}, id="default name of a person"),
        pytest.param(face, programs.face(ANN_1), {"image": str(ANN_COPY)}, id="copy of the image"),
        pytest.param(face, programs.face(ANN_1), {"detection_model": "detection_03"}, id="default model written out"),
        pytest.param(
            container,
            {**programs.container(), **OTHER_ACCOUNT},
            {"account": "https://created.example/"},
            id="trailing slash",
        ),
    ],
)
def test_equivalent_input_is_no_change(lifecycle: AnyLifecycle, program: Props, change: Props) -> None:
    """An input that does not concern the service, or that equals the default, is no change."""
    before = check(lifecycle, program)

    after = check(lifecycle, {**program, **change}, before)

    assert diff(lifecycle, {**before, **CREATED_OUTPUTS}, after, LiveResources()).has_changes is False


def test_empty_user_data_is_normalized_despite_unknown_inputs() -> None:
    """Empty user data is removed at preview too, even if another input is unknown."""
    before = check(container, programs.container(display_name="Staff"))

    after = check(container, programs.container(display_name=UNKNOWN, user_data=""), before)

    assert "user_data" not in after


def test_other_folder_with_the_same_photos_is_no_change(tmp_path: Path) -> None:
    """A folder with the same content at another path is no change."""
    before = check(gallery, programs.gallery(ANN))

    after = check(gallery, programs.gallery(write_photos(tmp_path / "copy", {"ann": (1,)})), before)

    assert diff(gallery, before, after, LiveResources()).has_changes is False


def test_replace_option_keeps_the_id_and_changes_the_generation() -> None:
    """With `--replace` the engine checks without old inputs, which gives the same id and a new generation."""
    before = check(container, programs.container())

    second = check(container, programs.container())

    assert second["person_group_id"] == before["person_group_id"]
    assert diff(container, before, second, LiveResources()).replaces == ["generation"]


def test_id_is_kept_when_the_program_removes_it() -> None:
    """An id that the program removes is kept and does not count as derived."""
    before = check(container, programs.container(container_id="explicit"))

    after = check(container, programs.container(), before)

    assert (after["person_group_id"], after["auto_named"]) == ("explicit", False)
    assert after["generation"] == before["generation"]


def test_derived_id_can_be_written_into_the_program() -> None:
    """A derived id that is written into the program changes only whether it counts as derived."""
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
def test_inputs_used_only_by_check_are_not_stored(lifecycle: AnyLifecycle, program: Props) -> None:
    """The origin and the name of the source are not stored."""
    assert not {"origin", "source_name"} & set(check(lifecycle, program))


@pytest.mark.parametrize(
    ("state", "new_inputs", "needs_training"),
    [
        pytest.param({"trained": True}, {}, False, id="trained"),
        pytest.param({"trained": True}, {"triggers": ["revision 2"]}, True, id="new content"),
        pytest.param({"trained": True}, {"triggers": []}, True, id="triggers removed"),
        pytest.param({"trained": True}, {"triggers": ["revision 1", UNKNOWN]}, True, id="unknown trigger"),
        pytest.param({"trained": False, "status": "failed"}, {}, True, id="failed"),
        pytest.param({"trained": False, "status": "running"}, {}, True, id="timed out"),
        pytest.param({"trained": False, "status": "running"}, {"wait": False}, False, id="no wait"),
        pytest.param({"trained": False, "status": "failed"}, {"wait": False}, True, id="failed without wait"),
        pytest.param({"trained": False, "status": "notTrained"}, {"wait": False}, True, id="not trained"),
        pytest.param({"trained": False, "status": "running"}, {"wait": UNKNOWN}, True, id="wait unknown"),
        pytest.param({"trained": True}, {"container_generation": "other"}, True, id="new container generation"),
        pytest.param({"trained": True}, {"container_id": UNKNOWN}, True, id="container unknown"),
    ],
)
def test_training_runs_for_new_content_or_after_a_failure(
    state: Props, new_inputs: Props, needs_training: bool
) -> None:
    """New content or a failed training needs a training, and a running one does not without `wait`."""
    old_inputs = {**check(training, programs.training()), **state}

    assert (
        diff(training, old_inputs, check(training, programs.training(**new_inputs)), LiveResources()).has_changes
        is needs_training
    )


def test_integer_and_float_timeouts_are_equal() -> None:
    """A timeout that was stored as 2.0 and comes back as 2 is no change."""
    old_inputs = {**check(training, programs.training(timeout=2.0)), "timeout": 2, "trained": True}

    assert (
        diff(
            training, json.loads(json.dumps(old_inputs)), check(training, programs.training(timeout=2)), LiveResources()
        ).has_changes
        is False
    )
