"""Identify, verify, find similar and group: who is recognised, and every error of these calls
(face-api.md#recognition-errors and face-api.md#error-table).
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_azure_face.emulator import Settings, create_app

from ..conftest import KEY, TRAINING_SECONDS, TurnedClock, caller
from ..documented_calls import (
    FACE_LIST,
    GROUPS,
    LARGE_FACE_LIST,
    PERSON_GROUP,
    VERSIONS,
    Kind,
    add,
    created,
    detected,
    error_of,
    person_in,
    photo,
)

every_group = pytest.mark.parametrize("kind", GROUPS, ids=str)
NOBODY = "00000000-0000-4000-8000-000000000000"
ADA, BOB, EVE = (photo(word=word) for word in ("ada", "bob", "eve"))


@pytest.fixture
def ada(face: httpx.Client) -> str:
    return detected(face, ADA)


def id_in(path: str) -> str:
    return path.rpartition("/")[2]


def train(face: httpx.Client, clock: TurnedClock, item: str) -> None:
    assert face.post(f"{item}/train").status_code == 202
    clock.advance(TRAINING_SECONDS)
    assert face.get(f"{item}/training").json()["status"] == "succeeded"


def staff(face: httpx.Client, kind: Kind, **people: bytes) -> dict[str, str]:
    """A group of people with a photo each, and their paths."""
    item = created(face, kind)
    persons = {name: person_in(face, item, name) for name in people}
    for name, content in people.items():
        assert add(face, persons[name], content).status_code == 200
    return persons


def visitors(face: httpx.Client, kind: Kind, *contents: bytes) -> dict[bytes, str]:
    """A list of faces, and their ids by their photos."""
    item = created(face, kind, "visitors")
    return {content: add(face, item, content).json()["persistedFaceId"] for content in contents}


def identify(face: httpx.Client, kind: Kind, *face_ids: str, **members: object) -> httpx.Response:
    return face.post("/identify", json={"faceIds": face_ids, kind.id_field: "staff", **members})


def candidates(reply: httpx.Response) -> list[list[tuple[str, float]]]:
    assert reply.status_code == 200, reply.text
    return [[(one["personId"], one["confidence"]) for one in found["candidates"]] for found in reply.json()]


# --- identify ---------------------------------------------------------------------------------------------------------


@every_group
def test_a_person_is_identified(face: httpx.Client, clock: TurnedClock, kind: Kind) -> None:
    """The photo that was enrolled finds its person, a stranger's finds nobody, each in its own place of the answer."""
    persons = staff(face, kind, ada=ADA, bob=BOB)
    train(face, clock, f"{kind.path}/staff")
    asked = [detected(face, content) for content in (BOB, EVE, ADA)]

    reply = identify(face, kind, *asked)

    assert [found["faceId"] for found in reply.json()] == asked
    assert candidates(reply) == [[(id_in(persons["bob"]), 1.0)], [], [(id_in(persons["ada"]), 1.0)]]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_identifies(face: httpx.Client, clock: TurnedClock, ada: str, version: str) -> None:
    """What one version has detected and enrolled, another recognises."""
    persons = staff(face, PERSON_GROUP, ada=ADA)
    train(face, clock, "/persongroups/staff")

    reply = face.post(
        f"http://emulator.test/face/{version}/identify", json={"faceIds": [ada], "personGroupId": "staff"}
    )

    assert candidates(reply) == [[(id_in(persons["ada"]), 1.0)]]


def test_the_most_candidates(face: httpx.Client, clock: TurnedClock, ada: str) -> None:
    """With no threshold everybody is a candidate, the likeliest first; one of them is shown, or as many as asked."""
    persons = staff(face, PERSON_GROUP, bob=BOB, ada=ADA, eve=EVE)
    train(face, clock, "/persongroups/staff")

    [one] = candidates(identify(face, PERSON_GROUP, ada, confidenceThreshold=0))
    [two] = candidates(identify(face, PERSON_GROUP, ada, confidenceThreshold=0, maxNumOfCandidatesReturned=2))
    [all_three] = candidates(identify(face, PERSON_GROUP, ada, confidenceThreshold=0.0, maxNumOfCandidatesReturned=100))

    assert (one, two) == (all_three[:1], all_three[:2])
    assert all_three[0] == (id_in(persons["ada"]), 1.0)
    assert {person_id for person_id, _ in all_three} == {id_in(path) for path in persons.values()}
    assert 0.4 >= all_three[1][1] >= all_three[2][1] >= 0


