"""The service's replies. Members we do not know are kept, null and absent are one, so that a newer service does no
harm.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from .errors import Misdirected
from .http import Reply

T = TypeVar("T")


class Wire(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True, populate_by_name=True)


class Container(Wire):
    """A container of any kind; its id is under the kind's own name, among the extra members (contract 4.4)."""

    name: str = ""
    user_data: str | None = Field(default=None, alias="userData")
    recognition_model: str | None = Field(default=None, alias="recognitionModel")

    def id_under(self, wire_id: str) -> str:
        return str((self.model_extra or {}).get(wire_id, ""))


class Person(Wire):
    person_id: str = Field(alias="personId")
    name: str | None = None
    user_data: str | None = Field(default=None, alias="userData")
    face_ids: list[str] | None = Field(default=None, alias="persistedFaceIds")

    @property
    def faces(self) -> list[str]:
        return self.face_ids or []


class PersistedFace(Wire):
    face_id: str = Field(alias="persistedFaceId")
    user_data: str | None = Field(default=None, alias="userData")


class NewPerson(Wire):
    person_id: str = Field(alias="personId")


class NewFace(Wire):
    face_id: str = Field(alias="persistedFaceId")


class TrainingStatus(Wire):
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
        where = ".".join(str(part) for part in misfit.errors()[0]["loc"]) or "the body"
        said = f"the reply does not have the form of the Face service ({where}: {misfit.errors()[0]['msg']})"
        raise Misdirected(tried, said) from misfit
