"""The liveness sessions of each version of the API: without and with verify, one row each (face-api.md#session-paths,
face-api.md#session-create-members, face-api.md#session-object).
"""

from __future__ import annotations

from dataclasses import dataclass

from pulumi_azure_face.emulator.requests.session_parameters import (
    FirstPreview,
    Parameters,
    SecondPreview,
    SecondPreviewVerify,
    Stable,
    StableVerify,
    ThirdPreviewVerify,
)

from .liveness_sessions import LIVENESS, LIVENESS_WITH_VERIFY


@dataclass(frozen=True, kw_only=True)
class SessionKind:
    """How one version has one kind of session.

    call: the call that a session is for.
    parameters: what a caller may ask of a new one.
    attempts: whether it is in the form of v1.2: a new one is answered whole, tells of attempts, and is in no list.
    monitored: whether it tells if it is watched for abuse.
    """

    call: str
    parameters: type[Parameters]
    attempts: bool = False
    monitored: bool = False

    @property
    def collection(self) -> str:
        return f"/{self.call}-sessions" if self.attempts else f"/{self.call}/singleModal/sessions"

    @property
    def verifies(self) -> bool:
        return self.call == LIVENESS_WITH_VERIFY


SESSION_KINDS = {
    "v1.1-preview.1": (
        SessionKind(call=LIVENESS, parameters=FirstPreview),
        SessionKind(call=LIVENESS_WITH_VERIFY, parameters=FirstPreview),
    ),
    "v1.2-preview.1": (
        SessionKind(call=LIVENESS, parameters=SecondPreview),
        SessionKind(call=LIVENESS_WITH_VERIFY, parameters=SecondPreviewVerify),
    ),
    "v1.2": (
        SessionKind(call=LIVENESS, parameters=Stable, attempts=True),
        SessionKind(call=LIVENESS_WITH_VERIFY, parameters=StableVerify, attempts=True),
    ),
    "v1.3-preview.1": (
        SessionKind(call=LIVENESS, parameters=Stable, attempts=True, monitored=True),
        SessionKind(call=LIVENESS_WITH_VERIFY, parameters=ThirdPreviewVerify, attempts=True, monitored=True),
    ),
}