def test_the_best_of_a_persons_photos_counts(face: httpx.Client, clock: TurnedClock) -> None:
    """A person is known by any of their photos, and one without photos is nobody's candidate."""
    persons = staff(face, PERSON_GROUP, ada=ADA)
    add(face, persons["ada"], EVE)
    person_in(face, "/persongroups/staff", "faceless")
    train(face, clock, "/persongroups/staff")

    reply = identify(
        face,
        PERSON_GROUP,
        detected(face, EVE),
        detected(face, BOB),
        confidenceThreshold=0,
        maxNumOfCandidatesReturned=9,
    )

    [eve], [bob] = candidates(reply)
    assert eve == (id_in(persons["ada"]), 1.0)
    assert bob[0] == id_in(persons["ada"])


@every_group
def test_the_latest_training_counts(face: httpx.Client, clock: TurnedClock, kind: Kind) -> None:
    """Who came after the training is not found, who left since still is, until the next
    (face-api.md#training-content-changes).
    """
    persons = staff(face, kind, ada=ADA)
    train(face, clock, f"{kind.path}/staff")
    bob = person_in(face, f"{kind.path}/staff", "bob")
    add(face, bob, BOB)
    face.delete(persons["ada"])
    asked = detected(face, ADA), detected(face, BOB)

    assert candidates(identify(face, kind, *asked)) == [[(id_in(persons["ada"]), 1.0)], []]
    train(face, clock, f"{kind.path}/staff")
    assert candidates(identify(face, kind, *asked)) == [[], [(id_in(bob), 1.0)]]


def test_a_later_training_hinders_nobody(face: httpx.Client, admin: httpx.Client, clock: TurnedClock, ada: str) -> None:
    """What was learnt stays in use while a later training runs, and when it fails
    (face-api.md#training-old-model-usable and face-api.md#contradiction-recognition-while-training).
    """
    staff(face, PERSON_GROUP, ada=ADA)
    train(face, clock, "/persongroups/staff")
    admin.post("/fail-training", json={})

    face.post("/persongroups/staff/train")
    [during] = candidates(identify(face, PERSON_GROUP, ada))
    clock.advance(TRAINING_SECONDS)
    [after] = candidates(identify(face, PERSON_GROUP, ada))

    assert during == after != []


@every_group
def test_a_group_that_is_not_trained(
    face: httpx.Client, admin: httpx.Client, clock: TurnedClock, ada: str, kind: Kind
) -> None:
    """Before the first success a group identifies nobody: 400, and 409 while the training runs."""
    staff(face, kind, ada=ADA)
    admin.post("/fail-training", json={})

    assert error_of(identify(face, kind, ada)) == (400, f"{kind.code}NotTrained")
    face.post(f"{kind.path}/staff/train")
    assert error_of(identify(face, kind, ada)) == (409, f"{kind.code}TrainingNotFinished")
    clock.advance(TRAINING_SECONDS)
    assert error_of(identify(face, kind, ada)) == (400, f"{kind.code}NotTrained")


@every_group
def test_a_group_that_cannot_be_asked(face: httpx.Client, ada: str, kind: Kind) -> None:
    """A group that is not there, or not named by an id, is 400 here (face-api.md#error-status-by-call)."""
    assert error_of(identify(face, kind, ada)) == (400, f"{kind.code}NotFound")
    for malformed in ("UPPER", "", "x" * 65, 7):
        reply = face.post("/identify", json={"faceIds": [ada], kind.id_field: malformed})
        assert error_of(reply) == (400, "BadArgument")


