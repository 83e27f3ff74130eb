"""Identify, verify, find similar and group: results and errors.

See face-api.md#recognition-errors and face-api.md#error-table.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_azure_face.emulator import Settings, create_app

from ..conftest import KEY, TRAINING_SECONDS, ManualClock, create_client
from ..documented_calls import (
    FACE_LIST,
    GROUPS,
    LARGE_FACE_LIST,
    PERSON_GROUP,
    VERSIONS,
    Kind,
    add_face,
    create_container,
    create_person,
    detect_face_id,
    get_error,
    photo,
)

every_group = pytest.mark.parametrize("kind", GROUPS, ids=str)
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"
ADA, BOB, EVE = (photo(word=word) for word in ("ada", "bob", "eve"))


@pytest.fixture
def ada(face: httpx.Client) -> str:
    """The id of a detected face of Ada."""
    return detect_face_id(face, ADA)


def last_segment(path: str) -> str:
    return path.rpartition("/")[2]


def train(face: httpx.Client, clock: ManualClock, item: str) -> None:
    assert face.post(f"{item}/train").status_code == 202
    clock.advance(TRAINING_SECONDS)
    assert face.get(f"{item}/training").json()["status"] == "succeeded"


def create_staff(face: httpx.Client, kind: Kind, **people: bytes) -> dict[str, str]:
    """Create the group `staff` with persons who have a photo each, and return their paths."""
    item = create_container(face, kind)
    persons = {name: create_person(face, item, name) for name in people}
    for name, content in people.items():
        assert add_face(face, persons[name], content).status_code == 200
    return persons


def create_visitors(face: httpx.Client, kind: Kind, *contents: bytes) -> dict[bytes, str]:
    """Create the list `visitors` with faces, and return their ids by photo."""
    item = create_container(face, kind, "visitors")
    return {content: add_face(face, item, content).json()["persistedFaceId"] for content in contents}


def identify(face: httpx.Client, kind: Kind, *face_ids: str, **members: object) -> httpx.Response:
    return face.post("/identify", json={"faceIds": face_ids, kind.id_field: "staff", **members})


def get_candidates(reply: httpx.Response) -> list[list[tuple[str, float]]]:
    assert reply.status_code == 200, reply.text
    return [[(item["personId"], item["confidence"]) for item in result["candidates"]] for result in reply.json()]


# --- identify ---------------------------------------------------------------------------------------------------------


@every_group
def test_identify_finds_the_enrolled_person(face: httpx.Client, clock: ManualClock, kind: Kind) -> None:
    """The enrolled photo identifies its person, another photo has no candidates, and results keep the order."""
    persons = create_staff(face, kind, ada=ADA, bob=BOB)
    train(face, clock, f"{kind.path}/staff")
    face_ids = [detect_face_id(face, content) for content in (BOB, EVE, ADA)]

    reply = identify(face, kind, *face_ids)

    assert [result["faceId"] for result in reply.json()] == face_ids
    assert get_candidates(reply) == [[(last_segment(persons["bob"]), 1.0)], [], [(last_segment(persons["ada"]), 1.0)]]


@pytest.mark.parametrize("version", VERSIONS)
def test_identify_works_across_versions(face: httpx.Client, clock: ManualClock, ada: str, version: str) -> None:
    """A face detected and a person enrolled in one version are identified in every version."""
    persons = create_staff(face, PERSON_GROUP, ada=ADA)
    train(face, clock, "/persongroups/staff")

    reply = face.post(
        f"http://emulator.test/face/{version}/identify", json={"faceIds": [ada], "personGroupId": "staff"}
    )

    assert get_candidates(reply) == [[(last_segment(persons["ada"]), 1.0)]]


def test_identify_returns_the_best_candidates(face: httpx.Client, clock: ManualClock, ada: str) -> None:
    """With threshold 0 every person is a candidate, best first; by default only the best one is returned."""
    persons = create_staff(face, PERSON_GROUP, bob=BOB, ada=ADA, eve=EVE)
    train(face, clock, "/persongroups/staff")

    [one] = get_candidates(identify(face, PERSON_GROUP, ada, confidenceThreshold=0))
    [two] = get_candidates(identify(face, PERSON_GROUP, ada, confidenceThreshold=0, maxNumOfCandidatesReturned=2))
    [all_three] = get_candidates(
        identify(face, PERSON_GROUP, ada, confidenceThreshold=0.0, maxNumOfCandidatesReturned=100)
    )

    assert (one, two) == (all_three[:1], all_three[:2])
    assert all_three[0] == (last_segment(persons["ada"]), 1.0)
    assert {person_id for person_id, _ in all_three} == {last_segment(path) for path in persons.values()}
    assert 0.4 >= all_three[1][1] >= all_three[2][1] >= 0


def test_identify_uses_the_best_photo_of_a_person(face: httpx.Client, clock: ManualClock) -> None:
    """A person is identified by any of their photos; a person without photos is never a candidate."""
    persons = create_staff(face, PERSON_GROUP, ada=ADA)
    add_face(face, persons["ada"], EVE)
    create_person(face, "/persongroups/staff", "faceless")
    train(face, clock, "/persongroups/staff")

    reply = identify(
        face,
        PERSON_GROUP,
        detect_face_id(face, EVE),
        detect_face_id(face, BOB),
        confidenceThreshold=0,
        maxNumOfCandidatesReturned=9,
    )

    [eve], [bob] = get_candidates(reply)
    assert eve == (last_segment(persons["ada"]), 1.0)
    assert bob[0] == last_segment(persons["ada"])


@every_group
def test_identify_uses_the_latest_training(face: httpx.Client, clock: ManualClock, kind: Kind) -> None:
    """Changes of persons have no effect on identify until the next training (face-api.md#training-content-changes)."""
    persons = create_staff(face, kind, ada=ADA)
    train(face, clock, f"{kind.path}/staff")
    bob = create_person(face, f"{kind.path}/staff", "bob")
    add_face(face, bob, BOB)
    face.delete(persons["ada"])
    face_ids = detect_face_id(face, ADA), detect_face_id(face, BOB)

    assert get_candidates(identify(face, kind, *face_ids)) == [[(last_segment(persons["ada"]), 1.0)], []]
    train(face, clock, f"{kind.path}/staff")
    assert get_candidates(identify(face, kind, *face_ids)) == [[], [(last_segment(bob), 1.0)]]


def test_identify_uses_the_last_success_during_a_later_training(
    face: httpx.Client, admin: httpx.Client, clock: ManualClock, ada: str
) -> None:
    """Identify uses the last success while a later training runs and after it failed.

    See face-api.md#training-old-model-usable and face-api.md#contradiction-recognition-while-training.
    """
    create_staff(face, PERSON_GROUP, ada=ADA)
    train(face, clock, "/persongroups/staff")
    admin.post("/fail-training", json={})

    face.post("/persongroups/staff/train")
    [during] = get_candidates(identify(face, PERSON_GROUP, ada))
    clock.advance(TRAINING_SECONDS)
    [after] = get_candidates(identify(face, PERSON_GROUP, ada))

    assert during == after != []


@every_group
def test_identify_in_an_untrained_group_is_rejected(
    face: httpx.Client, admin: httpx.Client, clock: ManualClock, ada: str, kind: Kind
) -> None:
    """Before the first successful training identify is 400, and 409 while the training runs."""
    create_staff(face, kind, ada=ADA)
    admin.post("/fail-training", json={})

    assert get_error(identify(face, kind, ada)) == (400, f"{kind.code}NotTrained")
    face.post(f"{kind.path}/staff/train")
    assert get_error(identify(face, kind, ada)) == (409, f"{kind.code}TrainingNotFinished")
    clock.advance(TRAINING_SECONDS)
    assert get_error(identify(face, kind, ada)) == (400, f"{kind.code}NotTrained")


@every_group
def test_identify_in_a_missing_group_is_400(face: httpx.Client, ada: str, kind: Kind) -> None:
    """A missing group or a malformed id is 400 here (face-api.md#error-status-by-call)."""
    assert get_error(identify(face, kind, ada)) == (400, f"{kind.code}NotFound")
    for malformed in ("UPPER", "", "x" * 65, 7):
        reply = face.post("/identify", json={"faceIds": [ada], kind.id_field: malformed})
        assert get_error(reply) == (400, "BadArgument")


@pytest.mark.parametrize(
    ("scope", "version", "error"),
    [
        pytest.param({}, "v1.0", (400, "PersonGroupIdAndLargePersonGroupIdBothNull"), id="no group in v1.0"),
        pytest.param(
            {"personGroupId": None, "largePersonGroupId": None},
            "v1.0",
            (400, "PersonGroupIdAndLargePersonGroupIdBothNull"),
            id="nulls in v1.0",
        ),
        pytest.param({}, "v1.2", (400, "MissingIdentificationScopeParameters"), id="no group"),
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
            id="group and persons",
        ),
        pytest.param({"personIds": ["*"]}, "v1.0", (400, "BadArgument"), id="persons in v1.0"),
        pytest.param({"personIds": ["*"]}, "v1.2", (501, "NotImplemented"), id="persons"),
        pytest.param({"dynamicPersonGroupId": "a"}, "v1.2", (400, "DynamicPersonGroupNotFound"), id="dynamic group"),
    ],
)
def test_identify_needs_exactly_one_group(
    face: httpx.Client, ada: str, scope: dict[str, object], version: str, error: tuple[int, str]
) -> None:
    """Every scope other than exactly one group has a specific error code."""
    reply = face.post(f"http://emulator.test/face/{version}/identify", json={"faceIds": [ada], **scope})

    assert get_error(reply) == error


