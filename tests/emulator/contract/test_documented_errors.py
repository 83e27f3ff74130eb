"""A walk through the tables of docs/face-api.md: every call is where it should be (face-api.md#container-calls), and
every documented error can be met (face-api.md#error-table).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest

from ..conftest import TRAINING_SECONDS, TurnedClock
from ..documented_calls import (
    EVERY_KIND,
    GROUPS,
    QUANTITIES,
    TRAINED,
    VERSIONS,
    Kind,
    created,
    detected,
    face_in,
    owner_of_faces,
    person_in,
    photo,
)
from ..error_catalog import CALLS, FULL, OF_EVERY_CALL, OF_V1_0, UNAPPROVED, UNDER_TRAINING, UNTRAINED, Call, Subject
from ..liveness_requests import SESSIONS, SessionKind, session_in
from ..stocked_account import with_containers, with_faces, with_persons

NOBODY = "00000000-0000-0000-0000-000000000000"
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")
HOST = "http://emulator.test"
BODIES = {"content", "json", "files"}


@dataclass
class Scene:
    """An emulator in which one call is about to succeed, unless something is put in its way."""

    face: httpx.Client
    clock: TurnedClock
    call: Call
    of: Subject
    person: str = NOBODY
    added: str = NOBODY
    session: str = NOBODY
    detected: str = NOBODY
    another: str = NOBODY
    container: str = "staff"

    @property
    def kind(self) -> Kind:
        assert isinstance(self.of, Kind)
        return self.of

    def set_up(self) -> None:
        """A container with a face, trained; a session; a detected face."""
        if isinstance(self.of, Kind):
            *_, self.person, _, self.added = self.filled("staff").split("/")
            if self.of in TRAINED:
                self.face.post(f"{self.of.path}/staff/train")
                self.clock.advance(TRAINING_SECONDS)
        if isinstance(self.of, SessionKind):
            self.session = self.at(session_in, self.of).rpartition("/")[2]
        self.detected, self.another = detected(self.face), detected(self.face)

    def filled(self, container_id: str) -> str:
        """One more container with a face in it, whose path is given."""
        return face_in(self.face, owner_of_faces(self.face, self.kind, container_id))

    def at(self, act: Callable[..., str], *args: Any) -> str:
        """Do something with paths from the root on."""
        base, self.face.base_url = self.face.base_url, httpx.URL(HOST)
        try:
            return act(self.face, *args)
        finally:
            self.face.base_url = base

    def send(self, **changes: Any) -> httpx.Response:
        """The call, as it is written or with some of its request changed."""
        members, params = changes.pop("members", {}), changes.pop("params", None)
        request = changes if BODIES & changes.keys() else {**self.body(members), **changes}
        url = HOST + self.path() if isinstance(self.of, SessionKind) else self.path()
        return self.face.request(self.call.method, url, params=params, **request)

    def path(self) -> str:
        collection = self.of.path if self.of else ""
        path = self.call.path.format(kind=collection, person=self.person, face=self.added, session=self.session)
        return path.replace("/staff", f"/{self.container}").replace("/new", f"/{self.container}")

    def body(self, members: dict[str, Any]) -> dict[str, Any]:
        if isinstance(self.of, SessionKind) and self.call.method == "POST":
            return self.of.body(**members)
        if self.call.name in QUESTIONS:
            return {"json": {**QUESTIONS[self.call.name](self), **members}}
        if "json" in self.call.send:
            return {"json": {**self.call.send["json"], **members}}
        return self.call.send


QUESTIONS: dict[str, Callable[[Scene], dict[str, Any]]] = {
    "identify": lambda scene: {"faceIds": [scene.detected], scene.kind.id_field: scene.container},
    "identify in v1.0": lambda scene: {"faceIds": [scene.detected]},
    "verify with a person": lambda scene: {
        "faceId": scene.detected,
        "personId": scene.person,
        scene.kind.id_field: scene.container,
    },
    "verify two faces": lambda scene: {"faceId1": scene.detected, "faceId2": scene.another},
    "find similar": lambda scene: {"faceId": scene.detected, scene.kind.id_field: scene.container},
    "find similar faces": lambda scene: {"faceId": scene.detected, "faceIds": [scene.another]},
    "group": lambda scene: {"faceIds": [scene.detected, scene.another]},
}


# --- how each error is met --------------------------------------------------------------------------------------------


def ordered(status: int, **error: object) -> Callable[[Scene], httpx.Response]:
    """An error that has nothing to do with the call: it is ordered on the emulator's own side."""

    def provoke(scene: Scene) -> httpx.Response:
        scene.face.post(f"{HOST}/_emulator/rules", json={"status": status, **({"error": error} if error else {})})
        return scene.send()

    return provoke