@pytest.mark.parametrize(
    ("scope", "version", "error"),
    [
        pytest.param({}, "v1.0", (400, "PersonGroupIdAndLargePersonGroupIdBothNull"), id="none in v1.0"),
        pytest.param(
            {"personGroupId": None, "largePersonGroupId": None},
            "v1.0",
            (400, "PersonGroupIdAndLargePersonGroupIdBothNull"),
            id="nulls in v1.0",
        ),
        pytest.param({}, "v1.2", (400, "MissingIdentificationScopeParameters"), id="none"),
        pytest.param(
            {"personGroupId": "a", "largePersonGroupId": "b"},
            "v1.2",
            (400, "PersonGroupIdAndLargePersonGroupIdBothNotNull"),
            id="both groups",
        ),
        pytest.param(
            {"personGroupId": "a", "personIds": ["*"]},
            "v1.1-preview.1",
            (400, "IncompatibleIdentificationScopeParametersCombination"),
            id="a group and persons",
        ),
        pytest.param({"personIds": ["*"]}, "v1.0", (400, "BadArgument"), id="persons in v1.0"),
        pytest.param({"personIds": ["*"]}, "v1.2", (501, "NotImplemented"), id="persons"),
        pytest.param({"dynamicPersonGroupId": "a"}, "v1.2", (400, "DynamicPersonGroupNotFound"), id="dynamic group"),
    ],
)
def test_wrong_scopes(
    face: httpx.Client, ada: str, scope: dict[str, object], version: str, error: tuple[int, str]
) -> None:
    """Exactly one group is identified in; each other case has a code of its own."""
    reply = face.post(f"http://emulator.test/face/{version}/identify", json={"faceIds": [ada], **scope})

    assert error_of(reply) == error


@pytest.mark.parametrize(
    ("members", "code"),
    [
        pytest.param({"faceIds": []}, "BadArgument", id="no face"),
        pytest.param({"faceIds": [NOBODY] * 11}, "BadArgument", id="eleven faces"),
        pytest.param({"faceIds": NOBODY}, "BadArgument", id="no list"),
        pytest.param({"faceIds": [7]}, "BadArgument", id="no id"),
        pytest.param({"faceIds": None}, "BadArgument", id="null"),
        pytest.param({"maxNumOfCandidatesReturned": 0}, "BadArgument", id="no candidate"),
        pytest.param({"maxNumOfCandidatesReturned": 101}, "BadArgument", id="too many candidates"),
        pytest.param({"maxNumOfCandidatesReturned": True}, "BadArgument", id="no number"),
        pytest.param({"confidenceThreshold": -0.1}, "BadArgument", id="below 0"),
        pytest.param({"confidenceThreshold": 1.1}, "BadArgument", id="above 1"),
        pytest.param({"confidenceThreshold": "0.5"}, "BadArgument", id="text"),
        pytest.param({"threshold": 0.5}, "BadArgument", id="unknown member"),
        pytest.param({"faceIds": [NOBODY]}, "FaceNotFound", id="unknown face"),
    ],
)
def test_what_identify_refuses(
    face: httpx.Client, clock: TurnedClock, ada: str, members: dict[str, object], code: str
) -> None:
    """An argument out of range, or a face that nobody detected, is 400."""
    staff(face, PERSON_GROUP, ada=ADA)
    train(face, clock, "/persongroups/staff")
    body = {"faceIds": [ada], "personGroupId": "staff", **members}

    assert error_of(face.post("/identify", json=body)) == (400, code)


# --- verify -----------------------------------------------------------------------------------------------------------


def test_two_faces(face: httpx.Client, ada: str) -> None:
    """The same image is the same person, another is not, and who is asked first makes no difference."""
    same, other = detected(face, ADA), detected(face, BOB)

    def verified(one: str, another: str) -> dict[str, Any]:
        answer: dict[str, Any] = face.post("/verify", json={"faceId1": one, "faceId2": another}).json()
        return answer

    assert verified(ada, same) == {"isIdentical": True, "confidence": 1.0}
    assert verified(ada, other) == verified(other, ada)
    assert not verified(ada, other)["isIdentical"]
    assert verified(ada, other)["confidence"] <= 0.4


