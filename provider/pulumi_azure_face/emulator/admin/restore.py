"""Restore an account from the JSON that `snapshot` writes.

Reading is strict, because a test on an incomplete account could pass for the wrong reason: every member is required,
and a snapshot of the restored account must equal the JSON. Each error names a member by its path, such as
`containers[0].persons[1].name`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pulumi_azure_face.emulator.models import clock, errors
from pulumi_azure_face.emulator.models.account import Account, Container, PersistedFace, Person
from pulumi_azure_face.emulator.models.kinds import KINDS, Kind
from pulumi_azure_face.emulator.models.liveness_sessions import SESSION_CALLS, Session, create_token
from pulumi_azure_face.emulator.models.ordered import Ordered
from pulumi_azure_face.emulator.models.training_runs import QUEUED, Run, Trainings
from pulumi_azure_face.emulator.models.vision import Image, KnownFaces, Rectangle, Vision
from pulumi_azure_face.emulator.requests import fields
from pulumi_azure_face.emulator.requests.images import MAX_SIZE, MIN_SIZE
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
_MAX_NUMBER = 2**53
_REFERENCE = Rectangle(0, 0, 36, 36)  # a snapshot does not contain the rectangle of the face in a verify image

T = TypeVar("T")


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=_Identified)


def restore_account(body: Mapping[str, Any], account: Account, settings: Settings, vision: Vision) -> None:
    """Replace the content of an account. An invalid body is rejected before anything changes."""
    now = account.clock()
    reader = _Reader(settings, vision, now)
    members = _Members("", dict(body), ACCOUNT)
    containers = [reader.container(item) for item in members.objects("containers", CONTAINER)]
    sessions = [reader.session(item) for item in members.objects("sessions", SESSION)]
    _reject_duplicates(containers, sessions)
    sessions = sorted(
        ((call, session) for call, session in sessions if not session.is_past_retention(now)),
        key=lambda item: item[1].created,
    )

    trial = Account(settings, account.clock)
    trial.restore(containers, sessions)
    session_ids = {session.id for _, session in sessions}
    expected = {**body, "sessions": [item for item in body["sessions"] if item["id"] in session_ids]}
    if difference := _first_difference(expected, snapshot.account_to_json(trial, now)):
        path, value = difference
        raise errors.bad_argument(f"'{path}' does not fit the rest of the account: expected {value!r}.")
    account.restore(containers, sessions)


@dataclass(frozen=True)
class _Reader:
    """Build the parts of an account from JSON."""

    settings: Settings
    vision: Vision
    now: int

    def container(self, members: _Members) -> Container:
        kind = _KINDS[members.one_of("kind", tuple(_KINDS))]
        faces, persons = self._faces(members), self._persons(members)
        if kind.holds == "faces" and len(persons):
            raise members.error("persons", f"must be empty in a {kind.noun}")
        if kind.holds == "persons" and len(faces):
            raise members.error("persistedFaces", f"must be empty in a {kind.noun}")
        container = Container(
            kind=kind,
            quota=kind.quota(self.settings.tier or "S0"),
            id=members.read("id", _container_id),
            name=members.read("name", fields.parse_name),
            user_data=members.read("userData", fields.parse_user_data) or None,
            recognition_model=members.read("recognitionModel", fields.parse_recognition_model),
            created=members.time("createdDateTime"),
            revision=members.number("revision"),
            persons=persons,
            faces=faces,
        )
        container.trainings = self._trainings(members, kind, container.known_faces(), container.revision)
        return container

    def session(self, members: _Members) -> tuple[str, Session]:
        session_id, created = members.uuid("id"), members.time("createdDateTime")
        seconds = members.number("authTokenTimeToLiveInSeconds")
        session = Session(
            id=session_id,
            created=created,
            token_seconds=seconds,
            device_correlation_id=members.optional("deviceCorrelationId"),
            model=None,
            reference=_REFERENCE if members.flag("hasVerifyImage") else None,
            auth_token=create_token(session_id, created, seconds),
        )
        return members.one_of("call", SESSION_CALLS), session

    def _persons(self, members: _Members) -> Ordered[Person]:
        persons = [
            Person(
                id=item.uuid("personId"),
                name=item.read("name", fields.parse_name),
                user_data=item.read("userData", fields.parse_user_data) or None,
                faces=self._faces(item),
            )
            for item in members.objects("persons", PERSON)
        ]
        return _ordered(members, "persons", "personId", persons)

    def _faces(self, members: _Members) -> Ordered[PersistedFace]:
        faces = [self._face(item) for item in members.objects("persistedFaces", FACE)]
        return _ordered(members, "persistedFaces", "persistedFaceId", faces)

    def _face(self, members: _Members) -> PersistedFace:
        image = Image(
            sha256=members.read("sha256", _sha256),
            size=members.number("size", MIN_SIZE, MAX_SIZE),
            format=members.one_of("format", _FORMATS),
            width=members.number("width", 1),
            height=members.number("height", 1),
        )
        target = members.read("targetFace", _target_face)
        return PersistedFace(
            id=members.uuid("persistedFaceId"),
            user_data=members.read("userData", _face_user_data) or None,
            image=image,
            features=self._features(image, target),
            detection_model=members.read("detectionModel", fields.parse_detection_model),
            target_face=target,
        )

    def _features(self, image: Image, target: Rectangle | None) -> str:
        try:
            return self.vision.find_face_to_add(image, target).features
        except errors.ServiceError:  # the image shows other faces now than when it was added
            return f"{image.sha256}-0"

    def _trainings(self, container: _Members, kind: Kind, known: KnownFaces, revision: int) -> Trainings:
        members = container.optional_object("training", TRAINING, TRAINING_OPTIONAL)
        if members is None:
            return Trainings()
        if not kind.trains:
            raise container.error("training", f"must be null for a {kind.noun}")
        status, submitted = members.one_of("status", _STATUSES), members.time("createdDateTime")
        members.flag("stale")
        success = self._success(members, known, submitted)
        if status == "succeeded":
            return Trainings(success)
        if status == "failed":
            failure = members.optional("message")
            if failure is None:
                raise members.error("message", "is missing")
            return Trainings(
                self._ended(submitted, members.time("lastActionDateTime"), revision, known, failure), success
            )
        return Trainings(self._in_progress(status, submitted, revision, known), success)

    def _success(self, members: _Members, known: KnownFaces, submitted: int) -> Run | None:
        """Return the latest successful training. A snapshot does not contain its creation time, and no response shows
        it.
        """
        if "lastSuccessfulTrainingDateTime" not in members:
            if members["trainedRevision"] is not None:
                raise members.error("trainedRevision", "must be null without 'lastSuccessfulTrainingDateTime'")
            if members["status"] == "succeeded":
                raise members.error("lastSuccessfulTrainingDateTime", "is missing")
            return None
        ended, revision = members.time("lastSuccessfulTrainingDateTime"), members.number("trainedRevision")
        return self._ended(submitted, ended, revision, known, None)

    def _ended(self, submitted: int, ended: int, revision: int, known: KnownFaces, failure: str | None) -> Run:
        """Return a training that has ended, even if the clock of the saved account is ahead of this one."""
        ends = min(ended, self.now)
        return Run(
            submitted=submitted,
            begins=ends,
            ends=ends,
            revision=revision,
            trained_faces=known,
            failure=failure,
            ended=ended,
        )

    def _in_progress(self, status: str, submitted: int, revision: int, known: KnownFaces) -> Run:
        """Return a training that starts again. It takes at least one tick, so that it is in progress now."""
        queued = max(1, round(self.settings.queued_seconds * clock.TICKS_PER_SECOND)) if status == QUEUED else 0
        begins = self.now + queued
        ends = begins + max(1, round(self.settings.training_seconds * clock.TICKS_PER_SECOND))
        return Run(submitted=submitted, begins=begins, ends=ends, revision=revision, trained_faces=known, failure=None)


class _Members(Mapping[str, Any]):
    """The members of a JSON object, with the path of the object for errors."""

    def __init__(self, path: str, value: Any, required: Sequence[str], optional: Sequence[str] = ()) -> None:
        if not isinstance(value, dict):
            raise errors.bad_argument(f"'{path}' must be an object.")
        self._path, self._value = path, value
        for member in required:
            if member not in value:
                raise self.error(member, "is missing")
        for member in value:
            if member not in (*required, *optional):
                raise self.error(member, "is not a known member")

    def __getitem__(self, member: str) -> Any:
        return self._value[member]

    def __iter__(self) -> Iterator[str]:
        return iter(self._value)

    def __len__(self) -> int:
        return len(self._value)

    def path(self, member: str) -> str:
        return f"{self._path}.{member}" if self._path else member

    def error(self, member: str, reason: str) -> errors.ServiceError:
        return errors.bad_argument(f"'{self.path(member)}' {reason}.")

    def read(self, member: str, rule: Callable[[Any], T]) -> T:
        """Parse a member with a rule."""
        try:
            return rule(self._value[member])
        except errors.ServiceError as error:
            raise errors.bad_argument(f"'{self.path(member)}' is invalid: {error.error['message']}") from error

    def objects(self, member: str, required: Sequence[str]) -> list[_Members]:
        if not isinstance(self._value[member], list):
            raise self.error(member, "must be a list")
        path = self.path(member)
        return [_Members(f"{path}[{index}]", item, required) for index, item in enumerate(self._value[member])]

    def optional_object(self, member: str, required: Sequence[str], optional: Sequence[str]) -> _Members | None:
        value = self._value[member]
        return None if value is None else _Members(self.path(member), value, required, optional)

    def uuid(self, member: str) -> str:
        return self.read(member, lambda value: fields.parse_uuid("The id", value))

    def time(self, member: str) -> int:
        try:
            return clock.ticks(fields.parse_text(member, self._value[member]))
        except (ValueError, errors.ServiceError):
            raise self.error(member, "must be a time such as 2026-11-25T09:30:00.5Z") from None

    def number(self, member: str, minimum: int = 0, maximum: int = _MAX_NUMBER) -> int:
        value = self._value[member]
        if isinstance(value, bool) or not isinstance(value, int) or not minimum <= value <= maximum:
            raise self.error(member, f"must be a whole number from {minimum} to {maximum}")
        return value

    def flag(self, member: str) -> bool:
        value = self._value[member]
        if not isinstance(value, bool):
            raise self.error(member, "must be true or false")
        return value

    def optional(self, member: str) -> str | None:
        """Return a string, or None if the member is null or absent."""
        if self._value.get(member) is None:
            return None
        return self.read(member, lambda value: fields.parse_text(member, value))

    def one_of(self, member: str, choices: Sequence[str]) -> str:
        value = self._value[member]
        if value not in choices:
            raise self.error(member, f"must be one of {', '.join(choices)}")
        return str(value)


def _container_id(value: object) -> str:
    members = fields.parse_text("id", value)
    if not fields.is_container_id(members):
        raise errors.bad_argument("Valid are 1 to 64 of the characters a-z, 0-9, '-' and '_'.")
    return members


def _sha256(value: object) -> str:
    members = fields.parse_text("sha256", value)
    if not re.fullmatch("[0-9a-f]{64}", members):
        raise errors.bad_argument("A SHA-256 has 64 lower-case hexadecimal digits.")
    return members


def _face_user_data(value: object) -> str | None:
    return fields.parse_user_data(value, fields.MAX_FACE_USER_DATA_SIZE)


def _target_face(value: object) -> Rectangle | None:
    return None if value is None else fields.parse_target_face(fields.parse_text("targetFace", value))


def _ordered(members: _Members, member: str, id_member: str, items: Sequence[Item]) -> Ordered[Item]:
    ordered: Ordered[Item] = Ordered()
    for index, item in enumerate(items):
        if item.id in ordered:
            raise members.error(f"{member}[{index}].{id_member}", "is used twice")
        ordered.add(item)
    return ordered


def _reject_duplicates(containers: Sequence[Container], sessions: Sequence[tuple[str, Session]]) -> None:
    for name, ids in (
        ("containers", [(container.kind.segment, container.id) for container in containers]),
        ("sessions", [(call, session.id) for call, session in sessions]),
    ):
        unique = set()
        for index, key in enumerate(ids):
            if key in unique:
                raise errors.bad_argument(f"'{name}[{index}].id' is used twice.")
            unique.add(key)


def _first_difference(members: Any, restored: Any, path: str = "") -> tuple[str, Any] | None:
    """Return the path of the first member that differs, and its value in the restored account."""
    if isinstance(members, dict) and isinstance(restored, dict):
        pairs = [
            (f"{path}.{name}" if path else name, members.get(name), restored.get(name))
            for name in {**members, **restored}
        ]
    elif isinstance(members, list) and isinstance(restored, list) and len(members) == len(restored):
        pairs = [(f"{path}[{index}]", *pair) for index, pair in enumerate(zip(members, restored, strict=True))]
    else:
        return None if members == restored else (path, restored)
    differences = (_first_difference(value, other, name) for name, value, other in pairs)
    return next((difference for difference in differences if difference), None)