def sent(**changes: Any) -> Callable[[Scene], httpx.Response]:
    return lambda scene: scene.send(**changes)


def with_members(**members: Any) -> Callable[[Scene], httpx.Response]:
    return lambda scene: scene.send(members=members)


def about(**ids: str) -> Callable[[Scene], httpx.Response]:
    """The call about something else."""

    def provoke(scene: Scene) -> httpx.Response:
        for name, value in ids.items():
            setattr(scene, name, value)
        return scene.send()

    return provoke


def too_fast(scene: Scene) -> httpx.Response:
    while scene.face.get("/facelists").status_code != 429:
        pass
    return scene.send()


def under_training(scene: Scene) -> httpx.Response:
    scene.face.post(f"{scene.kind.path}/staff/train")
    return scene.send()


def during_the_first_training(scene: Scene) -> httpx.Response:
    """A question waits for the first training alone."""
    scene.filled("fresh")
    scene.face.post(f"{scene.kind.path}/fresh/train")
    return about(container="fresh")(scene)


def never_trained(scene: Scene) -> httpx.Response:
    scene.filled("fresh")
    return about(container="fresh")(scene)


def empty(scene: Scene) -> httpx.Response:
    created(scene.face, scene.kind, "empty")
    return about(container="empty")(scene)


def of_another_model(scene: Scene) -> httpx.Response:
    return about(detected=detected(scene.face, recognitionModel="recognition_04"))(scene)


def faceless_person(scene: Scene) -> httpx.Response:
    return about(person=person_in(scene.face, f"{scene.kind.path}/staff").rpartition("/")[2])(scene)


def with_image(content: bytes, faces: int | None = None) -> Callable[[Scene], httpx.Response]:
    """The call with another image, which may be marked as one that shows another number of faces."""

    def provoke(scene: Scene) -> httpx.Response:
        if faces is not None:
            scene.face.post(f"{HOST}/_emulator/images", params={"faces": faces}, content=content)
        if isinstance(scene.of, SessionKind):
            return scene.send(**scene.of.form(content))
        return scene.send(content=content, headers=scene.call.send["headers"])

    return provoke


def full_of_containers(scene: Scene) -> httpx.Response:
    with_containers(scene.face, scene.kind, QUANTITIES[scene.kind, "F0"][0] - 1)
    return about(container="new")(scene)


def full_of_persons(scene: Scene) -> httpx.Response:
    with_persons(scene.face, scene.kind, "staff", QUANTITIES[scene.kind, "F0"][1] - 1)
    return scene.send()


def full_of_faces(scene: Scene) -> httpx.Response:
    owner, most = f"{scene.kind.path}/staff", QUANTITIES[scene.kind, "F0"][1]
    if scene.kind in GROUPS:
        owner, most = f"{owner}/persons/{scene.person}", 248  # face-api.md#quota-faces-per-person
    with_faces(scene.face, scene.kind, owner, most)
    return scene.send()


def both_kinds_of_group(scene: Scene) -> httpx.Response:
    return scene.send(members={kind.id_field: "staff" for kind in GROUPS})


def no_group(scene: Scene) -> httpx.Response:
    return scene.send(members={scene.kind.id_field: None})


NOT_APPROVED = ordered(403, code="UnsupportedFeature", message="Missing approval for Identification, Verification.")