@every_group
def test_a_face_and_a_person(face: httpx.Client, ada: str, kind: Kind) -> None:
    """A person is verified by the photos they have now: no training is needed."""
    persons = staff(face, kind, ada=ADA, bob=BOB)

    def verified(name: str) -> bool:
        body = {"faceId": ada, kind.id_field: "staff", "personId": id_in(persons[name])}
        return bool(face.post("/verify", json=body).json()["isIdentical"])

    assert verified("ada")
    assert not verified("bob")


@pytest.mark.parametrize(
    ("members", "error"),
    [
        pytest.param({"faceId": NOBODY}, (404, "FaceNotFound"), id="unknown face"),
        pytest.param({"faceId": "ada"}, (400, "BadArgument"), id="malformed face"),
        pytest.param({"faceId": None}, (400, "BadArgument"), id="no face"),
        pytest.param({"personId": NOBODY}, (404, "PersonNotFound"), id="unknown person"),
        pytest.param({"personId": "ada"}, (400, "BadArgument"), id="malformed person"),
        pytest.param({"personGroupId": "crew"}, (400, "PersonGroupNotFound"), id="unknown group"),
        pytest.param({"personGroupId": "CREW"}, (400, "BadArgument"), id="malformed group"),
        pytest.param(
            {"personGroupId": None, "largePersonGroupId": "crew"},
            (400, "LargePersonGroupNotFound"),
            id="unknown large group",
        ),
        pytest.param(
            {"largePersonGroupId": "crew"}, (400, "PersonGroupIdAndLargePersonGroupIdBothNotNull"), id="both groups"
        ),
        pytest.param({"personGroupId": None}, (400, "PersonGroupIdAndLargePersonGroupIdBothNull"), id="no group"),
        pytest.param({"faceId1": NOBODY, "faceId2": NOBODY}, (400, "BadArgument"), id="two questions in one"),
        pytest.param({"name": "ada"}, (400, "BadArgument"), id="unknown member"),
    ],
)
def test_what_verify_refuses(face: httpx.Client, ada: str, members: dict[str, object], error: tuple[int, str]) -> None:
    """What is missing is 404, but 400 for the group; what makes no sense is 400."""
    person = staff(face, PERSON_GROUP, ada=ADA)["ada"]
    body = {"faceId": ada, "personGroupId": "staff", "personId": id_in(person), **members}

    assert error_of(face.post("/verify", json=body)) == error


@pytest.mark.parametrize("body", [{"faceId1": NOBODY}, {"faceId2": NOBODY}, {}], ids=str)
def test_half_a_pair(face: httpx.Client, body: dict[str, str]) -> None:
    """One face alone is compared with nothing: 400."""
    assert error_of(face.post("/verify", json=body)) == (400, "BadArgument")


def test_a_person_without_photos(face: httpx.Client, ada: str) -> None:
    """A person who has no face cannot be verified: 404."""
    person = person_in(face, created(face, PERSON_GROUP))

    reply = face.post("/verify", json={"faceId": ada, "personGroupId": "staff", "personId": id_in(person)})

    assert error_of(reply) == (404, "PersistedFaceNotFound")


# --- find similar -----------------------------------------------------------------------------------------------------


def similar(reply: httpx.Response, id_field: str = "persistedFaceId") -> list[tuple[str, float]]:
    assert reply.status_code == 200, reply.text
    return [(one[id_field], one["confidence"]) for one in reply.json()]


def test_similar_faces_among_detected_ones(face: httpx.Client, ada: str) -> None:
    """Among faces that were detected, the same are similar, and for `matchFace` all are, the likeliest first."""
    bob, again = detected(face, BOB), detected(face, ADA)

    def found(**members: object) -> list[tuple[str, float]]:
        body = {"faceId": ada, "faceIds": [bob, again], **members}
        return similar(face.post("/findsimilars", json=body), "faceId")

    assert found() == found(mode="matchPerson") == [(again, 1.0)]
    ranked = found(mode="matchFace")
    assert [face_id for face_id, _ in ranked] == [again, bob]
    assert found(mode="matchFace", maxNumOfCandidatesReturned=1) == ranked[:1]