@pytest.mark.parametrize(
    ("members", "code"),
    [
        pytest.param({"faceIds": []}, "BadArgument", id="no face"),
        pytest.param({"faceIds": [UNKNOWN_ID] * 11}, "BadArgument", id="eleven faces"),
        pytest.param({"faceIds": UNKNOWN_ID}, "BadArgument", id="face ids not a list"),
        pytest.param({"faceIds": [7]}, "BadArgument", id="face id not a string"),
        pytest.param({"faceIds": None}, "BadArgument", id="null"),
        pytest.param({"maxNumOfCandidatesReturned": 0}, "BadArgument", id="zero candidates"),
        pytest.param({"maxNumOfCandidatesReturned": 101}, "BadArgument", id="too many candidates"),
        pytest.param({"maxNumOfCandidatesReturned": True}, "BadArgument", id="candidates not a number"),
        pytest.param({"confidenceThreshold": -0.1}, "BadArgument", id="threshold below 0"),
        pytest.param({"confidenceThreshold": 1.1}, "BadArgument", id="threshold above 1"),
        pytest.param({"confidenceThreshold": "0.5"}, "BadArgument", id="threshold not a number"),
        pytest.param({"threshold": 0.5}, "BadArgument", id="unknown member"),
        pytest.param({"faceIds": [UNKNOWN_ID]}, "FaceNotFound", id="unknown face"),
    ],
)
def test_invalid_identify_body_is_rejected(
    face: httpx.Client, clock: ManualClock, ada: str, members: dict[str, object], code: str
) -> None:
    """An argument out of range or an unknown face is 400."""
    create_staff(face, PERSON_GROUP, ada=ADA)
    train(face, clock, "/persongroups/staff")
    body = {"faceIds": [ada], "personGroupId": "staff", **members}

    assert get_error(face.post("/identify", json=body)) == (400, code)


