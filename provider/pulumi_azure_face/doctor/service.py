"""The replies of the service: whether it is the Face service, whom it lets in, and which versions it has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pulumi_azure_face.client.api import containers
from pulumi_azure_face.client.api_calls import VERSIONS
from pulumi_azure_face.client.errors import (
    AuthenticationError,
    ErrorDetails,
    FaceError,
    PermissionDeniedError,
    QuotaExceededError,
    ThrottledError,
    UnexpectedResponseError,
    UnreachableError,
)
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.kinds import PERSON_GROUP
from pulumi_azure_face.client.schemas import Container, parse

from .account_settings import ENDPOINT_CURE
from .examination import Examination
from .probe import Probe, with_query
from .results import RUN_AGAIN, Result, failure, ok, reason_of, warning

MAX_CLOCK_SKEW, SERIOUS_CLOCK_SKEW = 60.0, 300.0  # seconds; tokens of Entra ID are rejected from five minutes on
REGION_ADVICE = "A key is for one Face resource and its region only."  # face-api.md#auth-key-region-bound


def first_request() -> Request:
    return with_query(containers.listing(PERSON_GROUP).request, top="1")


async def check_service(examination: Examination) -> Result:
    """Send the first request. A rejection is a reply of the Face service too, and the next checks explain it."""
    examination.probe = probe = Probe(examination.account, examination.auth, examination.request.timeout)
    request = first_request()
    try:
        response = await probe.get(request)
        parse(list[Container], response, request.operation)
        examination.reply = response
    except UnexpectedResponseError as error:
        return failure(f"{examination.endpoint} is not the Face service: {reason_of(error)}", ENDPOINT_CURE)
    except UnreachableError as error:
        return unreachable(examination, error)
    except FaceError as error:
        examination.reply = error
        return ok(f"the Face service answers, with {summary(error)}")
    return ok(f"the Face service answers with API {examination.account.api_version}")


def unreachable(examination: Examination, error: UnreachableError) -> Result:
    if isinstance(error.reason, ErrorDetails):
        return failure(
            f"the service fails: {reason_of(error)}", "Check the Azure status page, and run the command again later."
        )
    return failure(
        f"{examination.endpoint} accepts connections but does not send a valid response: {error.reason}",
        f"Check any proxy, and that this is the endpoint of a Face resource. {ENDPOINT_CURE}",
    )


def summary(error: FaceError) -> str:
    details = error.reason
    return f"{details.status} {details.code}".rstrip() if isinstance(details, ErrorDetails) else details


async def check_clock(examination: Examination) -> Result:
    date = reply_headers(examination).get("date")
    try:
        there = parsedate_to_datetime(date or "")
    except ValueError:
        return ok("not checked: the response has no valid Date header")
    here = datetime.now(UTC)
    seconds = (here - there.replace(tzinfo=there.tzinfo or UTC)).total_seconds()
    if abs(seconds) <= MAX_CLOCK_SKEW:
        return ok("this machine and the service differ by less than a minute")
    way = "ahead of" if seconds > 0 else "behind"
    message = f"the clock of this machine is {duration(abs(seconds))} {way} the clock of the service"
    cure = "Synchronize the clock (NTP): tokens and certificates depend on it."
    return failure(message, cure) if abs(seconds) >= SERIOUS_CLOCK_SKEW else warning(message, cure)


def duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds < 2 * 3600 else f"{seconds / 3600:.0f} h"


def reply_headers(examination: Examination) -> Mapping[str, str]:
    assert examination.probe is not None
    return examination.probe.last_headers


async def check_authorization(examination: Examination) -> Result:
    who = "the key" if examination.account.key else "the Entra ID token"
    error = examination.reply
    if isinstance(error, AuthenticationError):
        cure = f"{error.advice} {REGION_ADVICE}" if examination.account.key else "Check tenant and custom subdomain."
        return failure(f"{who} is rejected: {reason_of(error)}", cure)
    if isinstance(error, QuotaExceededError):
        return failure(f"{who} is accepted, but the quota is exceeded: {reason_of(error)}", error.advice)
    if isinstance(error, PermissionDeniedError) and error.code != "UnsupportedFeature":
        return failure(f"{who} is valid but may not read the account: {reason_of(error)}", error.advice)
    if isinstance(error, FaceError) and not isinstance(error, (PermissionDeniedError, ThrottledError)):
        return failure(f"could not read the account: {reason_of(error)}", error.advice or RUN_AGAIN)
    return ok(f"{who} is accepted")


async def check_approval(examination: Examination) -> Result:
    error = examination.reply
    if isinstance(error, PermissionDeniedError):
        return failure(
            f"the Face resource has no Limited Access approval: {reason_of(error)}",
            f"{PermissionDeniedError.feature_advice} The form is at https://aka.ms/facerecognition",
        )
    # face-api.md#open-limited-access
    return ok("reading containers is allowed; whether identify and verify are approved is not checked")


async def check_versions(examination: Examination) -> Result:
    assert examination.probe is not None
    refused: dict[str, FaceError] = {}
    for version in VERSIONS:
        try:
            await examination.probe.get(first_request(), version)
        except FaceError as error:
            refused[version] = error
    answering = [version for version in VERSIONS if version not in refused]
    own = examination.account.api_version
    if own in refused:
        return failure(
            f"the configured API version {own} fails: {summary(refused[own])}; "
            f"these work: {', '.join(answering) or 'none'}",
            "Set azure-face:apiVersion (or AZURE_FACE_API_VERSION) to a version that works.",
        )
    without = "".join(f"; {version} fails ({summary(error)})" for version, error in refused.items())
    return ok(f"{', '.join(answering)} work{without}; {own} is configured")
