"""The errors of the client. The type of an error tells the caller how to react.

    FaceError
    ├── NotFoundError             404 with the item's own ...NotFound code: proves that the item does not exist
    ├── NotTrainedError           404: the container was never trained
    ├── AlreadyExistsError        409: the id is taken
    ├── OperationInProgressError  409: the container is being trained, or another write on the same owner is running
    ├── ThrottledError            429: never counts as a failed attempt
    ├── AuthenticationError       401, or Entra ID refused to sign in
    ├── PermissionDeniedError     403: a role or an approval is missing
    │   └── QuotaExceededError    403: the container, the account, or the call volume is full
    ├── InvalidRequestError       400, 413, 415: an input is wrong
    ├── UnsupportedOperationError no API version has the call
    ├── UnexpectedResponseError   a response that the Face service never sends: probably the wrong endpoint
    ├── UnreachableError          no response, or a broken one; `may_have_succeeded` tells whether to look for a result
    ├── TrainingFailedError
    ├── DeadlineExceededError     our own timeout
    ├── CanceledError             the user interrupted the command
    └── InternalError             a bug in this package

Every error prints as one line: the operation, the reason (status, code, request id), and what to do. No error contains
a key or quotes a request header.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from .kinds import KINDS

SECONDS_PATTERN = r"([0-9]{1,9}(?:\.[0-9]+)?)"
MAX_QUOTED_LENGTH = 256  # characters of a response that an error quotes; the rest of a proxy's page is no help


@dataclass(frozen=True)
class ErrorDetails:
    """The error of a response: its status, code, message, and request id."""

    status: int
    code: str = ""
    message: str = ""
    request_id: str = ""

    def __str__(self) -> str:
        status = " ".join(part for part in (str(self.status), shorten(self.code)) if part)
        message = f": {shorten(self.message)}" if self.message else ""
        request = f" (request {shorten(self.request_id)})" if self.request_id else ""
        return f"{status}{message}{request}"


class ExpectedError(Exception):
    """An error that says in one line what failed and what to do. Any other error is a bug."""


class FaceError(ExpectedError):
    """An error that prints as one line: operation, reason, and advice."""

    advice = ""

    def __init__(self, operation: str, reason: ErrorDetails | str, advice: str | None = None) -> None:
        super().__init__(operation, reason)
        self.operation = operation
        self.reason = reason
        if advice is not None:
            self.advice = advice

    @property
    def code(self) -> str:
        return self.reason.code if isinstance(self.reason, ErrorDetails) else ""

    def __str__(self) -> str:
        line = f"could not {self.operation}: {self.reason}"
        return " ".join((f"{line.rstrip('.')}. {self.advice}" if self.advice else line).split())


class NotFoundError(FaceError):
    advice = "It is not in the account; what a program declares is made again by `pulumi up --refresh`."


class NotTrainedError(FaceError):
    advice = "Train it first."


class AlreadyExistsError(FaceError):
    advice = "Choose another id, or take over what is there (adopt)."
    is_after_lost_reply = False
    """Whether the reply to an earlier attempt was lost. Then that attempt may have created the existing item."""


class OperationInProgressError(FaceError):
    advice = "It was still busy when the time was up; run it again later, or give it more with custom_timeouts."


class ThrottledError(FaceError):
    advice = "Lower azure-face:requestsPerSecond, or give it more time with custom_timeouts."

    def __init__(self, operation: str, reason: ErrorDetails | str, retry_after: float) -> None:
        super().__init__(operation, reason)
        self.retry_after = retry_after


class AuthenticationError(FaceError):
    @property
    def is_wrong_key(self) -> bool:
        """Whether the service rejected a key or token, as opposed to Entra ID refusing to sign in."""
        return isinstance(self.reason, ErrorDetails)


class PermissionDeniedError(FaceError):
    pass


class QuotaExceededError(PermissionDeniedError):
    pass


class InvalidRequestError(FaceError):
    advice = "Correct the input."


class UnsupportedOperationError(FaceError):
    pass


class UnexpectedResponseError(FaceError):
    advice = "Check azure-face:endpoint, azure-face:apiVersion and any proxy; the state keeps what it has."


class UnreachableError(FaceError):
    advice = "Check azure-face:endpoint and the network, then run it again; what was done is found again."

    def __init__(
        self, operation: str, reason: ErrorDetails | str, *, may_have_succeeded: bool, retry_after: float | None = None
    ) -> None:
        super().__init__(operation, reason)
        self.may_have_succeeded = may_have_succeeded
        self.retry_after = retry_after


class TrainingFailedError(FaceError):
    advice = "Enrol at least one face the service can use; the next `pulumi up` trains again."


class DeadlineExceededError(FaceError):
    advice = "Run it again to go on, or give it more time with custom_timeouts."


class CanceledError(FaceError):
    advice = "Everything done so far is saved; run it again to resume."


class InternalError(FaceError):
    advice = "This is a fault of pulumi-azure-face; please report it with the output of AZURE_FACE_DEBUG=1."


def as_expected(error: Exception, operation: str) -> ExpectedError:
    """Return an error that prints as one line: the given one, or an `InternalError` for a bug."""
    if isinstance(error, ExpectedError):
        return error
    bug = InternalError(operation, f"{type(error).__name__}: {error}")
    bug.__cause__ = error
    return bug


NOT_FOUND_CODES = frozenset(
    {*(kind.not_found_code for kind in KINDS.values()), "PersonNotFound", "PersistedFaceNotFound", "SessionNotFound"}
)

UNSUPPORTED_STATUSES = (501, 505)  # not retried: the server does not support the request

KEY_ADVICE = "Check the key (azure-face:key or AZURE_FACE_KEY) and that it belongs to this endpoint."
FEATURE_ADVICE = "The Face resource is not approved for this feature; ask Microsoft for access, then run it again."
QUOTA_ADVICE = "Delete what is not needed or raise the tier, then run it again."
VOLUME_ADVICE = "The call volume of the plan is used up; wait for the time it names or raise the tier."
# face-api.md#session-lifetime
SESSION_ADVICE = "Sessions vanish 48 hours after they were made, or when they are deleted."
ROLE_ADVICE = "Check that the key may use this Face resource, or that the identity is its 'Cognitive Services User'."


def from_response(operation: str, status: int, headers: Mapping[str, str], body: bytes) -> FaceError:
    """Return the error for a status of 300 or more, by status first and then by code
    (face-api.md#error-decision-order).
    """
    details = read_details(status, headers, body)
    if status < 400:
        return UnexpectedResponseError(
            operation, f"{status}: the endpoint redirects elsewhere, and the key is not sent there"
        )
    if status == 401:
        return AuthenticationError(operation, details, KEY_ADVICE)
    if status == 403:
        return permission_error(operation, details)
    if status == 404:
        return not_found_error(operation, details)
    if status == 409:
        return conflict_error(operation, details)
    if status == 429:
        return ThrottledError(operation, details, retry_after(headers, details.message) or 1.0)
    if status == 408 or (status >= 500 and status not in UNSUPPORTED_STATUSES):
        return UnreachableError(operation, details, may_have_succeeded=True, retry_after=retry_after(headers, ""))
    if status in (400, 413, 415):
        return InvalidRequestError(operation, details)
    return UnexpectedResponseError(operation, details)


def not_found_error(operation: str, details: ErrorDetails) -> FaceError:
    if details.code in NOT_FOUND_CODES:
        return NotFoundError(operation, details, SESSION_ADVICE if details.code == "SessionNotFound" else None)
    if details.code.endswith("NotTrained"):
        return NotTrainedError(operation, details)
    return UnexpectedResponseError(operation, details)


def conflict_error(operation: str, details: ErrorDetails) -> FaceError:
    """Return the error for a 409. A conflict without a code from the service is not retried: it may never end."""
    if details.code.endswith("Exists"):
        return AlreadyExistsError(operation, details)
    return OperationInProgressError(operation, details) if details.code else UnexpectedResponseError(operation, details)


def permission_error(operation: str, details: ErrorDetails) -> PermissionDeniedError:
    if details.code == "UnsupportedFeature":
        return PermissionDeniedError(operation, details, FEATURE_ADVICE)
    if details.code == "QuotaExceeded":
        return QuotaExceededError(operation, details, QUOTA_ADVICE)
    if "quota" in details.message.lower():
        return QuotaExceededError(operation, details, VOLUME_ADVICE)
    return PermissionDeniedError(operation, details, ROLE_ADVICE)


def read_details(status: int, headers: Mapping[str, str], body: bytes) -> ErrorDetails:
    """Read an error body in any of its documented shapes (face-api.md#error-shapes); any other has just its status."""
    error = error_member(body)
    code = str(error.get("code") or "")
    innermost = error.get("innererror")
    if isinstance(innermost, dict) and innermost.get("code"):
        code = str(innermost["code"])
    code = "" if code == str(status) else code
    return ErrorDetails(status, code, str(error.get("message") or ""), headers.get("apim-request-id", ""))


def error_member(body: bytes) -> dict[str, object]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    error = document.get("error", document) if isinstance(document, dict) else None
    return error if isinstance(error, dict) else {}


def shorten(text: str) -> str:
    """Make text from the network fit on one line of a terminal: no control characters, limited length."""
    flat = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return flat if len(flat) <= MAX_QUOTED_LENGTH else f"{flat[:MAX_QUOTED_LENGTH]}..."


def retry_after(headers: Mapping[str, str], message: str) -> float | None:
    """Return the seconds to wait: from the header, else the number before "second" in the message
    (face-api.md#error-text-parsing).
    """
    header = re.fullmatch(rf"\s*{SECONDS_PATTERN}\s*", headers.get("retry-after", ""))
    found = header or re.search(rf"{SECONDS_PATTERN}\s*second", message)
    return float(found[1]) if found else None
