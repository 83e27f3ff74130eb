"""The table of API calls per version, and calls that the account's version does not have."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, liveness_sessions, training
from pulumi_azure_face.client.api_calls import API_CALLS, VERSIONS, ApiCall
from pulumi_azure_face.client.errors import NotFoundError, UnsupportedOperationError
from pulumi_azure_face.client.events import ON_WARNING
from pulumi_azure_face.client.kinds import FACE_LIST, PERSON_GROUP

from .emulated_service import KEY, EmulatedService, client_for_version

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
SINGLE_MODAL_SESSIONS, SESSIONS = "/detectLiveness/singleModal/sessions", "/detectLiveness-sessions"
SOME_ID = str(UUID(int=1))


@pytest.fixture
async def warnings() -> list[str]:
    """The warnings that the client gives during the test."""
    warnings: list[str] = []
    ON_WARNING.set(warnings.append)
    return warnings


@pytest.mark.parametrize("call", API_CALLS.values(), ids=lambda call: f"{call.resource} {call.verb}")
async def test_table_has_the_calls_of_each_version_of_the_emulator(call: ApiCall, emulated: EmulatedService) -> None:
    """The table names exactly the versions in which the emulator, with its own table, has a call.

    The emulator answers 501 to a call that a version does not have, and anything else to a call that it has.
    """
    other_path = next(iter(call.paths.values()), None) or similar_path(call)
    statuses: dict[str, int] = {}
    async with httpx.AsyncClient(transport=emulated.transport, headers={"Ocp-Apim-Subscription-Key": KEY}) as client:
        for version in VERSIONS:
            path = re.sub(r"\{\w+\}", SOME_ID, call.paths.get(version, other_path))
            response = await client.request(call.method, f"http://localhost/face/{version}/{path}")
            statuses[version] = response.status_code

    assert {version for version, status in statuses.items() if status != 501} == set(call.paths)


def similar_path(call: ApiCall) -> str:
    """Return the path that another kind of container has for a call that this kind does not have."""
    other = next(candidate for candidate in API_CALLS.values() if candidate.verb == call.verb and candidate.paths)
    _, _, suffix = next(iter(other.paths.values())).partition("}")
    return f"{API_CALLS[call.resource, 'get'].paths['v1.2']}{suffix}"


@pytest.mark.parametrize(
    ("configured", "listed", "read"),
    [
        ("v1.0", f"v1.2-preview.1{SINGLE_MODAL_SESSIONS}", f"v1.3-preview.1{SESSIONS}/x"),
        ("v1.1-preview.1", f"v1.1-preview.1{SINGLE_MODAL_SESSIONS}", f"v1.1-preview.1{SINGLE_MODAL_SESSIONS}/x"),
        ("v1.2-preview.1", f"v1.2-preview.1{SINGLE_MODAL_SESSIONS}", f"v1.2-preview.1{SINGLE_MODAL_SESSIONS}/x"),
        ("v1.2", f"v1.2-preview.1{SINGLE_MODAL_SESSIONS}", f"v1.2{SESSIONS}/x"),
        ("v1.3-preview.1", f"v1.2-preview.1{SINGLE_MODAL_SESSIONS}", f"v1.3-preview.1{SESSIONS}/x"),
    ],
)
async def test_missing_call_goes_to_the_newest_version_that_has_it(
    configured: str, listed: str, read: str, emulated: EmulatedService, warnings: list[str]
) -> None:
    """A call goes to the account's version, or to the newest version that has it, with a warning.

    See face-api.md#session-calls.
    """
    client = client_for_version(configured, emulated.transport)
    assert [session async for session in liveness_sessions.listing(with_verify=False).iterate(client)] == []
    for operation in (liveness_sessions.get, liveness_sessions.delete):
        with pytest.raises(NotFoundError):
            await operation(client, "x", with_verify=False)

    requested = [call.removeprefix("/face/") for call in await emulated.paths()]
    other_paths = [path for path in (listed, read, read) if not path.startswith(f"{configured}/")]
    assert requested == [listed, read, read]
    assert len(warnings) == len(other_paths)
    assert all(f"API version {configured} has no" in warning for warning in warnings)


async def test_other_version_is_reported_once_per_call(emulated: EmulatedService, warnings: list[str]) -> None:
    """The warning about another version is given once for each call."""
    client = client_for_version("v1.2", emulated.transport)
    for with_verify in (False, True, False, True):
        await liveness_sessions.listing(with_verify).page(client)

    assert warnings == [
        f"API version v1.2 has no GET {SINGLE_MODAL_SESSIONS}: using v1.2-preview.1 instead",
        "API version v1.2 has no GET /detectLivenessWithVerify/singleModal/sessions: using v1.2-preview.1 instead",
    ]


@pytest.mark.parametrize("version", VERSIONS)
async def test_container_calls_use_the_configured_version(
    version: str, emulated: EmulatedService, warnings: list[str]
) -> None:
    """A call that every version has goes to the configured version without a warning."""
    client = client_for_version(version, emulated.transport)
    await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
    await training.submit(client, PERSON_GROUP, "staff", None)

    assert await emulated.paths() == [
        f"/face/{version}/persongroups/staff",
        f"/face/{version}/persongroups/staff/train",
    ]
    assert warnings == []


async def test_call_that_no_version_has_is_an_error_without_a_request(
    emulated: EmulatedService, client: AccountClient
) -> None:
    """A call that no version has raises an error of one line, and no request is sent."""
    with pytest.raises(UnsupportedOperationError) as error:
        await training.status(client, FACE_LIST, "mine")

    assert str(error.value) == (
        "could not read the training of FaceList 'mine': no version of the API has this call. "
        "See docs/api-versions.md for the calls of each version."
    )
    assert await emulated.calls() == []


def test_docs_page_matches_the_table() -> None:
    """docs/api-versions.md is the output of the tool for the current table."""
    result = subprocess.run(
        [sys.executable, ROOT / "tools" / "api_versions.py"], capture_output=True, text=True, check=True
    )

    assert (ROOT / "docs" / "api-versions.md").read_text() == result.stdout
