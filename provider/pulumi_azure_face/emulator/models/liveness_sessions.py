"""Liveness sessions as the account keeps them: when they began, who may use them, and when they vanish
(face-api.md#session-lifetime).

Left out: the call that a client device makes with a session's token. So no session of this account ever starts.
"""

from __future__ import annotations

import json
import secrets
from base64 import urlsafe_b64encode
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from pulumi_azure_face.emulator.responses import errors

from .clock import TICKS_PER_SECOND, Clock
from .ordered import Ordered
from .vision import Rectangle

LIVENESS = "detectLiveness"
LIVENESS_WITH_VERIFY = "detectLivenessWithVerify"
SESSION_CALLS = (LIVENESS, LIVENESS_WITH_VERIFY)
"""The calls a session can be for. The sessions of one are not found among those of the other."""

_KEPT = 48 * 3600 * TICKS_PER_SECOND  # face-api.md#session-lifetime


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session for one device. `reference` is where the face to verify with is, if an image came along."""

    id: str
    created: int
    token_seconds: int
    device_correlation_id: str | None
    model: str | None
    reference: Rectangle | None
    auth_token: str

    def expired(self, now: int) -> bool:
        """Whether its token is no longer valid; the session itself is there for longer
        (face-api.md#session-expired-member).
        """
        return now >= self.created + self.token_seconds * TICKS_PER_SECOND

    def gone(self, now: int) -> bool:
        return now >= self.created + _KEPT


class Sessions:
    """The sessions for one call, by id. They vanish by themselves 48 hours after they were created
    (face-api.md#session-lifetime).
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_id: Ordered[Session] = Ordered()
        self._by_age: deque[Session] = deque()

    def __iter__(self) -> Iterator[Session]:
        return iter(self._present())

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
            auth_token=auth_token(session_id, now, token_seconds),
        )
        self._present().add(session)
        self._by_age.append(session)
        return session

    def restore(self, session: Session) -> None:
        """Add a session of an earlier account. Sessions must come in the order in which they were created."""
        self._by_id.add(session)
        self._by_age.append(session)

    def session(self, session_id: str) -> Session:
        session = self._present().get(session_id)
        if session is None:
            raise errors.session_not_found()
        return session

    def page(self, start: str, top: int) -> list[Session]:
        return self._present().page(start, top)

    def delete(self, session_id: str) -> None:
        self._by_id.remove(self.session(session_id).id)

    def _present(self) -> Ordered[Session]:
        while self._by_age and self._by_age[0].gone(self._clock()):
            vanished = self._by_age.popleft()
            if vanished.id in self._by_id:
                self._by_id.remove(vanished.id)
        return self._by_id


def auth_token(session_id: str, created: int, token_seconds: int) -> str:
    """Make a new token for a session that was created at a time in ticks."""
    return _token(session_id, created // TICKS_PER_SECOND, token_seconds)


def _token(session_id: str, created: int, seconds: int) -> str:
    """A JSON web token that tells its session and its end. Its signature is of no key: nothing here checks it."""
    header = _json({"alg": "ES256", "typ": "JWT"})
    claims = _json({"sid": session_id, "iat": created, "exp": created + seconds})
    parts = (header, claims, secrets.token_bytes(64))
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _json(members: dict[str, object]) -> bytes:
    return json.dumps(members, separators=(",", ":")).encode()
