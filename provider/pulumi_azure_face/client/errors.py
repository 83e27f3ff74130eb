"""The errors of the client. The type of an error tells the caller how to react.

Every error prints as one line: the operation, the reason (status and code), what to do, and the request id. No error
contains a key or quotes a request header. The docstring of a class is the cause and its `advice` is the cure, for
`docs/errors.md` too; where the cure depends on the response, the class has an advice for each case.
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
        return f"{status}{message}"

    @property
    def request(self) -> str:
        """The request id in parentheses, for the end of a message; empty if there is none."""
        return f" (request {shorten(self.request_id)})" if self.request_id else ""


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
        advised = f"{line}{'' if line.endswith('.') else '.'} {self.advice}" if self.advice else line
        request = self.reason.request if isinstance(self.reason, ErrorDetails) else ""
        return " ".join(f"{advised}{request}".split())


class NotFoundError(FaceError):
    """The item does not exist in the account: the service answers 404 with the code of the item, such as
    `PersonGroupNotFound`.
    """

    advice = "Check the id and the account. If your program declares it, run `pulumi up --refresh` to create it again."
    session_advice = "Check the id. A session expires 48 hours after its creation."  # face-api.md#session-lifetime
    """For a liveness session (`SessionNotFound`)."""


class NotTrainedError(FaceError):
    """The container was never trained: the service answers 404 with a code such as `PersonGroupNotTrained`."""

    advice = "Train it first."


class AlreadyExistsError(FaceError):
    """The id is taken (409), and the existing container cannot be adopted."""

    advice = "Choose another id, or adopt the existing container with adopt='always'."
    is_after_lost_reply = False
    """Whether the reply to an earlier attempt was lost. Then that attempt may have created the existing item."""


class OperationInProgressError(FaceError):
    """Another operation blocks this one until the timeout (409): a training of the container, or another write on the
    same person or list.
    """

    advice = "Run the command again later, or raise the timeout with custom_timeouts."


class ThrottledError(FaceError):
    """The service limits the rate of requests (429), and the time that it asks to wait exceeds the timeout."""

    advice = "Lower azure-face:requestsPerSecond, or raise the timeout with custom_timeouts."

    def __init__(self, operation: str, reason: ErrorDetails | str, retry_after: float) -> None:
        super().__init__(operation, reason)
        self.retry_after = retry_after


class AuthenticationError(FaceError):
    """The service rejects the key or token (401), or Entra ID rejects the sign-in."""

    advice = "Check that azure-face:key (or AZURE_FACE_KEY) is a key of this endpoint."
    sign_in_advice = "Run `az login`, or set azure-face:key."
    """If the sign-in with Entra ID fails."""

    @property
    def is_wrong_key(self) -> bool:
        """Whether the service rejected a key or token, as opposed to Entra ID refusing to sign in."""
        return isinstance(self.reason, ErrorDetails)


class PermissionDeniedError(FaceError):
    """The key or identity is valid, but lacks a role or an approval for this call (403)."""

    advice = (
        "Check that the key may use this Face resource, or that the identity has the role 'Cognitive Services User'."
    )
    feature_advice = "Ask Microsoft to approve the Face resource for this feature, then run the command again."
    """With the code `UnsupportedFeature`."""


class QuotaExceededError(PermissionDeniedError):
    """The container, the account, or the call volume of its tier is full (403)."""

    advice = "Delete what you do not need or upgrade the tier, then run the command again."
    volume_advice = "Wait as long as the message says, or upgrade the tier."
    """If the call volume of the tier is used up."""


class InvalidRequestError(FaceError):
    """The service rejects an input (400, 413, or 415), such as a photo without a face, or a file changed while it was
    read.
    """

    advice = "Correct the input."


class UnsupportedOperationError(FaceError):
    """No version of the API has the call."""

    advice = "See docs/api-versions.md for the calls of each version."


class UnexpectedResponseError(FaceError):
    """The response cannot be from the Face service: the endpoint is wrong, or a proxy or portal answered instead."""

    advice = "Check azure-face:endpoint, azure-face:apiVersion, and any proxy. The state keeps its resources."


class UnreachableError(FaceError):
    """There is no response, or an incomplete one, or the service fails (408 or 5xx), after several attempts."""

    advice = "Check azure-face:endpoint and the network, then run the command again to resume."
    face_advice = "The service may have added it anyway. Look for it in the list before you run the command again."
    """For a face with `user_data` in a FaceList, which the next run cannot tell from others."""
    may_have_succeeded: bool
    """Whether the request may have taken effect. Then the caller looks for its result."""

    def __init__(
        self, operation: str, reason: ErrorDetails | str, *, may_have_succeeded: bool, retry_after: float | None = None
    ) -> None:
        super().__init__(operation, reason)
        self.may_have_succeeded = may_have_succeeded
        self.retry_after = retry_after


class TrainingFailedError(FaceError):
    """The training ended with the status `failed`, for example because a person has no face."""

    advice = "Enroll at least one usable face, then run `pulumi up` to train again."
    command_advice = "Enroll at least one usable face, then train again."
    """For `azure-face train`."""


class DeadlineExceededError(FaceError):
    """The operation did not end within its timeout."""

    advice = "Run the command again to continue, or raise the timeout with custom_timeouts."
    query_advice = "Run it again when the service is less busy."
    """For a function, or a command that reads: their timeout is fixed at 10 minutes."""
    training_advice = "The training continues: check it with `azure-face show`, or raise --timeout."
    """For `azure-face train`."""


class CanceledError(FaceError):
    """You interrupted the command, or the engine canceled the operation."""

    advice = "Completed work is saved. Run the command again to resume."


class InternalError(FaceError):
    """A bug in this package."""

    advice = "This is a bug in pulumi-azure-face. Please report it with the output of AZURE_FACE_DEBUG=1."


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


def from_response(operation: str, status: int, headers: Mapping[str, str], body: bytes) -> FaceError:
    """Return the error for a status of 300 or more, by status first and then by code
    (face-api.md#error-decision-order).
    """
    details = read_details(status, headers, body)
    if status < 400:
        return UnexpectedResponseError(
            operation, f"{status}: the endpoint redirects to another address, which must not get the key"
        )
    if status == 401:
        return AuthenticationError(operation, details)
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
        is_session = details.code == "SessionNotFound"
        return NotFoundError(operation, details, NotFoundError.session_advice if is_session else None)
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
        return PermissionDeniedError(operation, details, PermissionDeniedError.feature_advice)
    if details.code == "QuotaExceeded":
        return QuotaExceededError(operation, details)
    if "quota" in details.message.lower():
        return QuotaExceededError(operation, details, QuotaExceededError.volume_advice)
    return PermissionDeniedError(operation, details)


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
