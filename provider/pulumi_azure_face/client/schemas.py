"""The service's replies. Members we do not know are kept, null and absent are one, so that a newer service does no
harm.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from .errors import UnexpectedResponseError
from .http import Response

T = TypeVar("T")

ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def as_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


Timestamp = Annotated[datetime, AfterValidator(as_utc)]
"""In ISO 8601 or as milliseconds since 1970 (face-api.md#contradiction-session-start-format); both are read."""


class ResponseModel(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def without_nulls(cls, members: Any) -> Any:
        """Written out in 2019, left out since (face-api.md#response-null-members)."""
        if not isinstance(members, dict):
            return members
        return {name: value for name, value in members.items() if value is not None}


class PersistedFace(ResponseModel):
    face_id: str = Field(alias="persistedFaceId")
    user_data: str | None = Field(default=None, alias="userData")


class Container(ResponseModel):
    """A container of any kind; its id is under the kind's own name, among the extra members
    (face-api.md#container-get-id).
    """

    name: str = ""
    user_data: str | None = Field(default=None, alias="userData")
    recognition_model: str | None = Field(default=None, alias="recognitionModel")
    faces: list[PersistedFace] = Field(default_factory=list, alias="persistedFaces")
    """Those of a face list; no other kind has its faces with it."""

    def id_under(self, wire_id: str) -> str:
        return str((self.model_extra or {}).get(wire_id, ""))


class Person(ResponseModel):
    person_id: str = Field(alias="personId")
    name: str | None = None
    user_data: str | None = Field(default=None, alias="userData")
    faces: list[str] = Field(default_factory=list, alias="persistedFaceIds")


class NewPerson(ResponseModel):
    person_id: str = Field(alias="personId")


class NewFace(ResponseModel):
    face_id: str = Field(alias="persistedFaceId")


class TrainingStatus(ResponseModel):
    """The status of a training (face-api.md#training-status-object). `created` is the moment the training was asked
    for; it tells one training from another.
    """

    status: str
    created: str = Field(default="", alias="createdDateTime")
    last_action: str | None = Field(default=None, alias="lastActionDateTime")
    last_success: str | None = Field(default=None, alias="lastSuccessfulTrainingDateTime")
    message: str | None = None

    @property
    def has_succeeded(self) -> bool:
        return self.status.lower() == "succeeded"

    @property
    def has_failed(self) -> bool:
        return self.status.lower() == "failed"

    @property
    def has_ended(self) -> bool:
        """Everything else is still on its way; three spellings of "not started" exist
        (face-api.md#training-status-spelling).
        """
        return self.has_succeeded or self.has_failed


class LivenessSession(ResponseModel):
    """A liveness session (face-api.md#session-object); each version tells another part of it. Its token is no part of
    this: it is a credential.
    """

    # face-api.md#contradiction-session-id-member
    session_id: str = Field(validation_alias=AliasChoices("sessionId", "id"))
    status: str | None = None
    created: Timestamp | None = Field(default=None, alias="createdDateTime")
    started: Timestamp | None = Field(default=None, alias="sessionStartDateTime")
    expired: bool | None = Field(default=None, alias="sessionExpired")
    device_correlation_id: str | None = Field(default=None, alias="deviceCorrelationId")
    token_seconds: int | None = Field(default=None, alias="authTokenTimeToLiveInSeconds")
    model_version: str | None = Field(default=None, alias="modelVersion")
    outcome: dict[str, Any] | None = Field(default=None, validation_alias=AliasChoices("results", "result"))


def adapter(model: type[T]) -> TypeAdapter[T]:
    """Made once: it takes longer than what it is made for."""
    if model not in ADAPTERS:
        ADAPTERS[model] = TypeAdapter(model)
    return ADAPTERS[model]


def parse(model: type[T], response: Response, operation: str) -> T:
    """Read a reply as `shape`; what does not fit did not come from this service."""
    try:
        return adapter(model).validate_json(response.body)
    except ValidationError as misfit:
        first = misfit.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        said = f"the reply does not have the form of the Face service ({where}: {first['msg']})"
        raise UnexpectedResponseError(operation, said) from misfit
