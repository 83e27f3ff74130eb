"""Restore an account from the JSON that `dump` writes (`admin`).

Reading is strict, because a test that runs on half an account passes for the wrong reason: every member is required,
and the restored account must dump to the same JSON. Each refusal names the member by its path, such as
`containers[0].persons[1].name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pulumi_azure_face.emulator.models import clock
from pulumi_azure_face.emulator.models.account import Account, Container, PersistedFace, Person
from pulumi_azure_face.emulator.models.kinds import KINDS, Kind
from pulumi_azure_face.emulator.models.liveness_sessions import SESSION_CALLS, Session, auth_token
from pulumi_azure_face.emulator.models.ordered import Ordered
from pulumi_azure_face.emulator.models.training_runs import QUEUED, Run, Trainings
from pulumi_azure_face.emulator.models.vision import Known, Rectangle, Vision
from pulumi_azure_face.emulator.requests import fields
from pulumi_azure_face.emulator.requests.images import LARGEST, SMALLEST, Image
from pulumi_azure_face.emulator.responses import errors
from pulumi_azure_face.emulator.settings import Settings

from . import snapshot

ACCOUNT = ("containers", "sessions")
CONTAINER = (
    "kind",
    "id",
    "name",
    "userData",
    "recognitionModel",
    "createdDateTime",
    "revision",
    "persons",
    "persistedFaces",
    "training",
)
PERSON = ("personId", "name", "userData", "persistedFaces")
FACE = (
    "persistedFaceId",
    "userData",
    "sha256",
    "size",
    "format",
    "width",
    "height",
    "detectionModel",
    "targetFace",
)
TRAINING = ("status", "createdDateTime", "lastActionDateTime", "trainedRevision", "stale")
TRAINING_OPTIONAL = ("lastSuccessfulTrainingDateTime", "message")
SESSION = (
    "call",
    "id",
    "createdDateTime",
    "authTokenTimeToLiveInSeconds",
    "deviceCorrelationId",
    "hasVerifyImage",
)

_KINDS = {kind.segment: kind for kind in KINDS}
_STATUSES = (QUEUED, "running", "succeeded", "failed")
_FORMATS = ("jpeg", "png", "gif", "bmp")
_MOST = 2**53
_REFERENCE = Rectangle(0, 0, 36, 36)  # the JSON does not hold the place of the face in a verify image

T = TypeVar("T")


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_Identified)


def account(body: Mapping[str, Any], held: Account, settings: Settings, vision: Vision) -> None:
    """Replace the content of an account. Refuses the body before it changes anything."""
    now = held.clock()
    reader = _Reader(settings, vision, now)
    whole = _Members("", dict(body), ACCOUNT)
    containers = [reader.container(one) for one in whole.objects("containers", CONTAINER)]
    sessions = [reader.session(one) for one in whole.objects("sessions", SESSION)]
    _refuse_duplicates(containers, sessions)
    sessions = sorted((one for one in sessions if not one[1].gone(now)), key=lambda one: one[1].created)

    trial = Account(settings, held.clock)
    trial.restore(containers, sessions)
    present = {session.id for _, session in sessions}
    expected = {**body, "sessions": [one for one in body["sessions"] if one["id"] in present]}
    if different := _first_difference(expected, snapshot.account(trial, now)):
        path, would_be = different
        raise errors.bad_argument(f"'{path}' does not fit the rest of the account: expected {would_be!r}.")
    held.restore(containers, sessions)


@dataclass(frozen=True)
class _Reader:
    """Builds the parts of an account from JSON."""

    settings: Settings
    vision: Vision
    now: int

    def container(self, given: _Members) -> Container:
        kind = _KINDS[given.one_of("kind", tuple(_KINDS))]
        faces, persons = self._faces(given), self._persons(given)
        if kind.holds == "faces" and len(persons):
            raise given.refusal("persons", f"must be empty in a {kind.noun}")
        if kind.holds == "persons" and len(faces):
            raise given.refusal("persistedFaces", f"must be empty in a {kind.noun}")
        container = Container(
            kind=kind,
            quota=kind.quota(self.settings.tier or "S0"),
            id=given.read("id", _container_id),
            name=given.read("name", fields.name),
            user_data=given.read("userData", fields.user_data) or None,
            recognition_model=given.read("recognitionModel", fields.recognition_model),
            created=given.time("createdDateTime"),
            revision=given.number("revision"),
            persons=persons,
            faces=faces,
        )
        container.trainings = self._trainings(given, kind, container.known(), container.revision)
        return container

    def session(self, given: _Members) -> tuple[str, Session]:
        session_id, created = given.uuid("id"), given.time("createdDateTime")
        seconds = given.number("authTokenTimeToLiveInSeconds")
        session = Session(
            id=session_id,
            created=created,
            token_seconds=seconds,
            device_correlation_id=given.optional("deviceCorrelationId"),
            model=None,
            reference=_REFERENCE if given.flag("hasVerifyImage") else None,
            auth_token=auth_token(session_id, created, seconds),
        )
        return given.one_of("call", SESSION_CALLS), session

    def _persons(self, given: _Members) -> Ordered[Person]:
        persons = [
            Person(
                id=one.uuid("personId"),
                name=one.read("name", fields.name),
                user_data=one.read("userData", fields.user_data) or None,
                faces=self._faces(one),
            )
            for one in given.objects("persons", PERSON)
        ]
        return _ordered(given, "persons", "personId", persons)

    def _faces(self, given: _Members) -> Ordered[PersistedFace]:
        faces = [self._face(one) for one in given.objects("persistedFaces", FACE)]
        return _ordered(given, "persistedFaces", "persistedFaceId", faces)

    def _face(self, given: _Members) -> PersistedFace:
        image = Image(
            sha256=given.read("sha256", _sha256),
            size=given.number("size", SMALLEST, LARGEST),
            format=given.one_of("format", _FORMATS),
            width=given.number("width", 1),
            height=given.number("height", 1),
        )
        target = given.read("targetFace", _target_face)
        return PersistedFace(
            id=given.uuid("persistedFaceId"),
            user_data=given.read("userData", _face_user_data) or None,
            image=image,
            looks=self._looks(image, target),
            detection_model=given.read("detectionModel", fields.detection_model),
            target_face=target,
        )

    def _looks(self, image: Image, target: Rectangle | None) -> str:
        try:
            return self.vision.face_to_add(image, target).features
        except errors.ServiceError:  # the image shows other faces now than when it was added
            return f"{image.sha256}-0"

    def _trainings(self, container: _Members, kind: Kind, known: Known, revision: int) -> Trainings:
        given = container.optional_object("training", TRAINING, TRAINING_OPTIONAL)
        if given is None:
            return Trainings()
        if not kind.trains:
            raise container.refusal("training", f"must be null for a {kind.noun}")
        status, submitted = given.one_of("status", _STATUSES), given.time("createdDateTime")
        given.flag("stale")
        success = self._success(given, known, submitted)
        if status == "succeeded":
            return Trainings(success)
        if status == "failed":
            failure = given.optional("message")
            if failure is None:
                raise given.refusal("message", "is missing")
            return Trainings(self._over(submitted, given.time("lastActionDateTime"), revision, known, failure), success)
        return Trainings(self._in_progress(status, submitted, revision, known), success)

    def _success(self, given: _Members, known: Known, submitted: int) -> Run | None:
        """The last training that succeeded. When an earlier one was asked for is not in the JSON and shown nowhere."""
        if "lastSuccessfulTrainingDateTime" not in given:
            if given["trainedRevision"] is not None:
                raise given.refusal("trainedRevision", "must be null without 'lastSuccessfulTrainingDateTime'")
            if given["status"] == "succeeded":
                raise given.refusal("lastSuccessfulTrainingDateTime", "is missing")
            return None
        ended, revision = given.time("lastSuccessfulTrainingDateTime"), given.number("trainedRevision")
        return self._over(submitted, ended, revision, known, None)

    def _over(self, submitted: int, ended: int, revision: int, known: Known, failure: str | None) -> Run:
        """A training that is over, even where the account was saved by a clock that is ahead of this one."""
        over = min(ended, self.now)
        return Run(
            submitted=submitted,
            begins=over,
            over=over,
            revision=revision,
            learnt=known,
            failure=failure,
            ended=ended,
        )

    def _in_progress(self, status: str, submitted: int, revision: int, known: Known) -> Run:
        """A training that starts over. It takes at least a tick, so that it is in progress now."""
        queued = max(1, round(self.settings.queued_seconds * clock.TICKS_PER_SECOND)) if status == QUEUED else 0
        begins = self.now + queued
        over = begins + max(1, round(self.settings.training_seconds * clock.TICKS_PER_SECOND))
        return Run(submitted=submitted, begins=begins, over=over, revision=revision, learnt=known, failure=None)


class _Members(Mapping[str, Any]):
    """The members of one JSON object, which know their path."""

    def __init__(self, path: str, value: Any, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        if not isinstance(value, dict):
            raise errors.bad_argument(f"'{path}' must be an object.")
        self._path, self._value = path, value
        for member in required:
            if member not in value:
                raise self.refusal(member, "is missing")
        for member in value:
            if member not in (*required, *optional):
                raise self.refusal(member, "is not a known member")

    def __getitem__(self, member: str) -> Any:
        return self._value[member]

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)

    def path(self, member: str) -> str:
        return f"{self._path}.{member}" if self._path else member

    def refusal(self, member: str, why: str) -> errors.ServiceError:
        return errors.bad_argument(f"'{self.path(member)}' {why}.")

    def read(self, member: str, rule: Callable[[Any], T]) -> T:
        """A value that a rule accepts."""
        try:
            return rule(self._value[member])
        except errors.ServiceError as refused:
            raise errors.bad_argument(f"'{self.path(member)}' is invalid: {refused.error['message']}") from refused

    def objects(self, member: str, required: Sequence[str]) -> list[_Members]:
        if not isinstance(self._value[member], list):
            raise self.refusal(member, "must be a list")
        path = self.path(member)
        return [_Members(f"{path}[{place}]", one, required) for place, one in enumerate(self._value[member])]

    def optional_object(self, member: str, required: Sequence[str], optional: Sequence[str]) -> _Members | None:
        value = self._value[member]
        return None if value is None else _Members(self.path(member), value, required, optional)

    def uuid(self, member: str) -> str:
        return self.read(member, lambda value: fields.uuid("The id", value))

    def time(self, member: str) -> int:
        try:
            return clock.ticks(fields.text(member, self._value[member]))
        except (ValueError, errors.ServiceError):
            raise self.refusal(member, "must be a time such as 2026-11-25T09:30:00.5Z") from None

    def number(self, member: str, least: int = 0, most: int = _MOST) -> int:
        value = self._value[member]
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.refusal(member, f"must be a whole number from {least} to {most}")
        return value

    def flag(self, member: str) -> bool:
        value = self._value[member]
        if not isinstance(value, bool):
            raise self.refusal(member, "must be true or false")
        return value

    def optional(self, member: str) -> str | None:
        """A string, or None where it is null or left out."""
        if self._value.get(member) is None:
            return None
        return self.read(member, lambda value: fields.text(member, value))

    def one_of(self, member: str, choices: Sequence[str]) -> str:
        value = self._value[member]
        if value not in choices:
            raise self.refusal(member, f"must be one of {', '.join(choices)}")
        return str(value)


def _container_id(value: object) -> str:
    given = fields.text("id", value)
    if not fields.is_container_id(given):
        raise errors.bad_argument("Valid are 1 to 64 of the characters a-z, 0-9, '-' and '_'.")
    return given


def _sha256(value: object) -> str:
    given = fields.text("sha256", value)
    if not re.fullmatch("[0-9a-f]{64}", given):
        raise errors.bad_argument("A SHA-256 has 64 lower-case hexadecimal digits.")
    return given


def _face_user_data(value: object) -> str | None:
    return fields.user_data(value, fields.LARGEST_FACE_USER_DATA)


def _target_face(value: object) -> Rectangle | None:
    return None if value is None else fields.target_face(fields.text("targetFace", value))


def _ordered(given: _Members, member: str, id_member: str, items: Sequence[Item]) -> Ordered[Item]:
    ordered: Ordered[Item] = Ordered()
    for place, item in enumerate(items):
        if item.id in ordered:
            raise given.refusal(f"{member}[{place}].{id_member}", "is used twice")
        ordered.add(item)
    return ordered


def _refuse_duplicates(containers: Sequence[Container], sessions: Sequence[tuple[str, Session]]) -> None:
    for name, ids in (
        ("containers", [(one.kind.segment, one.id) for one in containers]),
        ("sessions", [(call, one.id) for call, one in sessions]),
    ):
        seen = set()
        for place, one in enumerate(ids):
            if one in seen:
                raise errors.bad_argument(f"'{name}[{place}].id' is used twice.")
            seen.add(one)


def _first_difference(given: Any, restored: Any, path: str = "") -> tuple[str, Any] | None:
    """The path of the first member that differs, and its value in the restored account."""
    if isinstance(given, dict) and isinstance(restored, dict):
        pairs = [
            (f"{path}.{name}" if path else name, given.get(name), restored.get(name)) for name in {**given, **restored}
        ]
    elif isinstance(given, list) and isinstance(restored, list) and len(given) == len(restored):
        pairs = [(f"{path}[{place}]", *both) for place, both in enumerate(zip(given, restored, strict=True))]
    else:
        return None if given == restored else (path, restored)
    return next((found for name, one, other in pairs if (found := _first_difference(one, other, name))), None)
