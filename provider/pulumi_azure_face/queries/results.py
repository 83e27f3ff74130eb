"""What a look-up gives: plain values under the names that the resources' outputs have.

Like a resource, a result carries its id twice: as `id`, and under Azure's own name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP, Kind


@dataclass(frozen=True)
class ContainerResult:
    """What all kinds of containers tell."""

    kind: ClassVar[Kind]

    id: str
    """Its id in the account."""
    display_name: str
    """Its name (wire: `name`)."""
    user_data: str | None
    """The text that is kept with it (wire: `userData`)."""
    recognition_model: str | None
    """The model its faces are enrolled with (wire: `recognitionModel`)."""


@dataclass(frozen=True)
class PersonGroupResult(ContainerResult):
    """A person group."""

    kind = PERSON_GROUP

    person_group_id: str
    """Its id (wire: `personGroupId`)."""


@dataclass(frozen=True)
class LargePersonGroupResult(ContainerResult):
    """A large person group."""

    kind = LARGE_PERSON_GROUP

    large_person_group_id: str
    """Its id (wire: `largePersonGroupId`)."""


@dataclass(frozen=True)
class PersistedFaceResult:
    """An enrolled face."""

    id: str
    """Its id in the account."""
    persisted_face_id: str
    """Its id (wire: `persistedFaceId`)."""
    user_data: str | None
    """The text that is kept with it (wire: `userData`)."""


@dataclass(frozen=True)
class FaceListResult(ContainerResult):
    """A face list."""

    kind = FACE_LIST

    face_list_id: str
    """Its id (wire: `faceListId`)."""
    faces: list[PersistedFaceResult] | None = None
    """All faces in it; None in a list of face lists, where the service leaves them out (wire: `persistedFaces`)."""


@dataclass(frozen=True)
class LargeFaceListResult(ContainerResult):
    """A large face list."""

    kind = LARGE_FACE_LIST

    large_face_list_id: str
    """Its id (wire: `largeFaceListId`)."""


RESULT_TYPES: dict[str, type[ContainerResult]] = {
    shape.kind.name: shape for shape in (PersonGroupResult, LargePersonGroupResult, FaceListResult, LargeFaceListResult)
}
"""The result of each kind of container, by the kind's name."""


@dataclass(frozen=True)
class TrainingStatusResult:
    """The latest training of a container."""

    status: str
    """The service's word: notStarted, running, succeeded or failed; notTrained where none was ever asked for."""
    trained: bool
    """Whether it has succeeded. What changed in the container since then is not in it."""
    submitted_at: str | None = None
    """When it was asked for (wire: `createdDateTime`)."""
    last_action_at: str | None = None
    """When it last moved on (wire: `lastActionDateTime`)."""
    succeeded_at: str | None = None
    """When a training of the container last succeeded (wire: `lastSuccessfulTrainingDateTime`)."""
    message: str | None = None
    """Why it failed."""


@dataclass(frozen=True)
class PersonResult:
    """A person of a group."""

    id: str
    """Its id in the account."""
    person_id: str
    """Its id (wire: `personId`)."""
    display_name: str | None
    """Its name (wire: `name`)."""
    user_data: str | None
    """The text that is kept with it (wire: `userData`)."""
    persisted_face_ids: list[str]
    """The ids of its faces (wire: `persistedFaceIds`)."""


@dataclass(frozen=True)
class LivenessSessionResult:
    """A liveness session. Each version of the API tells another part of it; the rest is None. Its token, which lets one
    act as the client, is never told.
    """

    id: str
    """Its id in the account."""
    session_id: str
    """Its id (wire: `sessionId`, or `id` before v1.2)."""
    status: str | None
    """NotStarted, Started or ResultAvailable before v1.2; NotStarted, Running, Succeeded, Failed or Canceled since. Not
    in a list.
    """
    created_at: str | None
    """When it was made (wire: `createdDateTime`; before v1.2)."""
    started_at: str | None
    """When the client began (wire: `sessionStartDateTime`; before v1.2)."""
    expired: bool | None
    """Whether its token is no longer valid (wire: `sessionExpired`; before v1.2)."""
    device_correlation_id: str | None
    """What its maker knows the device by (wire: `deviceCorrelationId`; before v1.2)."""
    auth_token_time_to_live_in_seconds: int | None
    """How long its token is valid, from when it was made (wire: `authTokenTimeToLiveInSeconds`; before v1.2)."""
    model_version: str | None
    """The model that judges (wire: `modelVersion`; since v1.2)."""
    results: dict[str, Any] | None
    """The outcome as the service words it (wire: `result` before v1.2, `results` since). Not in a list."""
