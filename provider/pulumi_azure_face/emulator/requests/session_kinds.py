"""The kinds of liveness sessions: one row for each version of the API, with and without verify.

See face-api.md#session-paths, face-api.md#session-create-members, face-api.md#session-object.
"""

from __future__ import annotations

from dataclasses import dataclass

from pulumi_azure_face.emulator.models.liveness_sessions import LIVENESS, LIVENESS_WITH_VERIFY

from .session_parameters import (
    FirstPreview,
    Parameters,
    SecondPreview,
    SecondPreviewVerify,
    Stable,
    StableVerify,
    ThirdPreviewVerify,
)


@dataclass(frozen=True, kw_only=True)
class SessionKind:
    """A kind of session in one version.

    call: The call that the session is for.
    parameters: The parameters of a new session.
    has_attempts: Whether it follows v1.2: a create returns the whole session, a session has attempts, and sessions are
        not listed.
    is_monitored: Whether it has `isAbuseMonitoringEnabled`.
    """

    call: str
    parameters: type[Parameters]
    has_attempts: bool = False
    is_monitored: bool = False

    @property
    def collection(self) -> str:
        return f"/{self.call}-sessions" if self.has_attempts else f"/{self.call}/singleModal/sessions"

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
        SessionKind(call=LIVENESS, parameters=Stable, has_attempts=True),
        SessionKind(call=LIVENESS_WITH_VERIFY, parameters=StableVerify, has_attempts=True),
    ),
    "v1.3-preview.1": (
        SessionKind(call=LIVENESS, parameters=Stable, has_attempts=True, is_monitored=True),
        SessionKind(call=LIVENESS_WITH_VERIFY, parameters=ThirdPreviewVerify, has_attempts=True, is_monitored=True),
    ),
}
