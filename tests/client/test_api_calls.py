"""Which version has which call, and what becomes of a call that the account's version lacks."""

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

from .emulated_service import KEY, Emulated, client_at

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
MODAL, FLAT = "/detectLiveness/singleModal/sessions", "/detectLiveness-sessions"
SOME_ID = str(UUID(int=1))


@pytest.fixture
async def notices() -> list[str]:
    """What is said while the test runs."""
    said: list[str] = []
    ON_WARNING.set(said.append)
    return said


@pytest.mark.parametrize("call", API_CALLS.values(), ids=lambda call: f"{call.subject} {call.verb}")
async def test_the_table_is_the_services(call: ApiCall, emulated: Emulated) -> None:
    """The emulator, whose table is its own, has a call in exactly the versions that ours names, and at that path.

    What a version lacks is answered 501 there; what it has, in whatever other way.
    """
    elsewhere = next(iter(call.paths.values()), None) or nearest(call)
    answers: dict[str, int] = {}
    async with httpx.AsyncClient(transport=emulated.transport, headers={"Ocp-Apim-Subscription-Key": KEY}) as client:
        for version in VERSIONS:
            path = re.sub(r"\{\w+\}", SOME_ID, call.paths.get(version, elsewhere))
            answer = await client.request(call.method, f"http://localhost/face/{version}/{path}")
            answers[version] = answer.status_code

    assert {version for version, status in answers.items() if status != 501} == set(call.paths)


def nearest(call: ApiCall) -> str:
    """The path that another kind of container has for a call that this one's has not."""
    other = next(one for one in API_CALLS.values() if one.verb == call.verb and one.paths)
    _, _, below = next(iter(other.paths.values())).partition("}")
    return f"{API_CALLS[call.subject, 'get'].paths['v1.2']}{below}"


@pytest.mark.parametrize(
    ("configured", "listed", "read"),
    [
        ("v1.0", f"v1.2-preview.1{MODAL}", f"v1.3-preview.1{FLAT}/x"),
        ("v1.1-preview.1", f"v1.1-preview.1{MODAL}", f"v1.1-preview.1{MODAL}/x"),
        ("v1.2-preview.1", f"v1.2-preview.1{MODAL}", f"v1.2-preview.1{MODAL}/x"),
        ("v1.2", f"v1.2-preview.1{MODAL}", f"v1.2{FLAT}/x"),
        ("v1.3-preview.1", f"v1.2-preview.1{MODAL}", f"v1.3-preview.1{FLAT}/x"),
    ],
)
async def test_where_sessions_are_asked_for(
    configured: str, listed: str, read: str, emulated: Emulated, notices: list[str]
) -> None:
    """Each call goes to the account's version, else to the newest that has it, and then that is said
    (face-api.md#session-calls).
    """
    client = client_at(configured, emulated.transport)
    assert [one async for one in liveness_sessions.listing(with_verify=False).iterate(client)] == []
    for act in (liveness_sessions.get, liveness_sessions.delete):
        with pytest.raises(NotFoundError):
            await act(client, "x", with_verify=False)

    asked = [call.removeprefix("/face/") for call in await emulated.paths()]
    elsewhere = [path for path in (listed, read, read) if not path.startswith(f"{configured}/")]
    assert asked == [listed, read, read]
    assert len(notices) == len(elsewhere)
    assert all(f"API version {configured} has no" in notice for notice in notices)


async def test_another_version_is_named_once(emulated: Emulated, notices: list[str]) -> None:
    """However often a call goes elsewhere, that is said once for each call."""
    client = client_at("v1.2", emulated.transport)
    for with_verify in (False, True, False, True):
        await liveness_sessions.listing(with_verify).page(client)

    assert notices == [
        f"API version v1.2 has no GET {MODAL}: v1.2-preview.1 is asked instead",
        "API version v1.2 has no GET /detectLivenessWithVerify/singleModal/sessions: v1.2-preview.1 is asked instead",
    ]


@pytest.mark.parametrize("version", VERSIONS)
async def test_containers_are_at_home_in_every_version(version: str, emulated: Emulated, notices: list[str]) -> None:
    """What every version has goes to the one that is set, and nothing needs to be said."""
    client = client_at(version, emulated.transport)
    await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
    await training.submit(client, PERSON_GROUP, "staff", None)

    assert await emulated.paths() == [
        f"/face/{version}/persongroups/staff",
        f"/face/{version}/persongroups/staff/train",
    ]
    assert notices == []


async def test_what_no_version_has(emulated: Emulated, client: AccountClient) -> None:
    """A call that does not exist is an error of one line, and nothing is asked."""
    with pytest.raises(UnsupportedOperationError) as refused:
        await training.status(client, FACE_LIST, "mine")

    assert str(refused.value) == "could not read the training of FaceList 'mine': no version of the API has this call"
    assert await emulated.calls() == []


def test_the_page_of_the_docs_is_current() -> None:
    """docs/api-versions.md is what the table gives."""
    printed = subprocess.run(
        [sys.executable, ROOT / "tools" / "api_versions.py"], capture_output=True, text=True, check=True
    )

    assert (ROOT / "docs" / "api-versions.md").read_text() == printed.stdout
