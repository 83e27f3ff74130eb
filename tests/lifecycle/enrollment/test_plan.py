"""Plans from the desired and the actual gallery: single cases, and random cases on a model of the account."""

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
"""The photo of each face by face id, or None for an unmanaged face."""


@dataclass
class Person:
    key: str
    name: str
    tagged_digest: str
    faces: Faces = field(default_factory=dict)


def desired_entry(key: str, photos: str) -> DesiredEntry:
    return DesiredEntry(key, key, {photo: Photo(f"{photo}.jpg", photo) for photo in photos})


def actual_entry_of(person_id: str, person: Person) -> ActualEntry:
    managed = {face_id: photo for face_id, photo in person.faces.items() if photo is not None}
    return ActualEntry(person.key, person.name, person.tagged_digest, tuple(person.faces), person_id, photos=managed)


def actual_ann(photos: str, more: Faces | None = None, *, tagged: str | None = None, name: str = "ann") -> ActualEntry:
    """Return Ann with a face `f-x` for each photo x, and `more` faces."""
    faces: Faces = {**{f"f-{photo}": photo for photo in photos}, **(more or {})}
    return actual_entry_of("p-ann", Person("ann", name, photos_digest(tagged or photos), faces))


def actual_list(photos: dict[str, str]) -> ActualEntry:
    return ActualEntry("", "", photos_digest(photos.values()), tuple(photos), photos=photos)


def steps(plan: Plan) -> list[str]:
    """Return the steps of a plan as text, in the order of their execution."""
    return [step for change in plan.changes for step in change_steps(change)] + [
        f"delete {entry.person_id}" for entry in plan.removed_entries
    ]


def change_steps(change: Change) -> Iterator[str]:
    if change.actual is None:
        yield f"create {change.desired.name}"
    adds, removes = [f"add {key}" for key in change.adds], [f"remove {face_id}" for face_id in change.removes]
    yield from [*removes, *adds] if change.removes_first else [*adds, *removes]
    if change.updates_person:
        yield "update"


# --- single cases -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("desired_photos", "actual_entry", "expected_steps"),
    [
        pytest.param("ab", None, ["create ann", "add a", "add b"], id="no person"),
        pytest.param("ab", actual_ann("ab"), [], id="complete"),
        pytest.param("abc", actual_ann("ab"), ["add c", "update"], id="photo added"),
        pytest.param("a", actual_ann("ab"), ["remove f-b", "update"], id="photo removed"),
        pytest.param(
            "ac", actual_ann("ab"), ["add c", "remove f-b", "update"], id="photo replaced: added before removed"
        ),
        pytest.param("ab", actual_ann("a", tagged="ab"), ["add b"], id="interrupted during the uploads"),
        pytest.param("ab", actual_ann("ab", tagged="abc"), ["update"], id="interrupted before the last step"),
        pytest.param("ab", actual_ann("ab", name="Ann"), ["update"], id="renamed outside the program"),
        pytest.param("ab", actual_ann("ab", {"dup": "a"}), ["remove f-a"], id="duplicate face: the lower id stays"),
        pytest.param("ab", actual_ann("ab", {"unmanaged": None}), [], id="unmanaged face stays"),
        pytest.param(
            "ab", actual_ann("a", {"unmanaged": None}, tagged="ab"), ["add b"], id="replaced by an unmanaged face"
        ),
    ],
)
def test_person_plan_has_the_fewest_steps(
    desired_photos: str, actual_entry: ActualEntry | None, expected_steps: list[str]
) -> None:
    """The plan of a person has the fewest steps to the desired photos and none for unmanaged faces."""
    plan = make_plan([desired_entry("ann", desired_photos)], ActualGallery([actual_entry] if actual_entry else []))

    assert steps(plan) == expected_steps


def test_matching_tag_needs_no_step() -> None:
    """A person whose tag matches needs no step, even if the faces were not read."""
    entry = ActualEntry("ann", "ann", photos_digest("ab"), ("1", "2"), "p-ann")

    assert steps(make_plan([desired_entry("ann", "ab")], ActualGallery([entry]))) == []


def test_duplicate_person_with_fewer_faces_is_deleted() -> None:
    """Of two persons with the same key, the one with more managed faces is kept."""
    smaller = actual_entry_of("p-1", Person("ann", "ann", photos_digest("ab"), {"1": "a"}))
    larger = actual_entry_of("p-2", Person("ann", "ann", photos_digest("ab"), {"2": "a", "3": "b"}))

    assert steps(make_plan([desired_entry("ann", "ab")], ActualGallery([smaller, larger]))) == ["delete p-1"]


