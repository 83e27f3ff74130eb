"""Results of queries: plain values under the names of the resources' outputs.

Like a resource, a result has its id twice: as `id`, and under the name that Azure uses.
"""

from __future__ import annotations

from dataclasses import dataclass, make_dataclass
from typing import ClassVar

from pydantic import JsonValue

from pulumi_azure_face.client.kinds import FACE_LIST, KINDS, LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP, Kind


@dataclass(frozen=True)
class ContainerResult:
    """The members that all kinds of containers share."""

    kind: ClassVar[Kind]

    id: str
    """The id in the account."""
    display_name: str
    """The name (API: `name`)."""
    user_data: str | None
    """Text that is stored with it (API: `userData`)."""
    recognition_model: str | None
    """The model with which its faces are recognized (API: `recognitionModel`)."""


@dataclass(frozen=True)
class PersonGroupResult(ContainerResult):
    """A person group."""

    kind = PERSON_GROUP

    person_group_id: str
    """The id (API: `personGroupId`)."""


@dataclass(frozen=True)
class LargePersonGroupResult(ContainerResult):
    """A large person group."""

    kind = LARGE_PERSON_GROUP

    large_person_group_id: str
    """The id (API: `largePersonGroupId`)."""


@dataclass(frozen=True)
class PersistedFaceResult:
    """A persisted face."""

    id: str
    """The id in the account."""
    persisted_face_id: str
    """The id (API: `persistedFaceId`)."""
    user_data: str | None
    """Text that is stored with it (API: `userData`)."""


@dataclass(frozen=True)
class FaceListResult(ContainerResult):
    """A face list."""

    kind = FACE_LIST

    face_list_id: str
    """The id (API: `faceListId`)."""
    faces: list[PersistedFaceResult] | None = None
    """All faces in it. None in a list of face lists, which does not contain faces (API: `persistedFaces`)."""


@dataclass(frozen=True)
class LargeFaceListResult(ContainerResult):
    """A large face list."""

    kind = LARGE_FACE_LIST

    large_face_list_id: str
    """The id (API: `largeFaceListId`)."""


_DECLARED_TYPES = {
    result_type.kind.name: result_type
    for result_type in (PersonGroupResult, LargePersonGroupResult, FaceListResult, LargeFaceListResult)
}


def _derive_type(kind: Kind) -> type[ContainerResult]:
    """Return a result type for a kind without a class above: the shared members and the id under the kind's name."""
    bases, namespace = (ContainerResult,), {"kind": kind}
    return make_dataclass(f"{kind.name}Result", [(kind.id_input, str)], bases=bases, namespace=namespace, frozen=True)


RESULT_TYPES = {kind.name: _DECLARED_TYPES.get(kind.name) or _derive_type(kind) for kind in KINDS.values()}
"""The result type of each kind of container, by the kind's name."""


@dataclass(frozen=True)
class TrainingStatusResult:
    """The latest training of a container."""

    status: str
    """notStarted, running, succeeded, or failed; notTrained if the container was never trained."""
    trained: bool
    """Whether the training succeeded. It does not cover later changes of the container."""
    submitted_at: str | None = None
    """When the training was requested (API: `createdDateTime`)."""
    last_action_at: str | None = None
    """When the status last changed (API: `lastActionDateTime`)."""
    succeeded_at: str | None = None
    """When a training of the container last succeeded (API: `lastSuccessfulTrainingDateTime`)."""
    message: str | None = None
    """Why the training failed."""


@dataclass(frozen=True)
class PersonResult:
    """A person of a group."""

    id: str
    """The id in the account."""
    person_id: str
    """The id (API: `personId`)."""
    display_name: str | None
    """The name (API: `name`)."""
    user_data: str | None
    """Text that is stored with it (API: `userData`)."""
    persisted_face_ids: list[str]
    """The ids of the person's faces (API: `persistedFaceIds`)."""


@dataclass(frozen=True)
class LivenessSessionResult:
    """A liveness session.

    Each API version returns other members; the rest is None. The session's token is never returned, because it grants
    access.
    """

    id: str
    """The id in the account."""
    session_id: str
    """The id (API: `sessionId`, or `id` before v1.2)."""
    status: str | None
    """NotStarted, Started, or ResultAvailable before v1.2; NotStarted, Running, Succeeded, Failed, or Canceled since
    v1.2. None in a list.
    """
    created_at: str | None
    """When the session was created (API: `createdDateTime`; before v1.2)."""
    started_at: str | None
    """When the client started (API: `sessionStartDateTime`; before v1.2)."""
    expired: bool | None
    """Whether the token has expired (API: `sessionExpired`; before v1.2)."""
    device_correlation_id: str | None
    """The device, as named by the session's creator (API: `deviceCorrelationId`; before v1.2)."""
    auth_token_time_to_live_in_seconds: int | None
    """How long the token is valid after creation (API: `authTokenTimeToLiveInSeconds`; before v1.2)."""
    model_version: str | None
    """The liveness model (API: `modelVersion`; since v1.2)."""
    results: dict[str, JsonValue] | None
    """The outcome, as returned by the service (API: `result` before v1.2, `results` since). None in a list."""