# --- verify -----------------------------------------------------------------------------------------------------------


def test_verify_compares_two_faces(face: httpx.Client, ada: str) -> None:
    """Faces of the same image are identical, faces of other images are not, in either order."""
    same, other = detect_face_id(face, ADA), detect_face_id(face, BOB)

    def verify(face_id: str, other_id: str) -> dict[str, Any]:
        result: dict[str, Any] = face.post("/verify", json={"faceId1": face_id, "faceId2": other_id}).json()
        return result

    assert verify(ada, same) == {"isIdentical": True, "confidence": 1.0}
    assert verify(ada, other) == verify(other, ada)
    assert not verify(ada, other)["isIdentical"]
    assert verify(ada, other)["confidence"] <= 0.4


@every_group
def test_verify_compares_a_face_and_a_person(face: httpx.Client, ada: str, kind: Kind) -> None:
    """A person is verified by their current photos, without training."""
    persons = create_staff(face, kind, ada=ADA, bob=BOB)

    def verify(name: str) -> bool:
        body = {"faceId": ada, kind.id_field: "staff", "personId": last_segment(persons[name])}
        return bool(face.post("/verify", json=body).json()["isIdentical"])

    assert verify("ada")
    assert not verify("bob")


@pytest.mark.parametrize(
    ("members", "error"),
    [
        pytest.param({"faceId": UNKNOWN_ID}, (404, "FaceNotFound"), id="unknown face"),
        pytest.param({"faceId": "ada"}, (400, "BadArgument"), id="malformed face"),
        pytest.param({"faceId": None}, (400, "BadArgument"), id="no face"),
        pytest.param({"personId": UNKNOWN_ID}, (404, "PersonNotFound"), id="unknown person"),
        pytest.param({"personId": "ada"}, (400, "BadArgument"), id="malformed person"),
        pytest.param({"personGroupId": "visitors"}, (400, "PersonGroupNotFound"), id="unknown group"),
        pytest.param({"personGroupId": "VISITORS"}, (400, "BadArgument"), id="malformed group"),
        pytest.param(
            {"personGroupId": None, "largePersonGroupId": "visitors"},
            (400, "LargePersonGroupNotFound"),
            id="unknown large group",
        ),
        pytest.param(
            {"largePersonGroupId": "visitors"}, (400, "PersonGroupIdAndLargePersonGroupIdBothNotNull"), id="both groups"
        ),
        pytest.param({"personGroupId": None}, (400, "PersonGroupIdAndLargePersonGroupIdBothNull"), id="no group"),
        pytest.param({"faceId1": UNKNOWN_ID, "faceId2": UNKNOWN_ID}, (400, "BadArgument"), id="faces and person"),
        pytest.param({"name": "ada"}, (400, "BadArgument"), id="unknown member"),
    ],
)
def test_invalid_verify_body_is_rejected(
    face: httpx.Client, ada: str, members: dict[str, object], error: tuple[int, str]
) -> None:
    """A missing face or person is 404, a missing group is 400, and an invalid body is 400."""
    person = create_staff(face, PERSON_GROUP, ada=ADA)["ada"]
    body = {"faceId": ada, "personGroupId": "staff", "personId": last_segment(person), **members}

    assert get_error(face.post("/verify", json=body)) == error


