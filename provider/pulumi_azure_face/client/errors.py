"""What can go wrong with the service, as types that carry the decision.

    FaceError
    ├── Gone          the item's own ...NotFound: certain, so state may forget it
    ├── NotTrained    no training was ever asked for
    ├── Exists        the id is taken
    ├── Busy          refused for now (409): under training, or another write on the same owner
    ├── Throttled     429: never counts as a failed attempt
    ├── Refused       401, 403: a key, a quota, an approval; repeating does not help
    ├── Invalid       400, 413, 415: the input is wrong
    ├── NotOffered    no version of the API has the call
    ├── Misdirected   an answer this service does not give: most likely the endpoint is not a Face endpoint
    ├── Unreachable   no answer, or a broken one; `maybe_done` says whether the work may have been done
    ├── TrainingFailed
    ├── TimedOut      our own deadline
    └── Bug           ours

Every error reads as one line: what was tried, on what, what the service said (status, code, request id), what to do
next. No text of ours holds a key, and nothing of the request's headers is ever quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

SECONDS = r"([0-9]{1,9}(?:\.[0-9]+)?)"
LONGEST_QUOTE = 256  # characters of a reply that we repeat; a proxy's page is no help to anybody


@dataclass(frozen=True)
class Said:
    """What the service answered."""

    status: int
    code: str = ""
    message: str = ""
    request_id: str = ""

    def __str__(self) -> str:
        head = " ".join(part for part in (str(self.status), shorten(self.code)) if part)
        quote = f": {shorten(self.message)}" if self.message else ""
        trail = f" (request {shorten(self.request_id)})" if self.request_id else ""
        return f"{head}{quote}{trail}"


class FaceError(Exception):
    """Something this project reports to its user as one line."""

    advice = ""

    def __init__(self, tried: str, said: Said | str, advice: str | None = None) -> None:
        super().__init__(tried, said)
        self.tried = tried
        self.said = said
        if advice is not None:
            self.advice = advice

    @property
    def code(self) -> str:
        return self.said.code if isinstance(self.said, Said) else ""

    def __str__(self) -> str:
        line = f"could not {self.tried}: {self.said}"
        return " ".join((f"{line.rstrip('.')}. {self.advice}" if self.advice else line).split())


class Gone(FaceError):
    advice = "It is not in the account; what a program declares is made again by `pulumi up --refresh`."


class NotTrained(FaceError):
    advice = "Train it first."


class Exists(FaceError):
    advice = "Choose another id, or take over what is there (adopt)."
    after_lost_reply = False
    """True when an earlier try of the same request got no answer: what exists may be what that try made."""


class Busy(FaceError):
    advice = "It was still busy when the time was up; run it again later, or give it more with custom_timeouts."


class Throttled(FaceError):
    advice = "Lower azure-face:requestsPerSecond, or give it more time with custom_timeouts."

    def __init__(self, tried: str, said: Said | str, retry_after: float) -> None:
        super().__init__(tried, said)
        self.retry_after = retry_after


class Refused(FaceError):
    @property
    def wrong_key(self) -> bool:
        return isinstance(self.said, Said) and self.said.status == 401


class Invalid(FaceError):
    advice = "Correct the input."


class NotOffered(FaceError):
    pass


class Misdirected(FaceError):
    advice = "Check azure-face:endpoint, azure-face:apiVersion and any proxy; the state keeps what it has."


class Unreachable(FaceError):
    advice = "Check azure-face:endpoint and the network, then run it again; what was done is found again."

    def __init__(self, tried: str, said: Said | str, *, maybe_done: bool, retry_after: float | None = None) -> None:
        super().__init__(tried, said)
        self.maybe_done = maybe_done
        self.retry_after = retry_after


class TrainingFailed(FaceError):
    advice = "Enrol at least one face the service can use; the next `pulumi up` trains again."


class TimedOut(FaceError):
    advice = "Run it again to go on, or give it more time with custom_timeouts."


class Bug(FaceError):
    advice = "This is a fault of pulumi-azure-face; please report it with the output of AZURE_FACE_DEBUG=1."


GONE_CODES = frozenset(
    {
        "PersonGroupNotFound",
        "LargePersonGroupNotFound",
        "FaceListNotFound",
        "LargeFaceListNotFound",
        "PersonNotFound",
        "PersistedFaceNotFound",
        "SessionNotFound",
    }
)

NOT_OFFERED = (501, 505)  # a server that has no such call today has none a moment later

KEY_ADVICE = "Check the key (azure-face:key or AZURE_FACE_KEY) and that it belongs to this endpoint."
FEATURE_ADVICE = "The Face resource is not approved for this feature; ask Microsoft for access, then run it again."
QUOTA_ADVICE = "Delete what is not needed or raise the tier, then run it again."
VOLUME_ADVICE = "The call volume of the plan is used up; wait for the time it names or raise the tier."
# face-api.md#session-lifetime
SESSION_ADVICE = "Sessions vanish 48 hours after they were made, or when they are deleted."
ROLE_ADVICE = "Check that the key may use this Face resource, or that the identity is its 'Cognitive Services User'."


def from_reply(tried: str, status: int, headers: Mapping[str, str], body: bytes) -> FaceError:
    """The error that an answer of 300 or more means: by status first, then by code
    (face-api.md#error-decision-order).
    """
    said = read_said(status, headers, body)
    if status < 400:
        return Misdirected(tried, f"{status}: the endpoint redirects elsewhere, and the key is not sent there")
    if status == 401:
        return Refused(tried, said, KEY_ADVICE)
    if status == 403:
        return Refused(tried, said, refusal_advice(said))
    if status == 404:
        return missing(tried, said)
    if status == 409:
        return conflict(tried, said)
    if status == 429:
        return Throttled(tried, said, retry_after(headers, said.message) or 1.0)
    if status == 408 or (status >= 500 and status not in NOT_OFFERED):
        return Unreachable(tried, said, maybe_done=True, retry_after=retry_after(headers, ""))
    return Invalid(tried, said) if status in (400, 413, 415) else Misdirected(tried, said)


def missing(tried: str, said: Said) -> FaceError:
    if said.code in GONE_CODES:
        return Gone(tried, said, SESSION_ADVICE if said.code == "SessionNotFound" else None)
    return NotTrained(tried, said) if said.code.endswith("NotTrained") else Misdirected(tried, said)


def conflict(tried: str, said: Said) -> FaceError:
    """Without a code of the service a conflict is no reason to wait: it may never end."""
    if said.code.endswith("Exists"):
        return Exists(tried, said)
    return Busy(tried, said) if said.code else Misdirected(tried, said)


def refusal_advice(said: Said) -> str:
    by_code = {"UnsupportedFeature": FEATURE_ADVICE, "QuotaExceeded": QUOTA_ADVICE}
    return by_code.get(said.code, VOLUME_ADVICE if "quota" in said.message.lower() else ROLE_ADVICE)


def read_said(status: int, headers: Mapping[str, str], body: bytes) -> Said:
    """Read an error body of any of the documented shapes (face-api.md#error-shapes); an unknown one is named by its
    status alone.
    """
    error = error_member(body)
    code = str(error.get("code") or "")
    innermost = error.get("innererror")
    if isinstance(innermost, dict) and innermost.get("code"):
        code = str(innermost["code"])
    number_only = "" if code == str(status) else code
    return Said(status, number_only, str(error.get("message") or ""), headers.get("apim-request-id", ""))


def error_member(body: bytes) -> dict[str, object]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    error = document.get("error", document) if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}


def shorten(text: str) -> str:
    """Fit for one line of a terminal, whatever the other side sent."""
    flat = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return flat if len(flat) <= LONGEST_QUOTE else f"{flat[:LONGEST_QUOTE]}..."


def retry_after(headers: Mapping[str, str], message: str) -> float | None:
    """Seconds to wait: the header when it is there, else the number before "second" in the text
    (face-api.md#error-text-parsing).
    """
    in_header = re.fullmatch(rf"\s*{SECONDS}\s*", headers.get("retry-after", ""))
    named = in_header or re.search(rf"{SECONDS}\s*second", message)
    return float(named[1]) if named else None