# By the error, or by the call and the error where it is met in a way of its own.
PROVOCATIONS: dict[str | tuple[str, str], Callable[[Scene], httpx.Response]] = {
    "401 Unspecified": sent(headers={"Ocp-Apim-Subscription-Key": "wrong"}),
    "403 403": ordered(403),
    "409 ConcurrentOperationConflict": ordered(409),
    "429 429": too_fast,
    "503 ServiceUnavailable": ordered(503),
    "408 OperationTimeOut": ordered(408),
    "415 BadArgument": sent(content=b"{}", headers={"Content-Type": "text/plain"}),
    "400 BadArgument: body": sent(content=b"{", headers={"Content-Type": "application/json"}),
    "400 BadArgument: name": with_members(name="x" * 129),
    "400 BadArgument: userData": with_members(userData="x" * 16_385),
    "400 BadArgument: recognitionModel": with_members(recognitionModel="recognition_05"),
    "400 BadArgument: id": about(container="No.Good"),
    "400 BadArgument: start": sent(params={"start": "x" * 65}),
    "400 BadArgument: top": sent(params={"top": "1001"}),
    "409 {kind}Exists": about(container="staff"),
    "404 {kind}NotFound": about(container="nowhere"),
    "404 PersonNotFound": about(person=NOBODY),
    "404 PersistedFaceNotFound": about(added=NOBODY),
    "404 {kind}NotTrained": never_trained,
    UNDER_TRAINING: under_training,
    ("create a container", FULL): full_of_containers,
    ("create a person", FULL): full_of_persons,
    ("add a face", FULL): full_of_faces,
    "400 InvalidURL": sent(json={"url": "nonsense"}),
    "400 InvalidImage": with_image(b"text" * 500),
    "400 InvalidImageSize": with_image(photo(size=1023)),
    "400 NoFaceFound": with_image(photo(word="faceless"), faces=0),
    "400 BadArgument: targetFace": sent(params={"targetFace": "1,2,3"}),
    "400 BadArgument: detectionModel": sent(params={"detectionModel": "detection_04"}),
    "400 InvalidRequestBody": with_members(mode="Passive"),
    "400 InvalidTokenLifetime": with_members(authTokenTimeToLiveInSeconds=59),
    "400 InvalidLivenessOperationMode": with_members(livenessOperationMode="Active"),
    "400 InvalidDeviceCorrelationId": with_members(deviceCorrelationId="x" * 65),
    "404 SessionNotFound": about(session=NOBODY),
    "400 BadArgument: attributes": sent(params={"returnFaceAttributes": "nose"}),
    ("detect", "400 BadArgument: recognitionModel"): sent(params={"recognitionModel": "recognition_05"}),
    ("detect", UNAPPROVED): sent(params={"returnFaceAttributes": "gender"}),
    UNAPPROVED: NOT_APPROVED,
    "400 BadArgument: faceIds": with_members(faceIds=[]),
    "400 BadArgument: faceId": with_members(faceId1="x"),
    "400 BadArgument: personId": with_members(personId="x"),
    "400 BadArgument: candidates": with_members(maxNumOfCandidatesReturned=0),
    "400 BadArgument: threshold": with_members(confidenceThreshold=2),
    "400 BadArgument: mode": with_members(mode="matchNobody"),
    "400 BadArgument: scope": with_members(faceIds=None),
    "400 BadArgument: models": of_another_model,
    "400 FaceNotFound": about(detected=NOBODY),
    "404 FaceNotFound": about(detected=NOBODY),
    "400 {kind}NotFound": about(container="nowhere"),
    UNTRAINED: never_trained,
    ("identify", UNDER_TRAINING): during_the_first_training,
    ("find similar", UNDER_TRAINING): during_the_first_training,
    "400 FaceListNotReady": empty,
    ("verify with a person", "404 PersistedFaceNotFound"): faceless_person,
    "400 PersonGroupIdAndLargePersonGroupIdBothNotNull": both_kinds_of_group,
    "400 PersonGroupIdAndLargePersonGroupIdBothNull": sent(),
    "400 MissingIdentificationScopeParameters": no_group,
    "400 IncompatibleIdentificationScopeParametersCombination": with_members(personIds=[NOBODY]),
}