@pytest.mark.parametrize("body", [{"faceId1": UNKNOWN_ID}, {"faceId2": UNKNOWN_ID}, {}], ids=str)
def test_verify_needs_two_faces(face: httpx.Client, body: dict[str, str]) -> None:
    """A body with one face or none is 400."""
    assert get_error(face.post("/verify", json=body)) == (400, "BadArgument")


def test_verify_with_a_person_without_photos_is_404(face: httpx.Client, ada: str) -> None:
    """A person without faces cannot be verified: 404."""
    person = create_person(face, create_container(face, PERSON_GROUP))

    reply = face.post("/verify", json={"faceId": ada, "personGroupId": "staff", "personId": last_segment(person)})

    assert get_error(reply) == (404, "PersistedFaceNotFound")


# --- find similar -----------------------------------------------------------------------------------------------------


def get_similar(reply: httpx.Response, id_field: str = "persistedFaceId") -> list[tuple[str, float]]:
    assert reply.status_code == 200, reply.text
    return [(item[id_field], item["confidence"]) for item in reply.json()]


def test_find_similar_searches_detected_faces(face: httpx.Client, ada: str) -> None:
    """`matchPerson` finds faces of the same image, `matchFace` all faces, best first."""
    bob, again = detect_face_id(face, BOB), detect_face_id(face, ADA)

    def find(**members: object) -> list[tuple[str, float]]:
        body = {"faceId": ada, "faceIds": [bob, again], **members}
        return get_similar(face.post("/findsimilars", json=body), "faceId")

    assert find() == find(mode="matchPerson") == [(again, 1.0)]
    ranked = find(mode="matchFace")
    assert [face_id for face_id, _ in ranked] == [again, bob]
    assert find(mode="matchFace", maxNumOfCandidatesReturned=1) == ranked[:1]


