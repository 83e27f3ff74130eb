"""A service that rejects a request for a while and names the time to wait."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.errors import UnreachableError
from pulumi_azure_face.client.kinds import FACE_LIST, KINDS
from pulumi_azure_face.lifecycle.base import PartialFailureError

from ..helpers import programs
from ..helpers.account import Account
from ..helpers.lifecycles import AnyLifecycle, face, gallery, person, training
from ..helpers.photo_folders import photo, write_photos
from ..helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

PostedResource = tuple[AnyLifecycle, dict[str, Any]]


@pytest.fixture(params=["person", "face", "face without a tag", "gallery", "training"])
async def posted_resource(request: pytest.FixtureRequest, account: Account, tmp_path: Path) -> PostedResource:
    """A resource that is created with a POST, with its container."""
    (tmp_path / "ann.jpg").write_bytes(photo(1))
    programs_by_name: dict[str, PostedResource] = {
        "person": (person, programs.person()),
        "face": (face, programs.face(tmp_path / "ann.jpg")),
        "face without a tag": (face, programs.face(tmp_path / "ann.jpg", FACE_LIST, user_data="text")),
        "gallery": (gallery, programs.gallery(write_photos(tmp_path / "photos", {"ann": (1,)}))),
        "training": (training, programs.training()),
    }
    posted = programs_by_name[request.param]
    kind = KINDS[posted[1]["kind"]]
    await account.create(kind)
    await account.add_content(kind)
    await account.clear_requests()
    return posted


async def reject_posts(account: Account, seconds: float, times: int) -> None:
    """Answer a POST with 503 and `Retry-After`."""
    await account.add_rule(method="POST", status=503, headers={"Retry-After": str(seconds)}, times=times)


async def test_retry_after_delays_all_requests(account: Account, posted_resource: PostedResource) -> None:
    """No request is sent before the time in `Retry-After`, neither an attempt nor a lookup."""
    lifecycle, program = posted_resource
    await reject_posts(account, 0.2, times=2)

    await Resource(lifecycle, account).up(**program)

    log = (await account.admin.get("/requests")).json()
    pauses = [
        following["time"] - rejected["time"] for rejected, following in pairwise(log) if rejected["status"] == 503
    ]
    assert len(pauses) == 2
    assert min(pauses) >= 0.19


async def test_retry_after_beyond_the_deadline_raises_the_error(
    account: Account, posted_resource: PostedResource
) -> None:
    """A wait beyond the deadline is not started, and the error is that of the service."""
    lifecycle, program = posted_resource
    await reject_posts(account, 60.0, times=5)

    with pytest.raises((UnreachableError, PartialFailureError), match="503"):
        await Resource(lifecycle, account).up(20.0, **program)

    assert len(await account.writes()) == 1