def test_person_that_is_not_desired_is_deleted() -> None:
    """A managed person that is no longer desired is deleted."""
    assert steps(make_plan([], ActualGallery([actual_ann("ab")]))) == ["delete p-ann"]


@pytest.mark.parametrize(
    ("actual_count", "adds", "removes", "removes_first"),
    [
        pytest.param(247, 1, 1, False, id="room for one more"),
        pytest.param(248, 1, 1, True, id="full"),
        pytest.param(1, 247, 1, False, id="exactly full"),
        pytest.param(1, 248, 1, True, id="one over the limit"),
    ],
)
def test_faces_are_removed_first_only_at_the_limit_of_a_person(
    actual_count: int, adds: int, removes: int, removes_first: bool
) -> None:
    """Removals come first only if a person would exceed 248 faces.

    See face-api.md#quota-faces-per-person.
    """
    entry = ActualEntry("ann", "ann", "", tuple(f"f{n}" for n in range(actual_count)), "p-ann", photos={})
    change = Change(
        desired_entry("ann", ""), entry, tuple(f"a{n}" for n in range(adds)), tuple(f"f{n}" for n in range(removes))
    )

    assert change.removes_first is removes_first


def test_each_face_of_a_list_is_its_own_change() -> None:
    """Each photo of a list is its own change, so that a failure does not block the others."""
    plan = make_plan([desired_entry("", "bcd")], ActualGallery([actual_list({"f-a": "a", "f-b": "b"})]))

    assert [list(change_steps(change)) for change in plan.changes] == [["add c"], ["add d"], ["remove f-a"]]


@pytest.mark.parametrize(("room", "stages"), [(4, ["add c add d", "remove f-a"]), (3, ["remove f-a", "add c add d"])])
def test_full_list_removes_faces_first(room: int, stages: list[str]) -> None:
    """Removals are the last stage, except in a list that has no room for both.

    See face-api.md#quota-faces-per-face-list.
    """
    plan = make_plan([desired_entry("", "bcd")], ActualGallery([actual_list({"f-a": "a", "f-b": "b"})]), capacity=room)

    texts = [" ".join(step for change in stage for step in change_steps(change)) for stage in plan.stages]
    assert [text for text in texts if text] == stages


@pytest.mark.parametrize(("room", "removes_first"), [(4, False), (3, True)])
def test_full_group_removes_persons_first(room: int, removes_first: bool) -> None:
    """Persons are removed first if the group has no room for both, including unmanaged persons."""
    plan = make_plan(
        [desired_entry("bob", "b"), desired_entry("cy", "c")],
        ActualGallery([actual_ann("a")], unmanaged_persons=1),
        capacity=room,
    )

    assert plan.removes_first is removes_first


def test_rejected_photos_are_left_out() -> None:
    """Photos that the service rejected are left out, even for a new person."""
    entries = [desired_entry("ann", "ab"), desired_entry("bob", "cd")]

    assert steps(make_plan(entries, ActualGallery([actual_ann("")]), rejected={"a", "c"})) == [
        "add b",
        "update",
        "create bob",
        "add d",
    ]


@pytest.mark.parametrize(
    ("desired_photos", "actual_entry", "touches"),
    [
        pytest.param("ab", actual_ann("ab", name="Ann"), False, id="name"),
        pytest.param("ab", actual_ann("ab", tagged="abc"), False, id="tag"),
        pytest.param("ab", actual_ann("a"), True, id="photo added"),
        pytest.param("a", actual_ann("ab"), True, id="photo removed"),
        pytest.param("a", None, True, id="person added"),
    ],
)
def test_only_content_changes_need_a_training(
    desired_photos: str, actual_entry: ActualEntry | None, touches: bool
) -> None:
    """Persons and faces are content, names and tags are not.

    See face-api.md#training-content-changes.
    """
    plan = make_plan([desired_entry("ann", desired_photos)], ActualGallery([actual_entry] if actual_entry else []))

    assert plan.touches_content is touches


def test_removed_person_changes_content() -> None:
    """The removal of a person changes content."""
    assert make_plan([], ActualGallery([actual_ann("a")])).touches_content
    assert not make_plan([], ActualGallery([])).touches_content


# --- random cases -----------------------------------------------------------------------------------------------------

KEYS, PHOTO_KEYS = ["ann", "bob", "cy"], ["a", "b", "c", "d"]
photo_sets = st.sets(st.sampled_from(PHOTO_KEYS)).map(lambda photos: "".join(sorted(photos)))
groups = st.dictionaries(st.sampled_from(KEYS), photo_sets.filter(bool), max_size=3)
counter = count()


