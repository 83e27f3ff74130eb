"""The service's replies. Members we do not know are kept, null and absent are one, so that a newer service does no
harm.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from .errors import Misdirected
from .http import Reply

T = TypeVar("T")


class Body(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def without_nulls(cls, members: Any) -> Any:
        """Written out in 2019, left out since (contract 3.2)."""
        if not isinstance(members, dict):
            return members
        return {name: value for name, value in members.items() if value is not None}


class Container(Body):
    """A container of any kind; its id is under the kind's own name, among the extra members (contract 4.4)."""

    name: str = ""
    user_data: str | None = Field(default=None, alias="userData")
    recognition_model: str | None = Field(default=None, alias="recognitionModel")

    def id_under(self, wire_id: str) -> str:
        return str((self.model_extra or {}).get(wire_id, ""))


class Person(Body):
    person_id: str = Field(alias="personId")
    name: str | None = None
    user_data: str | None = Field(default=None, alias="userData")
    faces: list[str] = Field(default_factory=list, alias="persistedFaceIds")


class PersistedFace(Body):
    face_id: str = Field(alias="persistedFaceId")
    user_data: str | None = Field(default=None, alias="userData")


class NewPerson(Body):
    person_id: str = Field(alias="personId")


class NewFace(Body):
    face_id: str = Field(alias="persistedFaceId")


class TrainingStatus(Body):
    """Contract 7.2. `created` is the moment the training was asked for; it tells one training from another."""

    status: str
    created: str = Field(default="", alias="createdDateTime")
    last_action: str | None = Field(default=None, alias="lastActionDateTime")
    last_success: str | None = Field(default=None, alias="lastSuccessfulTrainingDateTime")
    message: str | None = None

    @property
    def succeeded(self) -> bool:
        return self.status.lower() == "succeeded"

    @property
    def failed(self) -> bool:
        return self.status.lower() == "failed"

    @property
    def ended(self) -> bool:
        """Everything else is still on its way; three spellings of "not started" exist (contract 7.3)."""
        return self.succeeded or self.failed


def parse(shape: type[T], reply: Reply, tried: str) -> T:
    """Read a reply as `shape`; what does not fit did not come from this service."""
    try:
        return TypeAdapter(shape).validate_json(reply.body)
    except ValidationError as misfit:
        first = misfit.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the body"
        said = f"the reply does not have the form of the Face service ({where}: {first['msg']})"
        raise Misdirected(tried, said) from misfit
