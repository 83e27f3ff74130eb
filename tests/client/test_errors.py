"""Errors of the service: the exception type for each status and code, and the message."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_azure_face.client import errors
from pulumi_azure_face.client.errors import FaceError, ThrottledError, UnreachableError, from_response

OPERATION = "read PersonGroup 'staff'"
REQUEST_ID = "6a8b-42"


def error_of(status: int, body: object = b"", **headers: str) -> FaceError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return from_response(OPERATION, status, httpx.Headers({"apim-request-id": REQUEST_ID, **named}), content)


def error_body(code: str, message: str = "Some text.") -> dict[str, object]:
    return {"error": {"code": code, "message": message}}


@pytest.mark.parametrize(
    ("status", "code", "error_type"),
    [
        (400, "BadArgument", errors.InvalidRequestError),
        (400, "InvalidImage", errors.InvalidRequestError),
        (400, "PersonGroupNotFound", errors.InvalidRequestError),
        (401, "Unspecified", errors.AuthenticationError),
        (401, "401", errors.AuthenticationError),
        (403, "QuotaExceeded", errors.QuotaExceededError),
        (403, "UnsupportedFeature", errors.PermissionDeniedError),
        (404, "PersonGroupNotFound", errors.NotFoundError),
        (404, "LargePersonGroupNotFound", errors.NotFoundError),
        (404, "FaceListNotFound", errors.NotFoundError),
        (404, "LargeFaceListNotFound", errors.NotFoundError),
        (404, "PersonNotFound", errors.NotFoundError),
        (404, "PersistedFaceNotFound", errors.NotFoundError),
        (404, "PersonGroupNotTrained", errors.NotTrainedError),
        (404, "LargePersonGroupNotTrained", errors.NotTrainedError),
        (404, "LargeFaceListNotTrained", errors.NotTrainedError),
        (404, "404", errors.UnexpectedResponseError),
        (404, "Resource Not Found", errors.UnexpectedResponseError),
        (404, "NotFound", errors.UnexpectedResponseError),
        (404, "SessionNotFound", errors.NotFoundError),
        (404, "MyOwnPersonGroupNotFound", errors.UnexpectedResponseError),
        (405, "", errors.UnexpectedResponseError),
        (408, "OperationTimeOut", errors.UnreachableError),
        (409, "PersonGroupExists", errors.AlreadyExistsError),
        (409, "LargeFaceListExists", errors.AlreadyExistsError),
        (409, "PersonGroupTrainingNotFinished", errors.OperationInProgressError),
        (409, "ConcurrentOperationConflict", errors.OperationInProgressError),
        (409, "409", errors.UnexpectedResponseError),
        (413, "", errors.InvalidRequestError),
        (415, "BadArgument", errors.InvalidRequestError),
        (418, "Teapot", errors.UnexpectedResponseError),
        (429, "429", errors.ThrottledError),
        (500, "InternalServerError", errors.UnreachableError),
        (501, "NotImplemented", errors.UnexpectedResponseError),
        (502, "", errors.UnreachableError),
        (503, "ServiceUnavailable", errors.UnreachableError),
        (504, "", errors.UnreachableError),
        (505, "", errors.UnexpectedResponseError),
    ],
)
def test_status_and_code_select_the_error_type(status: int, code: str, error_type: type[FaceError]) -> None:
    """Each documented status and code has an error type, and any other response is unexpected."""
    assert type(error_of(status, error_body(code))) is error_type


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        pytest.param(400, error_body("BadArgument"), "400 BadArgument: Some text.", id="code"),
        pytest.param(429, {"error": {"statusCode": 429, "message": "Slow down."}}, "429: Slow down.", id="statusCode"),
        pytest.param(401, error_body("401"), "401: Some text.", id="status as code"),
        pytest.param(403, {"error": {"code": "InvalidRequest", "message": "No.", "innererror": {"code": "UnsupportedFeature"}}}, "403 UnsupportedFeature: No.", id="innererror"),
        pytest.param(400, {"error": {"code": "BadArgument", "innererror": "text"}}, "400 BadArgument", id="innererror as a string"),
        pytest.param(400, {"code": "BadArgument", "message": "Bare."}, "400 BadArgument: Bare.", id="no envelope"),
        pytest.param(400, {"error": {"code": None, "message": None}}, "400", id="nulls"),
        pytest.param(400, {"error": "text"}, "400", id="error as a string"),
        pytest.param(400, [{"code": "BadArgument"}], "400", id="list"),
        pytest.param(400, "text", "400", id="string"),
        pytest.param(400, b"", "400", id="empty"),
        pytest.param(502, b"<html><body>Bad Gateway</body></html>", "502", id="HTML"),
        pytest.param(400, b'\xff\xfe{"error"', "400", id="not UTF-8"),
        pytest.param(400, b"[" * 100_000, "400", id="nested too deeply"),
        pytest.param(400, b'{"a": ' + b"9" * 5000 + b"}", "400", id="number too long"),
    ],
)  # fmt: skip
def test_reason_is_read_from_any_body(status: int, body: object, reason: str) -> None:
    """The reason is read from an error body, and any other body is described by its status."""
    error = error_of(status, body)

    assert (str(error.reason), str(error).rpartition(" (")[2]) == (reason, f"request {REQUEST_ID})")


def test_message_contains_operation_reason_and_advice() -> None:
    """The message contains the operation, the resource, the service's reason, advice, and the request id."""
    assert str(error_of(404, error_body("PersonGroupNotFound", "Person group is not found."))) == (
        "could not read PersonGroup 'staff': 404 PersonGroupNotFound: Person group is not found. "
        "Check the id and the account. If your program declares it, run `pulumi up --refresh` to create it again. "
        "(request 6a8b-42)"
    )


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        pytest.param(401, error_body("Unspecified"), "Check that azure-face:key", id="wrong key"),
        pytest.param(403, error_body("UnsupportedFeature"), "Ask Microsoft", id="not approved"),
        pytest.param(403, error_body("QuotaExceeded"), "upgrade the tier", id="quota"),
        pytest.param(403, {"error": {"statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 2.12 days."}}, "Wait as long", id="call volume"),
        pytest.param(403, b"", "Cognitive Services User", id="no role"),
        pytest.param(404, b"<html>", "Check azure-face:endpoint", id="another server"),
        pytest.param(409, error_body("PersonGroupExists"), "another id", id="id exists"),
        pytest.param(429, error_body("429"), "requestsPerSecond", id="throttled"),
        pytest.param(503, b"", "run the command again", id="service down"),
    ],
)  # fmt: skip
def test_advice_matches_the_error(status: int, body: object, advice: str) -> None:
    """The message ends with the advice for this error and the request id."""
    assert advice in error_of(status, body).advice
    assert str(error_of(status, body)).endswith(f". {error_of(status, body).advice} (request {REQUEST_ID})")


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_redirect_is_an_unexpected_response(status: int) -> None:
    """A redirect is an unexpected response, and the message says that the key was not sent there."""
    error = error_of(status, b"", Location="https://evil.example/")

    assert isinstance(error, errors.UnexpectedResponseError)
    assert "redirects to another address, which must not get the key" in str(error)


