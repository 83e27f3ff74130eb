"""From what is declared and what is there to what must be done: cases, and any case at all on a model of the account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.lifecycle.enrollment.actual import ActualEntry, ActualGallery
from pulumi_azure_face.lifecycle.enrollment.plan import Change, Plan, make_plan
from pulumi_azure_face.lifecycle.identity.digests import photos_digest
from pulumi_azure_face.lifecycle.sources.desired import MAX_FACES_PER_PERSON, DesiredEntry, Photo

Faces = dict[str, str | None]
"""The photo that each face shows, by face id; None for a face that is not ours."""


@dataclass
class Person:
    key: str
    name: str
    marked: str
    faces: Faces = field(default_factory=dict)


def subject(key: str, photos: str) -> DesiredEntry:
    return DesiredEntry(key, key, {photo: Photo(f"{photo}.jpg", photo) for photo in photos})


def enrolled(person_id: str, person: Person) -> ActualEntry:
    ours = {face_id: photo for face_id, photo in person.faces.items() if photo is not None}
    return ActualEntry(person.key, person.name, person.marked, tuple(person.faces), person_id, photos=ours)


def ann(photos: str, more: Faces | None = None, *, marked: str | None = None, name: str = "ann") -> ActualEntry:
    """Ann with a face `f-x` for each photo x, and `more` faces."""
    faces: Faces = {**{f"f-{photo}": photo for photo in photos}, **(more or {})}
    return enrolled("p-ann", Person("ann", name, photos_digest(marked or photos), faces))


def a_list(photos: dict[str, str]) -> ActualEntry:
    return ActualEntry("", "", photos_digest(photos.values()), tuple(photos), photos=photos)


def steps(plan: Plan) -> list[str]:
    """A plan in words, one a step, in the order in which it is carried out."""
    return [step for work in plan.changes for step in steps_of(work)] + [
        f"drop {one.person_id}" for one in plan.removed_entries
    ]


def steps_of(work: Change) -> Iterator[str]:
    if work.actual is None:
        yield f"make {work.desired.name}"
    adds, removes = [f"add {key}" for key in work.adds], [f"remove {face_id}" for face_id in work.removes]
    yield from [*removes, *adds] if work.removes_first else [*adds, *removes]
    if work.updates_person:
        yield "sign"


# --- cases ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "there", "done"),
    [
        pytest.param("ab", None, ["make ann", "add a", "add b"], id="nobody there"),
        pytest.param("ab", ann("ab"), [], id="all there"),
        pytest.param("abc", ann("ab"), ["add c", "sign"], id="photo added"),
        pytest.param("a", ann("ab"), ["remove f-b", "sign"], id="photo removed"),
        pytest.param("ac", ann("ab"), ["add c", "remove f-b", "sign"], id="photo exchanged: added before removed"),
        pytest.param("ab", ann("a", marked="ab"), ["add b"], id="ended half way"),
        pytest.param("ab", ann("ab", marked="abc"), ["sign"], id="ended before the last step"),
        pytest.param("ab", ann("ab", name="Ann"), ["sign"], id="renamed by somebody"),
        pytest.param("ab", ann("ab", {"again": "a"}), ["remove f-a"], id="a face twice: that of the lower id stays"),
        pytest.param("ab", ann("ab", {"theirs": None}), [], id="a stranger's face stays"),
        pytest.param("ab", ann("a", {"theirs": None}, marked="ab"), ["add b"], id="exchanged for a stranger's"),
    ],
)
def test_what_is_done_for_a_person(declared: str, there: ActualEntry | None, done: list[str]) -> None:
    """The least that leads to what is declared, and no step for what is not ours."""
    plan = make_plan([subject("ann", declared)], ActualGallery([there] if there else []))

    assert steps(plan) == done


def test_who_is_not_looked_at_is_believed() -> None:
    """A person whose mark agrees needs no step, and none is worked out for their faces."""
    believed = ActualEntry("ann", "ann", photos_digest("ab"), ("1", "2"), "p-ann")

    assert steps(make_plan([subject("ann", "ab")], ActualGallery([believed]))) == []


def test_of_two_under_one_key_the_fuller_stays() -> None:
    """What a lost reply may have doubled is one again: the person with most of our faces is kept."""
    poor = enrolled("p-1", Person("ann", "ann", photos_digest("ab"), {"1": "a"}))
    rich = enrolled("p-2", Person("ann", "ann", photos_digest("ab"), {"2": "a", "3": "b"}))

    assert steps(make_plan([subject("ann", "ab")], ActualGallery([poor, rich]))) == ["drop p-1"]


def test_who_is_not_declared_leaves() -> None:
    """A person of ours that nobody declares any more is let go."""
    assert steps(make_plan([], ActualGallery([ann("ab")]))) == ["drop p-ann"]


@pytest.mark.parametrize(
    ("there", "adds", "removes", "makes_room"),
    [
        pytest.param(247, 1, 1, False, id="one more has room"),
        pytest.param(248, 1, 1, True, id="full"),
        pytest.param(1, 247, 1, False, id="filled to the last"),
        pytest.param(1, 248, 1, True, id="one too many"),
    ],
)
def test_when_room_is_made_first(there: int, adds: int, removes: int, makes_room: bool) -> None:
    """A person holds 248 faces (face-api.md#quota-faces-per-person): only where more would be there at once do removals
    come first.
    """
    before = ActualEntry("ann", "ann", "", tuple(f"f{n}" for n in range(there)), "p-ann", photos={})
    work = Change(
        subject("ann", ""), before, tuple(f"a{n}" for n in range(adds)), tuple(f"f{n}" for n in range(removes))
    )

    assert work.removes_first is makes_room


def test_a_lists_faces_are_independent() -> None:
    """Each photo of a list is a work of its own, so that one that fails holds up no other."""
    plan = make_plan([subject("", "bcd")], ActualGallery([a_list({"f-a": "a", "f-b": "b"})]))

    assert [list(steps_of(work)) for work in plan.changes] == [["add c"], ["add d"], ["remove f-a"]]


@pytest.mark.parametrize(("room", "stages"), [(4, ["add c add d", "remove f-a"]), (3, ["remove f-a", "add c add d"])])
def test_a_full_list_makes_room_first(room: int, stages: list[str]) -> None:
    """What goes goes last, but not where a list could not hold both (face-api.md#quota-faces-per-face-list); and
    nothing comes until it went.
    """
    plan = make_plan([subject("", "bcd")], ActualGallery([a_list({"f-a": "a", "f-b": "b"})]), room=room)

    said = [" ".join(step for work in stage for step in steps_of(work)) for stage in plan.stages]
    assert [stage for stage in said if stage] == stages


@pytest.mark.parametrize(("room", "first"), [(4, False), (3, True)])
def test_a_full_group_makes_room_first(room: int, first: bool) -> None:
    """The same for persons, strangers counted."""
    plan = make_plan(
        [subject("bob", "b"), subject("cy", "c")], ActualGallery([ann("a")], unmanaged_persons=1), room=room
    )

    assert plan.removes_first is first


def test_what_the_service_refused_is_not_tried_again() -> None:
    """Refused photos are left out; of a person not yet there, too."""
    declared = [subject("ann", "ab"), subject("bob", "cd")]

    assert steps(make_plan(declared, ActualGallery([ann("")]), rejected={"a", "c"})) == [
        "add b",
        "sign",
        "make bob",
        "add d",
    ]


@pytest.mark.parametrize(
    ("declared", "there", "touches"),
    [
        pytest.param("ab", ann("ab", name="Ann"), False, id="a name"),
        pytest.param("ab", ann("ab", marked="abc"), False, id="a mark"),
        pytest.param("ab", ann("a"), True, id="a photo more"),
        pytest.param("a", ann("ab"), True, id="a photo less"),
        pytest.param("a", None, True, id="a person more"),
    ],
)
def test_what_a_training_must_follow(declared: str, there: ActualEntry | None, touches: bool) -> None:
    """Faces and persons are content; names and marks are not (face-api.md#training-content-changes)."""
    plan = make_plan([subject("ann", declared)], ActualGallery([there] if there else []))

    assert plan.touches_content is touches


def test_a_leaver_is_content() -> None:
    """Somebody less is a change of content."""
    assert make_plan([], ActualGallery([ann("a")])).touches_content
    assert not make_plan([], ActualGallery([])).touches_content


# --- any case at all --------------------------------------------------------------------------------------------------

KEYS, PHOTOS = ["ann", "bob", "cy"], ["a", "b", "c", "d"]
photo_sets = st.sets(st.sampled_from(PHOTOS)).map(lambda photos: "".join(sorted(photos)))
groups = st.dictionaries(st.sampled_from(KEYS), photo_sets.filter(bool), max_size=3)
numbers = count()


def faces() -> st.SearchStrategy[Faces]:
    shown = st.lists(st.sampled_from([*PHOTOS, None]), max_size=5)
    return shown.map(lambda photos: {f"f{next(numbers):05}": photo for photo in photos})


persons = st.builds(
    Person, st.sampled_from(KEYS), st.sampled_from([*KEYS, "x"]), photo_sets.map(photos_digest), faces()
)
accounts = st.lists(persons, max_size=5).map(lambda found: {f"p{n}": person for n, person in enumerate(found)})


def carry_out(plan: Plan, account: dict[str, Person]) -> None:
    """Do to a model of the account what a plan says, and hold on to the rules of the service on the way."""
    for work in plan.changes:
        do(work, account)
    for leaver in plan.removed_entries:
        person = account[str(leaver.person_id)]
        person.faces = {face_id: photo for face_id, photo in person.faces.items() if photo is None}
        if person.faces:
            person.key = "nobody's"
        else:
            del account[str(leaver.person_id)]


def do(work: Change, account: dict[str, Person]) -> None:
    person_id = str(work.actual.person_id) if work.actual else f"p{next(numbers)}"
    digest = photos_digest(work.desired.photos)
    person = account.setdefault(person_id, Person(work.desired.key, work.desired.name, digest))
    shown_before = {photo for photo in person.faces.values() if photo}
    for step in steps_of(work):
        verb, _, what = step.partition(" ")
        if verb == "add":
            person.faces[f"f{next(numbers):05}"] = what
            assert len(person.faces) <= MAX_FACES_PER_PERSON
        elif verb == "remove":
            assert person.faces.pop(what) is not None
            assert set(person.faces.values()) & set(work.desired.photos) or not shown_before & set(work.desired.photos)
        elif verb == "sign":
            person.name, person.marked = work.desired.name, digest


def observe(account: dict[str, Person]) -> ActualGallery:
    ours = {person_id: person for person_id, person in account.items() if person.key in KEYS}
    return ActualGallery([enrolled(person_id, person) for person_id, person in ours.items()])


def strangers(account: dict[str, Person]) -> set[str]:
    return {face_id for person in account.values() for face_id, photo in person.faces.items() if photo is None}


@given(declared=groups, account=accounts)
def test_a_group_always_ends_as_declared(declared: dict[str, str], account: dict[str, Person]) -> None:
    """From whatever state, one plan leads to the declared set and the next is empty; no stranger's face is touched."""
    subjects, theirs = [subject(key, photos) for key, photos in declared.items()], strangers(account)

    carry_out(make_plan(subjects, observe(account)), account)

    observed = observe(account)
    found = {one.key: (one.name, one.tagged_digest, sorted((one.photos or {}).values())) for one in observed.entries}
    assert found == {key: (key, photos_digest(photos), sorted(photos)) for key, photos in declared.items()}
    assert len(observed.entries) == len(declared)
    assert steps(make_plan(subjects, observed)) == []
    assert strangers(account) == theirs


@given(declared=photo_sets, there=st.lists(st.sampled_from(PHOTOS)))
def test_a_list_always_ends_as_declared(declared: str, there: list[str]) -> None:
    """From whatever faces, doubles among them, one plan leads to each declared photo once."""
    photos = {f"f{n}": photo for n, photo in enumerate(there)}
    plan = make_plan([subject("", declared)], ActualGallery([a_list(photos)]))

    for work in plan.changes:
        photos = {face_id: photo for face_id, photo in photos.items() if face_id not in work.removes}
        photos |= {f"new {next(numbers)}": key for key in work.adds}

    assert sorted(photos.values()) == list(declared)
    assert steps(make_plan([subject("", declared)], ActualGallery([a_list(photos)]))) == []


@given(declared=photo_sets.filter(bool), there=photo_sets, others=st.integers(0, MAX_FACES_PER_PERSON))
def test_removals_come_last_unless_there_is_no_room(declared: str, there: str, others: int) -> None:
    """Nobody is without a face half way; only a person who would exceed 248 loses some before gaining others."""
    others = min(others, MAX_FACES_PER_PERSON - len(there))
    person = ann(there, {f"s{n}": None for n in range(others)})

    for work in make_plan([subject("ann", declared)], ActualGallery([person])).changes:
        order = [step.split()[0] for step in steps_of(work) if step != "sign"]
        exceeds = len(there) + others + len(work.adds) > MAX_FACES_PER_PERSON
        assert order == sorted(order, reverse=exceeds)