def test_similar_faces_in_a_face_list(face: httpx.Client, ada: str) -> None:
    """A face list needs no training: a face is found as soon as it is in, and no longer than that."""
    held = visitors(face, FACE_LIST, ADA, BOB)
    asked = {"faceId": ada, "faceListId": "visitors"}

    assert similar(face.post("/findsimilars", json=asked)) == [(held[ADA], 1.0)]
    face.delete(f"/facelists/visitors/persistedfaces/{held[ADA]}")
    assert similar(face.post("/findsimilars", json=asked)) == []
    assert len(similar(face.post("/findsimilars", json={**asked, "mode": "matchFace"}))) == 1


def test_similar_faces_in_a_large_face_list(face: httpx.Client, clock: TurnedClock, ada: str) -> None:
    """A large face list knows what its last training covered."""
    asked = {"faceId": ada, "largeFaceListId": "visitors"}
    assert error_of(face.post("/findsimilars", json=asked)) == (400, "LargeFaceListNotFound")
    held = visitors(face, LARGE_FACE_LIST, ADA, BOB)
    assert error_of(face.post("/findsimilars", json=asked)) == (400, "LargeFaceListNotTrained")
    face.post("/largefacelists/visitors/train")
    assert error_of(face.post("/findsimilars", json=asked)) == (409, "LargeFaceListTrainingNotFinished")
    clock.advance(TRAINING_SECONDS)

    face.delete(f"/largefacelists/visitors/persistedfaces/{held[ADA]}")
    add(face, "/largefacelists/visitors", ADA)

    assert similar(face.post("/findsimilars", json=asked)) == [(held[ADA], 1.0)]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        pytest.param({}, "BadArgument", id="nothing to search"),
        pytest.param({"faceListId": "visitors", "largeFaceListId": "visitors"}, "BadArgument", id="two lists"),
        pytest.param({"faceListId": "visitors", "faceIds": [NOBODY]}, "BadArgument", id="a list and faces"),
        pytest.param({"faceListId": "Visitors"}, "BadArgument", id="malformed list"),
        pytest.param({"faceIds": []}, "BadArgument", id="no faces"),
        pytest.param({"faceIds": [NOBODY] * 1_001}, "BadArgument", id="too many faces"),
        pytest.param({"faceListId": "visitors", "mode": "matchAll"}, "BadArgument", id="unknown mode"),
        pytest.param({"faceListId": "visitors", "maxNumOfCandidatesReturned": 1_001}, "BadArgument", id="too many"),
        pytest.param({"faceListId": "visitors", "faceId": None}, "BadArgument", id="no face"),
        pytest.param({"faceListId": "visitors", "faceId": NOBODY}, "FaceNotFound", id="unknown face"),
        pytest.param({"faceIds": [NOBODY]}, "FaceNotFound", id="unknown among detected"),
        pytest.param({"faceListId": "elsewhere"}, "FaceListNotFound", id="unknown list"),
        pytest.param({"faceListId": "empty"}, "FaceListNotReady", id="empty list"),
    ],
)
def test_what_find_similar_refuses(face: httpx.Client, ada: str, members: dict[str, object], code: str) -> None:
    """Whatever cannot be searched, or searched for, is 400."""
    created(face, FACE_LIST, "empty")
    visitors(face, FACE_LIST, ADA)

    assert error_of(face.post("/findsimilars", json={"faceId": ada, **members})) == (400, code)


# --- group ------------------------------------------------------------------------------------------------------------


def test_groups(face: httpx.Client) -> None:
    """Faces of the same image are a group, the largest first; who has no counterpart is in the messy group."""
    ada, bob = ([detected(face, content) for _ in range(count)] for content, count in ((ADA, 2), (BOB, 3)))
    eve = detected(face, EVE)

    reply = face.post("/group", json={"faceIds": [eve, *ada, *bob]})

    assert reply.json() == {"groups": [bob, ada], "messyGroup": [eve]}
    assert face.post("/group", json={"faceIds": ada}).json() == {"groups": [ada], "messyGroup": []}


