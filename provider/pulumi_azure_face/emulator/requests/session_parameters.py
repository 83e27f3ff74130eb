"""The parameters of a new liveness session, by version of the API (face-api.md#session-create-members).

Each class adds the parameters of its version. A null parameter is ignored, an unknown one is rejected. The errors page
has `Passive` as the only mode, all specifications have both modes (face-api.md#contradiction-operation-mode).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails

from pulumi_azure_face.emulator.models import errors

DatedModel = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}[a-z0-9.-]*$")]


class Parameters(BaseModel):
    """The parameters of every version."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    liveness_operation_mode: Literal["Passive", "PassiveActive"]
    device_correlation_id_set_in_client: bool = False
    # face-api.md#session-correlation-id
    device_correlation_id: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None
    auth_token_time_to_live_in_seconds: int = Field(default=600, ge=60, le=86400)  # face-api.md#session-token-lifetime

    @property
    def model(self) -> str | None:
        """The liveness model, if the version has a parameter for it."""
        return None

    @model_validator(mode="before")
    @classmethod
    def _drop_nulls(cls, members: dict[str, Any]) -> dict[str, Any]:
        return {member: value for member, value in members.items() if value is not None}


class FirstPreview(Parameters):
    """v1.1-preview.1."""

    send_results_to_client: bool = False


class SecondPreview(FirstPreview):
    """v1.2-preview.1."""

    enable_session_image: bool = False
    liveness_single_modal_model: DatedModel | None = None

    @property
    def model(self) -> str | None:
        return self.liveness_single_modal_model


class Stable(Parameters):
    """v1.2 and v1.3-preview.1."""

    enable_session_image: bool = False
    liveness_model_version: DatedModel | None = None

    @property
    def model(self) -> str | None:
        return self.liveness_model_version


class Verifying(BaseModel):
    """The additional parameters of a session with verify, from v1.2-preview.1 on."""

    return_verify_image_hash: bool = False
    verify_confidence_threshold: float = Field(default=0.5, ge=0, le=1)  # face-api.md#session-verify-members


class SecondPreviewVerify(SecondPreview, Verifying):
    """v1.2-preview.1 with verify."""


class StableVerify(Stable, Verifying):
    """v1.2 with verify."""


class ThirdPreviewVerify(StableVerify):
    """v1.3-preview.1 with verify."""

    number_of_client_attempts_allowed: int = Field(default=1, ge=1, le=3)  # face-api.md#session-client-attempts


_ERRORS_BY_MEMBER: dict[str, Callable[[], errors.ServiceError]] = {
    "livenessOperationMode": errors.invalid_liveness_operation_mode,
    "authTokenTimeToLiveInSeconds": errors.invalid_token_lifetime,
    "deviceCorrelationId": errors.invalid_device_correlation_id,
}
"""Parameters whose invalid values have a special error. Any other mistake is an invalid body
(face-api.md#error-session-create).
"""

_INVALID_VALUE_TYPES = {"literal_error", "greater_than_equal", "less_than_equal", "string_too_short", "string_too_long"}


def parse(model: type[Parameters], members: Mapping[str, Any], *, as_text: bool = False) -> Parameters:
    """Parse the members of a JSON body, or of a form, in which all values are text."""
    try:
        parameters = model.model_validate(members, strict=not as_text)
    except ValidationError as invalid:
        raise _to_service_error(invalid.errors()[0]) from invalid
    if parameters.device_correlation_id_set_in_client == (parameters.device_correlation_id is not None):
        raise errors.invalid_device_correlation_id()
    return parameters


def _to_service_error(details: ErrorDetails) -> errors.ServiceError:
    for member in details["loc"]:
        if details["type"] in _INVALID_VALUE_TYPES and member in _ERRORS_BY_MEMBER:
            return _ERRORS_BY_MEMBER[str(member)]()
    return errors.invalid_request_body()