def test_find_similar_in_a_face_list_needs_no_training(face: httpx.Client, ada: str) -> None:
    """A face in a face list is found as soon as it is added, and not after it is deleted."""
    face_ids = create_visitors(face, FACE_LIST, ADA, BOB)
    body = {"faceId": ada, "faceListId": "visitors"}

    assert get_similar(face.post("/findsimilars", json=body)) == [(face_ids[ADA], 1.0)]
    face.delete(f"/facelists/visitors/persistedfaces/{face_ids[ADA]}")
    assert get_similar(face.post("/findsimilars", json=body)) == []
    assert len(get_similar(face.post("/findsimilars", json={**body, "mode": "matchFace"}))) == 1


def test_find_similar_in_a_large_face_list_uses_the_latest_training(
    face: httpx.Client, clock: ManualClock, ada: str
) -> None:
    """A large face list is searched as of its latest training."""
    body = {"faceId": ada, "largeFaceListId": "visitors"}
    assert get_error(face.post("/findsimilars", json=body)) == (400, "LargeFaceListNotFound")
    face_ids = create_visitors(face, LARGE_FACE_LIST, ADA, BOB)
    assert get_error(face.post("/findsimilars", json=body)) == (400, "LargeFaceListNotTrained")
    face.post("/largefacelists/visitors/train")
    assert get_error(face.post("/findsimilars", json=body)) == (409, "LargeFaceListTrainingNotFinished")
    clock.advance(TRAINING_SECONDS)

    face.delete(f"/largefacelists/visitors/persistedfaces/{face_ids[ADA]}")
    add_face(face, "/largefacelists/visitors", ADA)

    assert get_similar(face.post("/findsimilars", json=body)) == [(face_ids[ADA], 1.0)]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        pytest.param({}, "BadArgument", id="no target"),
        pytest.param({"faceListId": "visitors", "largeFaceListId": "visitors"}, "BadArgument", id="two lists"),
        pytest.param({"faceListId": "visitors", "faceIds": [UNKNOWN_ID]}, "BadArgument", id="list and faces"),
        pytest.param({"faceListId": "Visitors"}, "BadArgument", id="malformed list"),
        pytest.param({"faceIds": []}, "BadArgument", id="no faces"),
        pytest.param({"faceIds": [UNKNOWN_ID] * 1_001}, "BadArgument", id="too many faces"),
        pytest.param({"faceListId": "visitors", "mode": "matchAll"}, "BadArgument", id="unknown mode"),
        pytest.param(
            {"faceListId": "visitors", "maxNumOfCandidatesReturned": 1_001}, "BadArgument", id="too many candidates"
        ),
        pytest.param({"faceListId": "visitors", "faceId": None}, "BadArgument", id="no face"),
        pytest.param({"faceListId": "visitors", "faceId": UNKNOWN_ID}, "FaceNotFound", id="unknown face"),
        pytest.param({"faceIds": [UNKNOWN_ID]}, "FaceNotFound", id="unknown face in face ids"),
        pytest.param({"faceListId": "elsewhere"}, "FaceListNotFound", id="unknown list"),
        pytest.param({"faceListId": "empty"}, "FaceListNotReady", id="empty list"),
    ],
)
def test_invalid_find_similar_body_is_rejected(
    face: httpx.Client, ada: str, members: dict[str, object], code: str
) -> None:
    """An invalid or missing face, target or option is 400."""
    create_container(face, FACE_LIST, "empty")
    create_visitors(face, FACE_LIST, ADA)

    assert get_error(face.post("/findsimilars", json={"faceId": ada, **members})) == (400, code)