@pytest.mark.parametrize(
    ("face_ids", "code"),
    [([NOBODY], "BadArgument"), ([NOBODY] * 1_001, "BadArgument"), ([NOBODY] * 2, "FaceNotFound")],
    ids=["one", "too many", "unknown"],
)
def test_what_group_refuses(face: httpx.Client, face_ids: list[str], code: str) -> None:
    """From 2 to 1,000 faces are grouped, all of them known."""
    assert error_of(face.post("/group", json={"faceIds": face_ids})) == (400, code)


# --- all of them ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("/identify", {"faceIds": ["{new}"], "personGroupId": "staff"}),
        ("/verify", {"faceId1": "{old}", "faceId2": "{new}"}),
        ("/verify", {"faceId": "{new}", "personGroupId": "staff", "personId": "{person}"}),
        ("/findsimilars", {"faceId": "{old}", "faceIds": ["{new}"]}),
        ("/findsimilars", {"faceId": "{new}", "faceListId": "visitors"}),
        ("/group", {"faceIds": ["{old}", "{new}"]}),
    ],
)
def test_models_do_not_mix(face: httpx.Client, clock: TurnedClock, call: str, body: dict[str, Any]) -> None:
    """Faces of two recognition models cannot be compared: 400 `BadArgument`."""
    visitors(face, FACE_LIST, ADA)
    person = staff(face, PERSON_GROUP, ada=ADA)["ada"]
    train(face, clock, "/persongroups/staff")
    ids = {
        "{old}": detected(face, ADA),
        "{new}": detected(face, ADA, recognitionModel="recognition_04"),
        "{person}": id_in(person),
    }

    def filled(value: Any) -> Any:
        return [ids[one] for one in value] if isinstance(value, list) else ids.get(value, value)

    reply = face.post(call, json={member: filled(value) for member, value in body.items()})

    assert error_of(reply) == (400, "BadArgument")


VALUES = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats(),
    st.sampled_from(["staff", "visitors", "matchFace", NOBODY, "\ud800"]),
    st.lists(st.sampled_from([NOBODY, "\ud800", 7, None]), max_size=3),
    st.just({"a": 1}),
)
MEMBERS = st.sampled_from(
    [
        *("faceId", "faceId1", "faceId2", "faceIds", "personId", "personIds"),
        *("personGroupId", "largePersonGroupId", "dynamicPersonGroupId", "faceListId", "largeFaceListId"),
        *("maxNumOfCandidatesReturned", "confidenceThreshold", "mode", "url", "sessionImageId"),
    ]
)


@given(body=st.dictionaries(MEMBERS, VALUES, max_size=6))
@settings(max_examples=50, deadline=None)
@pytest.mark.parametrize("call", ["detect", "identify", "verify", "findsimilars", "group"])
def test_no_question_is_an_error_of_ours(call: str, body: dict[str, object]) -> None:
    """Whatever a question is made of, it is answered as one that makes no sense, or that the emulator cannot answer."""
    app = create_app(Settings(key=KEY))
    with caller(app, "/face/v1.2") as face:
        reply = face.post(f"/{call}", content=json.dumps(body), headers={"Content-Type": "application/json"})

    assert reply.status_code in (400, 404, 501)


def test_faces_of_one_image_are_told_apart(face: httpx.Client, admin: httpx.Client, clock: TurnedClock) -> None:
    """Each face of a group photo is somebody: enrolled by its place, it is found by its place."""
    admin.post("/images", params={"faces": 2}, content=ADA)
    left, right = face.post("/detect", content=ADA, headers={"Content-Type": "application/octet-stream"}).json()
    person = person_in(face, created(face, PERSON_GROUP))
    place = ",".join(str(right["faceRectangle"][side]) for side in ("left", "top", "width", "height"))
    assert add(face, person, ADA, targetFace=place).status_code == 200
    train(face, clock, "/persongroups/staff")

    assert candidates(identify(face, PERSON_GROUP, left["faceId"], right["faceId"])) == [[], [(id_in(person), 1.0)]]


def test_reset_forgets_faces(face: httpx.Client, admin: httpx.Client, ada: str) -> None:
    """After a reset no face id is good any more."""
    admin.post("/reset")

    assert error_of(face.post("/verify", json={"faceId1": ada, "faceId2": ada})) == (404, "FaceNotFound")
