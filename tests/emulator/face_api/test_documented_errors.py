"""The emulator against the tables of docs/face-api.md: every call exists, and every documented error can be triggered.

See face-api.md#container-calls and face-api.md#error-table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest

from ..conftest import TRAINING_SECONDS, ManualClock
from ..documented_calls import (
    EVERY_KIND,
    GROUPS,
    QUOTAS,
    TRAINED,
    VERSIONS,
    Kind,
    create_container,
    create_face,
    create_face_owner,
    create_person,
    detect_face_id,
    photo,
)
from ..error_catalog import (
    CALLS,
    COMMON_ERRORS,
    IDENTIFY_IN_V1_0,
    QUOTA_EXCEEDED,
    UNAPPROVED,
    UNDER_TRAINING,
    UNTRAINED,
    Call,
    CallKind,
)
from ..liveness_requests import SESSIONS, SessionKind, create_session
from ..stocked_account import add_containers, add_persons, fill_with_faces

UNKNOWN_ID = "00000000-0000-0000-0000-000000000000"
METHODS = ("GET", "PUT", "POST", "PATCH", "DELETE")
HOST = "http://emulator.test"
BODIES = {"content", "json", "files"}


@dataclass
class Scenario:
    """An emulator with the objects for one call, which succeeds unless a trigger changes the scenario."""

    face: httpx.Client
    clock: ManualClock
    call: Call
    call_kind: CallKind
    person: str = UNKNOWN_ID
    face_id: str = UNKNOWN_ID
    session: str = UNKNOWN_ID
    detected: str = UNKNOWN_ID
    another: str = UNKNOWN_ID
    container: str = "staff"

    @property
    def kind(self) -> Kind:
        assert isinstance(self.call_kind, Kind)
        return self.call_kind

    def set_up(self) -> None:
        """Create a trained container with a face, a session, and two detected faces."""
        if isinstance(self.call_kind, Kind):
            *_, self.person, _, self.face_id = self.create_container_with_face("staff").split("/")
            if self.call_kind in TRAINED:
                self.face.post(f"{self.call_kind.path}/staff/train")
                self.clock.advance(TRAINING_SECONDS)
        if isinstance(self.call_kind, SessionKind):
            self.session = self.call_with_root(create_session, self.call_kind).rpartition("/")[2]
        self.detected, self.another = detect_face_id(self.face), detect_face_id(self.face)

    def create_container_with_face(self, container_id: str) -> str:
        """Create a container with a face, and return the path of the face."""
        return create_face(self.face, create_face_owner(self.face, self.kind, container_id))

    def call_with_root(self, function: Callable[..., str], *args: Any) -> str:
        """Call a function that expects a client with full paths."""
        base, self.face.base_url = self.face.base_url, httpx.URL(HOST)
        try:
            return function(self.face, *args)
        finally:
            self.face.base_url = base

    def send(self, **changes: Any) -> httpx.Response:
        """Send the call, with changed members, parameters or other arguments of the request."""
        members, params = changes.pop("members", {}), changes.pop("params", None)
        request = changes if BODIES & changes.keys() else {**self.body(members), **changes}
        url = HOST + self.path() if isinstance(self.call_kind, SessionKind) else self.path()
        return self.face.request(self.call.method, url, params=params, **request)

    def path(self) -> str:
        collection = self.call_kind.path if self.call_kind else ""
        path = self.call.path.format(kind=collection, person=self.person, face=self.face_id, session=self.session)
        return path.replace("/staff", f"/{self.container}").replace("/new", f"/{self.container}")

    def body(self, members: dict[str, Any]) -> dict[str, Any]:
        if isinstance(self.call_kind, SessionKind) and self.call.method == "POST":
            return self.call_kind.body(**members)
        if self.call.name in RECOGNITION_BODIES:
            return {"json": {**RECOGNITION_BODIES[self.call.name](self), **members}}
        if "json" in self.call.arguments:
            return {"json": {**self.call.arguments["json"], **members}}
        return self.call.arguments


RECOGNITION_BODIES: dict[str, Callable[[Scenario], dict[str, Any]]] = {
    "identify": lambda scenario: {"faceIds": [scenario.detected], scenario.kind.id_field: scenario.container},
    "identify in v1.0": lambda scenario: {"faceIds": [scenario.detected]},
    "verify with a person": lambda scenario: {
        "faceId": scenario.detected,
        "personId": scenario.person,
        scenario.kind.id_field: scenario.container,
    },
    "verify two faces": lambda scenario: {"faceId1": scenario.detected, "faceId2": scenario.another},
    "find similar": lambda scenario: {"faceId": scenario.detected, scenario.kind.id_field: scenario.container},
    "find similar faces": lambda scenario: {"faceId": scenario.detected, "faceIds": [scenario.another]},
    "group": lambda scenario: {"faceIds": [scenario.detected, scenario.another]},
}


# --- triggers of errors -----------------------------------------------------------------------------------------------


def with_rule(status: int, **error: object) -> Callable[[Scenario], httpx.Response]:
    """Trigger an error that does not depend on the call, with a fault rule."""

    def trigger(scenario: Scenario) -> httpx.Response:
        scenario.face.post(f"{HOST}/_emulator/rules", json={"status": status, **({"error": error} if error else {})})
        return scenario.send()

    return trigger


def with_request(**changes: Any) -> Callable[[Scenario], httpx.Response]:
    return lambda scenario: scenario.send(**changes)


def with_members(**members: Any) -> Callable[[Scenario], httpx.Response]:
    return lambda scenario: scenario.send(members=members)


def with_ids(**ids: str) -> Callable[[Scenario], httpx.Response]:
    """Send the call with other ids."""

    def trigger(scenario: Scenario) -> httpx.Response:
        for name, value in ids.items():
            setattr(scenario, name, value)
        return scenario.send()

    return trigger


def exceed_rate_limit(scenario: Scenario) -> httpx.Response:
    while scenario.face.get("/facelists").status_code != 429:
        pass
    return scenario.send()


def during_training(scenario: Scenario) -> httpx.Response:
    scenario.face.post(f"{scenario.kind.path}/staff/train")
    return scenario.send()


def during_first_training(scenario: Scenario) -> httpx.Response:
    """Send the call during the first training: recognition calls fail only then."""
    scenario.create_container_with_face("fresh")
    scenario.face.post(f"{scenario.kind.path}/fresh/train")
    return with_ids(container="fresh")(scenario)


def without_training(scenario: Scenario) -> httpx.Response:
    scenario.create_container_with_face("fresh")
    return with_ids(container="fresh")(scenario)


def with_empty_container(scenario: Scenario) -> httpx.Response:
    create_container(scenario.face, scenario.kind, "empty")
    return with_ids(container="empty")(scenario)


def with_another_model(scenario: Scenario) -> httpx.Response:
    return with_ids(detected=detect_face_id(scenario.face, recognitionModel="recognition_04"))(scenario)


def with_person_without_face(scenario: Scenario) -> httpx.Response:
    return with_ids(person=create_person(scenario.face, f"{scenario.kind.path}/staff").rpartition("/")[2])(scenario)


def with_image(content: bytes, faces: int | None = None) -> Callable[[Scenario], httpx.Response]:
    """Send the call with another image, and set its face count if given."""

    def trigger(scenario: Scenario) -> httpx.Response:
        if faces is not None:
            scenario.face.post(f"{HOST}/_emulator/images", params={"faces": faces}, content=content)
        if isinstance(scenario.call_kind, SessionKind):
            return scenario.send(**scenario.call_kind.form(content))
        return scenario.send(content=content, headers=scenario.call.arguments["headers"])

    return trigger


def with_full_account(scenario: Scenario) -> httpx.Response:
    add_containers(scenario.face, scenario.kind, QUOTAS[scenario.kind, "F0"][0] - 1)
    return with_ids(container="new")(scenario)


def with_full_group(scenario: Scenario) -> httpx.Response:
    add_persons(scenario.face, scenario.kind, "staff", QUOTAS[scenario.kind, "F0"][1] - 1)
    return scenario.send()


def with_full_owner(scenario: Scenario) -> httpx.Response:
    owner, limit = f"{scenario.kind.path}/staff", QUOTAS[scenario.kind, "F0"][1]
    if scenario.kind in GROUPS:
        owner, limit = f"{owner}/persons/{scenario.person}", 248  # face-api.md#quota-faces-per-person
    fill_with_faces(scenario.face, scenario.kind, owner, limit)
    return scenario.send()


def with_both_groups(scenario: Scenario) -> httpx.Response:
    return scenario.send(members={kind.id_field: "staff" for kind in GROUPS})


def without_group(scenario: Scenario) -> httpx.Response:
    return scenario.send(members={scenario.kind.id_field: None})


NOT_APPROVED = with_rule(403, code="UnsupportedFeature", message="Missing approval for Identification, Verification.")

# By error, or by call and error if the call needs a different trigger.
TRIGGERS: dict[str | tuple[str, str], Callable[[Scenario], httpx.Response]] = {
    "401 Unspecified": with_request(headers={"Ocp-Apim-Subscription-Key": "wrong"}),
    "403 403": with_rule(403),
    "409 ConcurrentOperationConflict": with_rule(409),
    "429 429": exceed_rate_limit,
    "503 ServiceUnavailable": with_rule(503),
    "408 OperationTimeOut": with_rule(408),
    "415 BadArgument": with_request(content=b"{}", headers={"Content-Type": "text/plain"}),
    "400 BadArgument: body": with_request(content=b"{", headers={"Content-Type": "application/json"}),
    "400 BadArgument: name": with_members(name="x" * 129),
    "400 BadArgument: userData": with_members(userData="x" * 16_385),
    "400 BadArgument: recognitionModel": with_members(recognitionModel="recognition_05"),
    "400 BadArgument: id": with_ids(container="No.Good"),
    "400 BadArgument: start": with_request(params={"start": "x" * 65}),
    "400 BadArgument: top": with_request(params={"top": "1001"}),
    "409 {kind}Exists": with_ids(container="staff"),
    "404 {kind}NotFound": with_ids(container="nowhere"),
    "404 PersonNotFound": with_ids(person=UNKNOWN_ID),
    "404 PersistedFaceNotFound": with_ids(face_id=UNKNOWN_ID),
    "404 {kind}NotTrained": without_training,
    UNDER_TRAINING: during_training,
    ("create a container", QUOTA_EXCEEDED): with_full_account,
    ("create a person", QUOTA_EXCEEDED): with_full_group,
    ("add a face", QUOTA_EXCEEDED): with_full_owner,
    "400 InvalidURL": with_request(json={"url": "nonsense"}),
    "400 InvalidImage": with_image(b"text" * 500),
    "400 InvalidImageSize": with_image(photo(size=1023)),
    "400 NoFaceFound": with_image(photo(word="faceless"), faces=0),
    "400 BadArgument: targetFace": with_request(params={"targetFace": "1,2,3"}),
    "400 BadArgument: detectionModel": with_request(params={"detectionModel": "detection_04"}),
    "400 InvalidRequestBody": with_members(mode="Passive"),
    "400 InvalidTokenLifetime": with_members(authTokenTimeToLiveInSeconds=59),
    "400 InvalidLivenessOperationMode": with_members(livenessOperationMode="Active"),
    "400 InvalidDeviceCorrelationId": with_members(deviceCorrelationId="x" * 65),
    "404 SessionNotFound": with_ids(session=UNKNOWN_ID),
    "400 BadArgument: attributes": with_request(params={"returnFaceAttributes": "nose"}),
    ("detect", "400 BadArgument: recognitionModel"): with_request(params={"recognitionModel": "recognition_05"}),
    ("detect", UNAPPROVED): with_request(params={"returnFaceAttributes": "gender"}),
    UNAPPROVED: NOT_APPROVED,
    "400 BadArgument: faceIds": with_members(faceIds=[]),
    "400 BadArgument: faceId": with_members(faceId1="x"),
    "400 BadArgument: personId": with_members(personId="x"),
    "400 BadArgument: candidates": with_members(maxNumOfCandidatesReturned=0),
    "400 BadArgument: threshold": with_members(confidenceThreshold=2),
    "400 BadArgument: mode": with_members(mode="matchNobody"),
    "400 BadArgument: scope": with_members(faceIds=None),
    "400 BadArgument: models": with_another_model,
    "400 FaceNotFound": with_ids(detected=UNKNOWN_ID),
    "404 FaceNotFound": with_ids(detected=UNKNOWN_ID),
    "400 {kind}NotFound": with_ids(container="nowhere"),
    UNTRAINED: without_training,
    ("identify", UNDER_TRAINING): during_first_training,
    ("find similar", UNDER_TRAINING): during_first_training,
    "400 FaceListNotReady": with_empty_container,
    ("verify with a person", "404 PersistedFaceNotFound"): with_person_without_face,
    "400 PersonGroupIdAndLargePersonGroupIdBothNotNull": with_both_groups,
    "400 PersonGroupIdAndLargePersonGroupIdBothNull": with_request(),
    "400 MissingIdentificationScopeParameters": without_group,
    "400 IncompatibleIdentificationScopeParametersCombination": with_members(personIds=[UNKNOWN_ID]),
}


def trigger_key(call: Call, error: str) -> str | tuple[str, str]:
    return (call.name, error) if (call.name, error) in TRIGGERS else error


ROWS = [
    pytest.param(call, call_kind, error, id=f"{call.name}, {call_kind}, {error}")
    for call in (*CALLS, IDENTIFY_IN_V1_0)
    for call_kind in call.kinds
    for error in (*COMMON_ERRORS, *call.errors)
]


@pytest.fixture
def scenario(
    create_face_client: Callable[..., httpx.Client], clock: ManualClock, request: pytest.FixtureRequest
) -> Scenario:
    """The scenario of a test, in an account of tier F0, whose quotas are small enough to fill."""
    call, call_kind = request.node.callspec.params["call"], request.node.callspec.params["call_kind"]
    scenario = Scenario(create_face_client(tier="F0", rate=60), clock, call, call_kind)
    scenario.set_up()
    if call is IDENTIFY_IN_V1_0:
        scenario.face.base_url = httpx.URL(f"{HOST}/face/v1.0")
    return scenario


@pytest.mark.parametrize(("call", "call_kind", "error"), ROWS)
def test_every_documented_error_can_be_triggered(
    scenario: Scenario, call: Call, call_kind: CallKind, error: str
) -> None:
    """Every documented error of every call and kind has its status, its code and a message."""
    reply = TRIGGERS[trigger_key(call, error)](scenario)

    details = reply.json()["error"]
    code = cast(str | int, details.get("code", details.get("statusCode")))
    assert f"{reply.status_code} {code}" == error.partition(":")[0].format(kind=getattr(call_kind, "code", ""))
    assert details["message"]


@pytest.mark.parametrize(
    ("call", "call_kind"),
    [pytest.param(call, call_kind, id=f"{call.name}, {call_kind}") for call in CALLS for call_kind in call.kinds],
)
def test_call_succeeds_without_a_trigger(scenario: Scenario, call: Call, call_kind: CallKind) -> None:
    """Without a trigger every call succeeds, so that the errors come from the triggers only."""
    if call.path.endswith("/new"):
        scenario.container = "new"

    assert scenario.send().status_code == call.status


def test_every_trigger_is_used() -> None:
    """Every documented error has a trigger, and every trigger is used."""
    needed = {
        trigger_key(call, error) for call in (*CALLS, IDENTIFY_IN_V1_0) for error in (*COMMON_ERRORS, *call.errors)
    }

    assert needed == set(TRIGGERS)


# --- the calls of each version ----------------------------------------------------------------------------------------

IDS = {"person": UNKNOWN_ID, "face": UNKNOWN_ID, "session": UNKNOWN_ID}
UNKNOWN_PATHS = (
    "/snapshots",
    "/persons",
    "/dynamicpersongroups",
    "/dynamicpersongroups/a",
    "/operations/a",
    "/nothing",
)


def documented_calls(version: str) -> set[tuple[str, str]]:
    """Return the method and path of every documented call of a version."""
    return {
        (call.method, build_path(version, call.path, call_kind))
        for call in CALLS
        for call_kind in call.kinds
        if not isinstance(call_kind, SessionKind) or call_kind.version == version
    }


def build_path(version: str, path: str, call_kind: CallKind) -> str:
    full_path = path.replace("/new", "/staff").format(kind=call_kind.path if call_kind else "", **IDS)
    return full_path if isinstance(call_kind, SessionKind) else f"/face/{version}{full_path}"


def possible_paths(version: str) -> set[str]:
    """Return the paths of all calls for all kinds and all kinds of sessions in one version, and some unknown paths."""
    kinds = [call.path for call in CALLS if isinstance(call.kinds[0], Kind)]
    sessions = [call.path for call in CALLS if isinstance(call.kinds[0], SessionKind)]
    collections = {kind.path.replace(kind.version, version) for kind in SESSIONS}
    return (
        {build_path(version, path, kind) for path in kinds for kind in EVERY_KIND}
        | {path.format(kind=collection, **IDS) for path in sessions for collection in collections}
        | {build_path(version, call.path, None) for call in CALLS if call.kinds == (None,)}
        | {f"/face/{version}{path}" for path in UNKNOWN_PATHS}
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_versions_have_exactly_the_documented_calls(root: httpx.Client, version: str) -> None:
    """A version has the documented calls, and 501 for every other method and path."""
    paths = possible_paths(version)
    assert {path for _, path in documented_calls(version)} <= paths

    answered = {(method, path) for method in METHODS for path in paths if root.request(method, path).status_code != 501}

    assert answered == documented_calls(version)