# --- group ------------------------------------------------------------------------------------------------------------


def test_group_returns_matching_faces(face: httpx.Client) -> None:
    """Faces of the same image are a group, largest first; faces without a match are in the messy group."""
    ada, bob = ([detect_face_id(face, content) for _ in range(count)] for content, count in ((ADA, 2), (BOB, 3)))
    eve = detect_face_id(face, EVE)

    reply = face.post("/group", json={"faceIds": [eve, *ada, *bob]})

    assert reply.json() == {"groups": [bob, ada], "messyGroup": [eve]}
    assert face.post("/group", json={"faceIds": ada}).json() == {"groups": [ada], "messyGroup": []}


@pytest.mark.parametrize(
    ("face_ids", "code"),
    [([UNKNOWN_ID], "BadArgument"), ([UNKNOWN_ID] * 1_001, "BadArgument"), ([UNKNOWN_ID] * 2, "FaceNotFound")],
    ids=["one", "too many", "unknown"],
)
def test_invalid_group_body_is_rejected(face: httpx.Client, face_ids: list[str], code: str) -> None:
    """Fewer than 2 or more than 1,000 faces, or an unknown face, are 400."""
    assert get_error(face.post("/group", json={"faceIds": face_ids})) == (400, code)


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
def test_faces_of_different_models_are_not_compared(
    face: httpx.Client, clock: ManualClock, call: str, body: dict[str, Any]
) -> None:
    """Comparing faces of two recognition models is 400 `BadArgument`."""
    create_visitors(face, FACE_LIST, ADA)
    person = create_staff(face, PERSON_GROUP, ada=ADA)["ada"]
    train(face, clock, "/persongroups/staff")
    ids = {
        "{old}": detect_face_id(face, ADA),
        "{new}": detect_face_id(face, ADA, recognitionModel="recognition_04"),
        "{person}": last_segment(person),
    }

    def fill(value: Any) -> Any:
        return [ids[name] for name in value] if isinstance(value, list) else ids.get(value, value)

    reply = face.post(call, json={member: fill(value) for member, value in body.items()})

    assert get_error(reply) == (400, "BadArgument")


VALUES = st.one_of(
    st.none() | st.booleans() | st.integers() | st.floats(),
    st.sampled_from(["staff", "visitors", "matchFace", UNKNOWN_ID, "\ud800"]),
    st.lists(st.sampled_from([UNKNOWN_ID, "\ud800", 7, None]), max_size=3),
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
def test_recognition_calls_never_fail_unexpectedly(call: str, body: dict[str, object]) -> None:
    """Every body of a recognition call has a documented error."""
    app = create_app(Settings(key=KEY))
    with create_client(app, "/face/v1.2") as face:
        reply = face.post(f"/{call}", content=json.dumps(body), headers={"Content-Type": "application/json"})

    assert reply.status_code in (400, 404, 501)


def test_faces_of_one_image_are_different(face: httpx.Client, admin: httpx.Client, clock: ManualClock) -> None:
    """Each face of an image with two faces is a different person, selected by its rectangle."""
    admin.post("/images", params={"faces": 2}, content=ADA)
    left, right = face.post("/detect", content=ADA, headers={"Content-Type": "application/octet-stream"}).json()
    person = create_person(face, create_container(face, PERSON_GROUP))
    target = ",".join(str(right["faceRectangle"][side]) for side in ("left", "top", "width", "height"))
    assert add_face(face, person, ADA, targetFace=target).status_code == 200
    train(face, clock, "/persongroups/staff")

    assert get_candidates(identify(face, PERSON_GROUP, left["faceId"], right["faceId"])) == [
        [],
        [(last_segment(person), 1.0)],
    ]


def test_reset_clears_detected_faces(face: httpx.Client, admin: httpx.Client, ada: str) -> None:
    """After a reset all face ids are unknown."""
    admin.post("/reset")

    assert get_error(face.post("/verify", json={"faceId1": ada, "faceId2": ada})) == (404, "FaceNotFound")
