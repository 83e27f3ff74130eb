"""What an answer of the service means: the type that decides, and the one line that is read."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_azure_face.client import errors
from pulumi_azure_face.client.errors import FaceError, ThrottledError, UnreachableError, from_response

TRIED = "read PersonGroup 'staff'"
REQUEST_ID = "6a8b-42"


def error_of(status: int, body: object = b"", **headers: str) -> FaceError:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return from_response(TRIED, status, httpx.Headers({"apim-request-id": REQUEST_ID, **named}), content)


def coded(code: str, message: str = "Some text.") -> dict[str, object]:
    return {"error": {"code": code, "message": message}}


@pytest.mark.parametrize(
    ("status", "code", "kind"),
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
def test_the_type_carries_the_decision(status: int, code: str, kind: type[FaceError]) -> None:
    """Each status and code of the catalogue has one type; what is not in it did not come from this service."""
    assert type(error_of(status, coded(code))) is kind


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        pytest.param(400, coded("BadArgument"), f"400 BadArgument: Some text. (request {REQUEST_ID})", id="code"),
        pytest.param(429, {"error": {"statusCode": 429, "message": "Slow down."}}, f"429: Slow down. (request {REQUEST_ID})", id="statusCode"),
        pytest.param(401, coded("401"), f"401: Some text. (request {REQUEST_ID})", id="the status as the code"),
        pytest.param(403, {"error": {"code": "InvalidRequest", "message": "No.", "innererror": {"code": "UnsupportedFeature"}}}, f"403 UnsupportedFeature: No. (request {REQUEST_ID})", id="innererror"),
        pytest.param(400, {"error": {"code": "BadArgument", "innererror": "text"}}, f"400 BadArgument (request {REQUEST_ID})", id="innererror as text"),
        pytest.param(400, {"code": "BadArgument", "message": "Bare."}, f"400 BadArgument: Bare. (request {REQUEST_ID})", id="no envelope"),
        pytest.param(400, {"error": {"code": None, "message": None}}, f"400 (request {REQUEST_ID})", id="nulls"),
        pytest.param(400, {"error": "text"}, f"400 (request {REQUEST_ID})", id="error as text"),
        pytest.param(400, [{"code": "BadArgument"}], f"400 (request {REQUEST_ID})", id="a list"),
        pytest.param(400, "text", f"400 (request {REQUEST_ID})", id="a string"),
        pytest.param(400, b"", f"400 (request {REQUEST_ID})", id="empty"),
        pytest.param(502, b"<html><body>Bad Gateway</body></html>", f"502 (request {REQUEST_ID})", id="HTML"),
        pytest.param(400, b'\xff\xfe{"error"', f"400 (request {REQUEST_ID})", id="not UTF-8"),
        pytest.param(400, b"[" * 100_000, f"400 (request {REQUEST_ID})", id="too deep"),
        pytest.param(400, b'{"a": ' + b"9" * 5000 + b"}", f"400 (request {REQUEST_ID})", id="a number too long"),
    ],
)  # fmt: skip
def test_every_shape_of_body(status: int, body: object, said: str) -> None:
    """Any body is read as far as it is an error of the service; any other is named by its status."""
    assert str(error_of(status, body).reason) == said


def test_the_line_as_a_whole() -> None:
    """It says what was tried, on what, what the service said, and what to do next."""
    assert str(error_of(404, coded("PersonGroupNotFound", "Person group is not found."))) == (
        "could not read PersonGroup 'staff': 404 PersonGroupNotFound: Person group is not found. (request 6a8b-42). "
        "It is not in the account; what a program declares is made again by `pulumi up --refresh`."
    )


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        pytest.param(401, coded("Unspecified"), "Check the key", id="a wrong key"),
        pytest.param(403, coded("UnsupportedFeature"), "ask Microsoft", id="not approved"),
        pytest.param(403, coded("QuotaExceeded"), "raise the tier", id="full"),
        pytest.param(403, {"error": {"statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 2.12 days."}}, "wait for the time", id="volume"),
        pytest.param(403, b"", "Cognitive Services User", id="no role"),
        pytest.param(404, b"<html>", "Check azure-face:endpoint", id="another server"),
        pytest.param(409, coded("PersonGroupExists"), "another id", id="taken"),
        pytest.param(429, coded("429"), "requestsPerSecond", id="too fast"),
        pytest.param(503, b"", "run it again", id="down"),
    ],
)  # fmt: skip
def test_what_to_do_next(status: int, body: object, advice: str) -> None:
    """The last sentence is about this trouble and no other."""
    assert advice in str(error_of(status, body)).rpartition(". ")[0] + error_of(status, body).advice
    assert str(error_of(status, body)).endswith(error_of(status, body).advice)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_a_redirect(status: int) -> None:
    """The endpoint redirects: that is said, and that the key was not sent on."""
    error = error_of(status, b"", Location="https://evil.example/")

    assert isinstance(error, errors.UnexpectedResponseError)
    assert "redirects elsewhere, and the key is not sent there" in str(error)


@pytest.mark.parametrize("member", ["code", "message", "id"])
def test_long_text_is_cut(member: str) -> None:
    """A page of text in an error does not fill the screen."""
    long = "word " * 2000
    error = {
        "code": lambda: error_of(400, coded(long)),
        "message": lambda: error_of(400, coded("BadArgument", long)),
        "id": lambda: error_of(400, b"", apim_request_id=long),
    }[member]()

    assert 250 < len(str(error)) < 500
    assert "..." in str(error)


@settings(deadline=None)
@given(st.text(), st.text(), st.text(max_size=80))
def test_one_line_of_plain_text(code: str, message: str, request_id: str) -> None:
    """Whatever the other side sends, an error is one line without control characters."""
    error = from_response(TRIED, 400, {"apim-request-id": request_id}, json.dumps(coded(code, message)).encode())

    assert str(error).isprintable()


@pytest.mark.parametrize(
    ("headers", "message", "seconds"),
    [
        pytest.param({"Retry-After": "7"}, "Try again in 26 seconds.", 7.0, id="the header over the text"),
        pytest.param({"Retry-After": "0.5"}, "", 0.5, id="a fraction"),
        pytest.param({}, "Rate limit is exceeded. Try again in 26 seconds.", 26.0, id="the text"),
        pytest.param({}, "Operation of tier F0. Please retry after 1 second.", 1.0, id="one second"),
        pytest.param({}, f"{'Many words. ' * 40}Please retry after 9 seconds.", 9.0, id="the end of a long text"),
        pytest.param({}, "Try again later.", 1.0, id="no number"),
        pytest.param({"Retry-After": "0"}, "", 1.0, id="at once would be a storm"),
        pytest.param({"Retry-After": "soon"}, "in 3 seconds", 3.0, id="a header without a number"),
        pytest.param({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, "in 3 seconds", 3.0, id="a date"),
        pytest.param({"Retry-After": "inf"}, "", 1.0, id="for ever"),
        pytest.param({"Retry-After": "nan"}, "", 1.0, id="not a number"),
        pytest.param({"Retry-After": "-5"}, "", 1.0, id="before now"),
    ],
)
def test_how_long_a_throttled_caller_waits(headers: dict[str, str], message: str, seconds: float) -> None:
    """`Retry-After` counts, else the seconds in the text, else one."""
    error = from_response(TRIED, 429, httpx.Headers(headers), json.dumps(coded("429", message)).encode())

    assert isinstance(error, ThrottledError)
    assert error.retry_after == seconds


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "4"}, 4.0), ({}, None)], ids=["named", "not named"])
def test_how_long_a_server_in_trouble_wants(headers: dict[str, str], seconds: float | None) -> None:
    """A 503 may name a time; without one the pause is ours. The work may have been done."""
    error = from_response(TRIED, 503, httpx.Headers(headers), b"in 9 seconds")

    assert isinstance(error, UnreachableError)
    assert (error.retry_after, error.may_have_succeeded) == (seconds, True)