@pytest.mark.parametrize("member", ["code", "message", "id"])
def test_long_text_is_shortened(member: str) -> None:
    """A long text in an error body is shortened."""
    long_text = "word " * 2000
    error = {
        "code": lambda: error_of(400, error_body(long_text)),
        "message": lambda: error_of(400, error_body("BadArgument", long_text)),
        "id": lambda: error_of(400, b"", apim_request_id=long_text),
    }[member]()

    assert 250 < len(str(error)) < 500
    assert "..." in str(error)


@settings(deadline=None)
@given(st.text(), st.text(), st.text(max_size=80))
def test_message_is_one_printable_line(code: str, message: str, request_id: str) -> None:
    """A message is one line without control characters, for any body."""
    error = from_response(
        OPERATION, 400, {"apim-request-id": request_id}, json.dumps(error_body(code, message)).encode()
    )

    assert str(error).isprintable()


@pytest.mark.parametrize(
    ("headers", "message", "seconds"),
    [
        pytest.param({"Retry-After": "7"}, "Try again in 26 seconds.", 7.0, id="header over text"),
        pytest.param({"Retry-After": "0.5"}, "", 0.5, id="fraction"),
        pytest.param({}, "Rate limit is exceeded. Try again in 26 seconds.", 26.0, id="text"),
        pytest.param({}, "Operation of tier F0. Please retry after 1 second.", 1.0, id="one second"),
        pytest.param({}, f"{'Many words. ' * 40}Please retry after 9 seconds.", 9.0, id="end of a long text"),
        pytest.param({}, "Try again later.", 1.0, id="no number"),
        pytest.param({"Retry-After": "0"}, "", 1.0, id="zero"),
        pytest.param({"Retry-After": "soon"}, "in 3 seconds", 3.0, id="header without a number"),
        pytest.param({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, "in 3 seconds", 3.0, id="date"),
        pytest.param({"Retry-After": "inf"}, "", 1.0, id="infinite"),
        pytest.param({"Retry-After": "nan"}, "", 1.0, id="not a number"),
        pytest.param({"Retry-After": "-5"}, "", 1.0, id="negative"),
    ],
)
def test_throttled_wait_comes_from_the_header_or_the_text(
    headers: dict[str, str], message: str, seconds: float
) -> None:
    """A throttled caller waits for `Retry-After`, or the seconds in the text, or one second."""
    error = from_response(OPERATION, 429, httpx.Headers(headers), json.dumps(error_body("429", message)).encode())

    assert isinstance(error, ThrottledError)
    assert error.retry_after == seconds


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "4"}, 4.0), ({}, None)], ids=["named", "not named"])
def test_unavailable_service_may_name_a_wait(headers: dict[str, str], seconds: float | None) -> None:
    """A 503 may have succeeded, and its `Retry-After` is the wait if there is one."""
    error = from_response(OPERATION, 503, httpx.Headers(headers), b"in 9 seconds")

    assert isinstance(error, UnreachableError)
    assert (error.retry_after, error.may_have_succeeded) == (seconds, True)
