"""Liveness sessions: their creation, their token and their lifetime (face-api.md#session-lifetime).

The emulator does not have the call that a client device makes with the token of a session, so no session ever starts.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

from . import errors
from .clock import TICKS_PER_SECOND, Clock
from .ordered import Ordered
from .vision import Rectangle

LIVENESS = "detectLiveness"
LIVENESS_WITH_VERIFY = "detectLivenessWithVerify"
SESSION_CALLS = (LIVENESS, LIVENESS_WITH_VERIFY)
"""The calls that a session can be for. Each has its own sessions."""

_RETENTION_TICKS = 48 * 3600 * TICKS_PER_SECOND  # face-api.md#session-lifetime


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session for one device. `reference` is the rectangle of the face in its verify image, if it has one."""

    id: str
    created: int
    token_seconds: int
    device_correlation_id: str | None
    model: str | None
    reference: Rectangle | None
    auth_token: str = field(repr=False)

    def is_expired(self, now: int) -> bool:
        """Return whether the token has expired. The session itself remains (face-api.md#session-expired-member)."""
        return now >= self.created + self.token_seconds * TICKS_PER_SECOND

    def is_past_retention(self, now: int) -> bool:
        return now >= self.created + _RETENTION_TICKS


class Sessions:
    """The sessions for one call, by id.

    Every access first removes the sessions older than 48 hours (face-api.md#session-lifetime).
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_id: Ordered[Session] = Ordered()
        self._by_age: deque[Session] = deque()

    def __iter__(self) -> Iterator[Session]:
        return iter(self._current())

    def create(
        self, *, token_seconds: int, device_correlation_id: str | None, model: str | None, reference: Rectangle | None
    ) -> Session:
        now, session_id = self._clock(), str(uuid4())
        session = Session(
            id=session_id,
            created=now,
            token_seconds=token_seconds,
            device_correlation_id=device_correlation_id,
            model=model,
            reference=reference,
            auth_token=create_token(session_id, now, token_seconds),
        )
        self._current().add(session)
        self._by_age.append(session)
        return session

    def restore(self, session: Session) -> None:
        """Add a session of an earlier account. Sessions must come in the order in which they were created."""
        self._by_id.add(session)
        self._by_age.append(session)

    def session(self, session_id: str) -> Session:
        session = self._current().get(session_id)
        if session is None:
            raise errors.session_not_found()
        return session

    def page(self, start: str, top: int) -> list[Session]:
        return self._current().page(start, top)

    def delete(self, session_id: str) -> None:
        self._by_id.remove(self.session(session_id).id)

    def _current(self) -> Ordered[Session]:
        while self._by_age and self._by_age[0].is_past_retention(self._clock()):
            session = self._by_age.popleft()
            if session.id in self._by_id:
                self._by_id.remove(session.id)
        return self._by_id


def create_token(session_id: str, created: int, seconds: int) -> str:
    """Create a JSON web token for a session that was created at a time in ticks.

    The token contains the session and its expiration. Its signature is random: the emulator ignores it.
    """
    issued = created // TICKS_PER_SECOND
    header = _encode_json({"alg": "ES256", "typ": "JWT"})
    payload = _encode_json({"sid": session_id, "iat": issued, "exp": issued + seconds})
    parts = (header, payload, secrets.token_bytes(64))
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _encode_json(members: dict[str, object]) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode()