def key(call: Call, error: str) -> str | tuple[str, str]:
    return (call.name, error) if (call.name, error) in PROVOCATIONS else error


ROWS = [
    pytest.param(call, of, error, id=f"{call.name}, {of}, {error}")
    for call in (*CALLS, OF_V1_0)
    for of in call.of
    for error in (*OF_EVERY_CALL, *call.errors)
]


@pytest.fixture
def scene(emulate: Callable[..., httpx.Client], clock: TurnedClock, request: pytest.FixtureRequest) -> Scene:
    """What the row needs, in an account of the smaller tier, whose limits are within reach."""
    call, of = request.node.callspec.params["call"], request.node.callspec.params["of"]
    made = Scene(emulate(tier="F0", rate=60), clock, call, of)
    made.set_up()
    if call is OF_V1_0:
        made.face.base_url = httpx.URL(f"{HOST}/face/v1.0")
    return made


@pytest.mark.parametrize(("call", "of", "error"), ROWS)
def test_every_documented_error_can_be_met(scene: Scene, call: Call, of: Subject, error: str) -> None:
    """Each row of the table: the call, about each thing it can be about, is answered with the error."""
    reply = PROVOCATIONS[key(call, error)](scene)

    told = reply.json()["error"]
    code = cast(str | int, told.get("code", told.get("statusCode")))
    assert f"{reply.status_code} {code}" == error.partition(":")[0].format(kind=getattr(of, "code", ""))
    assert told["message"]


@pytest.mark.parametrize(
    ("call", "of"), [pytest.param(call, of, id=f"{call.name}, {of}") for call in CALLS for of in call.of]
)
def test_without_a_provocation_the_call_succeeds(scene: Scene, call: Call, of: Subject) -> None:
    """So what the walk meets is what was put in the way, and nothing else."""
    if call.path.endswith("/new"):
        scene.container = "new"

    assert scene.send().status_code == call.answer


def test_every_provocation_is_of_use() -> None:
    """The table of provocations has no row that the tables of errors do not ask for, and lacks none."""
    asked = {key(call, error) for call in (*CALLS, OF_V1_0) for error in (*OF_EVERY_CALL, *call.errors)}

    assert asked == set(PROVOCATIONS)


# --- which calls there are --------------------------------------------------------------------------------------------

IDS = {"person": NOBODY, "face": NOBODY, "session": NOBODY}
NEVER = ("/snapshots", "/persons", "/dynamicpersongroups", "/dynamicpersongroups/a", "/operations/a", "/nothing")


def there(version: str) -> set[tuple[str, str]]:
    """The calls of a version by the tables."""
    return {
        (call.method, path_in(version, call.path, of))
        for call in CALLS
        for of in call.of
        if not isinstance(of, SessionKind) or of.version == version
    }


def path_in(version: str, path: str, of: Subject) -> str:
    filled = path.replace("/new", "/staff").format(kind=of.path if of else "", **IDS)
    return filled if isinstance(of, SessionKind) else f"/face/{version}{filled}"


def imaginable(version: str) -> set[str]:
    """The paths of all calls for all kinds, of all forms of session under this version, and some that never were."""
    kinds = [call.path for call in CALLS if isinstance(call.of[0], Kind)]
    sessions = [call.path for call in CALLS if isinstance(call.of[0], SessionKind)]
    collections = {of.path.replace(of.version, version) for of in SESSIONS}
    return (
        {path_in(version, path, of) for path in kinds for of in EVERY_KIND}
        | {path.format(kind=collection, **IDS) for path in sessions for collection in collections}
        | {path_in(version, call.path, None) for call in CALLS if call.of == (None,)}
        | {f"/face/{version}{path}" for path in NEVER}
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_every_call_is_where_the_contract_has_it(root: httpx.Client, version: str) -> None:
    """Of all methods on all paths, a version answers those of the tables, and 501 for the rest."""
    paths = imaginable(version)
    assert {path for _, path in there(version)} <= paths

    answered = {(method, path) for method in METHODS for path in paths if root.request(method, path).status_code != 501}

    assert answered == there(version)
