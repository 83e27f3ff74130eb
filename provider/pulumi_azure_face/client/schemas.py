"""Models of the service's responses.

Unknown members are kept, and null means absent, so that a newer service version causes no errors.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from .errors import UnexpectedResponseError
from .http import Response
from .kinds import KINDS

T = TypeVar("T")

ID_FIELDS = {kind.id_field for kind in KINDS.values()}
ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def as_utc(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)


Timestamp = Annotated[datetime, AfterValidator(as_utc)]
"""ISO 8601 or milliseconds since 1970: the service uses both (face-api.md#contradiction-session-start-format)."""


class ResponseModel(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True, defer_build=True)

    @model_validator(mode="before")
    @classmethod
    def without_nulls(cls, members: Any) -> Any:
        """Drop null members: v1.0 wrote them in 2019, newer responses omit them (face-api.md#response-null-members)."""
        if not isinstance(members, dict):
            return members
        return {name: value for name, value in members.items() if value is not None}


class PersistedFace(ResponseModel):
    face_id: str = Field(alias="persistedFaceId")
    user_data: str | None = Field(default=None, alias="userData")


class Container(ResponseModel):
    """A container of any kind. The name of its id member depends on the kind (face-api.md#container-get-id)."""

    name: str = ""
    user_data: str | None = Field(default=None, alias="userData")
    recognition_model: str | None = Field(default=None, alias="recognitionModel")
    faces: list[PersistedFace] = Field(default_factory=list, alias="persistedFaces")
    """The faces of a FaceList; empty for every other kind."""

    @model_validator(mode="after")
    def require_id(self) -> Self:
        """Reject an object without an id. As a FaceList without faces, it would remove them from the state."""
        if ID_FIELDS.isdisjoint(self.model_extra or {}):
            raise ValueError(f"none of {', '.join(sorted(ID_FIELDS))}")
        return self

    def id_under(self, id_field: str) -> str:
        return str((self.model_extra or {}).get(id_field, ""))


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
    """The status of a training (face-api.md#training-status-object). `created` identifies the training."""

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
        """Whether the training is over. "Not started" has three spellings (face-api.md#training-status-spelling), so
        any other status counts as pending.
        """
        return self.has_succeeded or self.has_failed


class LivenessSession(ResponseModel):
    """A liveness session (face-api.md#session-object). Each API version returns other members.

    The session's token is left out because it is a credential.
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
    results: dict[str, JsonValue] | None = Field(default=None, validation_alias=AliasChoices("results", "result"))


def adapter(model: type[T]) -> TypeAdapter[T]:
    """Return the cached adapter: building one takes longer than parsing a response."""
    if model not in ADAPTERS:
        ADAPTERS[model] = TypeAdapter(model)
    return ADAPTERS[model]


def parse(model: type[T], response: Response, operation: str) -> T:
    """Parse a response body.

    Raises:
        UnexpectedResponseError: The body does not fit the model, so another service answered.
    """
    try:
        return adapter(model).validate_json(response.body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        reason = f"the response does not match the Face API ({where}: {first['msg']})"
        # Without the cause, whose text in a traceback would quote the response, with names and user data.
        raise UnexpectedResponseError(operation, reason) from None