def faces() -> st.SearchStrategy[Faces]:
    photos_by_face = st.lists(st.sampled_from([*PHOTO_KEYS, None]), max_size=5)
    return photos_by_face.map(lambda photos: {f"f{next(counter):05}": photo for photo in photos})


persons = st.builds(
    Person, st.sampled_from(KEYS), st.sampled_from([*KEYS, "x"]), photo_sets.map(photos_digest), faces()
)
accounts = st.lists(persons, max_size=5).map(lambda drawn: {f"p{n}": person for n, person in enumerate(drawn)})


def execute(plan: Plan, account: dict[str, Person]) -> None:
    """Execute a plan on a model of the account and check the limits of the service on the way."""
    for change in plan.changes:
        execute_change(change, account)
    for entry in plan.removed_entries:
        person = account[str(entry.person_id)]
        person.faces = {face_id: photo for face_id, photo in person.faces.items() if photo is None}
        if person.faces:
            person.key = "unmanaged"
        else:
            del account[str(entry.person_id)]


def execute_change(change: Change, account: dict[str, Person]) -> None:
    person_id = str(change.actual.person_id) if change.actual else f"p{next(counter)}"
    digest = photos_digest(change.desired.photos)
    person = account.setdefault(person_id, Person(change.desired.key, change.desired.name, digest))
    photos_before = {photo for photo in person.faces.values() if photo}
    for step in change_steps(change):
        verb, _, argument = step.partition(" ")
        if verb == "add":
            person.faces[f"f{next(counter):05}"] = argument
            assert len(person.faces) <= MAX_FACES_PER_PERSON
        elif verb == "remove":
            assert person.faces.pop(argument) is not None
            assert set(person.faces.values()) & set(change.desired.photos) or not photos_before & set(
                change.desired.photos
            )
        elif verb == "update":
            person.name, person.tagged_digest = change.desired.name, digest


def actual_gallery(account: dict[str, Person]) -> ActualGallery:
    managed = {person_id: person for person_id, person in account.items() if person.key in KEYS}
    return ActualGallery([actual_entry_of(person_id, person) for person_id, person in managed.items()])


def unmanaged_faces(account: dict[str, Person]) -> set[str]:
    return {face_id for person in account.values() for face_id, photo in person.faces.items() if photo is None}


@given(desired=groups, account=accounts)
def test_group_plan_reaches_the_desired_state(desired: dict[str, str], account: dict[str, Person]) -> None:
    """From any state, one plan reaches the desired state, the next is empty, and unmanaged faces stay."""
    entries, unmanaged = [desired_entry(key, photos) for key, photos in desired.items()], unmanaged_faces(account)

    execute(make_plan(entries, actual_gallery(account)), account)

    actual = actual_gallery(account)
    summary = {
        entry.key: (entry.name, entry.tagged_digest, sorted((entry.photos or {}).values())) for entry in actual.entries
    }
    assert summary == {key: (key, photos_digest(photos), sorted(photos)) for key, photos in desired.items()}
    assert len(actual.entries) == len(desired)
    assert steps(make_plan(entries, actual)) == []
    assert unmanaged_faces(account) == unmanaged


@given(desired=photo_sets, actual=st.lists(st.sampled_from(PHOTO_KEYS)))
def test_list_plan_reaches_the_desired_state(desired: str, actual: list[str]) -> None:
    """From any faces, including duplicates, one plan reaches each desired photo once."""
    photos = {f"f{n}": photo for n, photo in enumerate(actual)}
    plan = make_plan([desired_entry("", desired)], ActualGallery([actual_list(photos)]))

    for change in plan.changes:
        photos = {face_id: photo for face_id, photo in photos.items() if face_id not in change.removes}
        photos |= {f"new {next(counter)}": key for key in change.adds}

    assert sorted(photos.values()) == list(desired)
    assert steps(make_plan([desired_entry("", desired)], ActualGallery([actual_list(photos)]))) == []


@given(desired=photo_sets.filter(bool), actual=photo_sets, unmanaged_count=st.integers(0, MAX_FACES_PER_PERSON))
def test_faces_are_removed_last_unless_there_is_no_room(desired: str, actual: str, unmanaged_count: int) -> None:
    """Faces are added before others are removed, unless the person would exceed 248 faces."""
    unmanaged_count = min(unmanaged_count, MAX_FACES_PER_PERSON - len(actual))
    person = actual_ann(actual, {f"s{n}": None for n in range(unmanaged_count)})

    for change in make_plan([desired_entry("ann", desired)], ActualGallery([person])).changes:
        order = [step.split()[0] for step in change_steps(change) if step != "update"]
        exceeds = len(actual) + unmanaged_count + len(change.adds) > MAX_FACES_PER_PERSON
        assert order == sorted(order, reverse=exceeds)
