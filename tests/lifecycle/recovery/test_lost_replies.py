"""A service that refuses for a while what must not be done twice, and says how long."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from pulumi_azure_face.client.errors import UnreachableError
from pulumi_azure_face.client.kinds import FACE_LIST, KINDS
from pulumi_azure_face.lifecycle import face, gallery, person, training
from pulumi_azure_face.lifecycle.base import PartialFailureError

from .. import programs
from ..account import Account
from ..photo_folders import photo, write
from ..simulated_engine import Resource

pytestmark = pytest.mark.anyio

Declared = tuple[ModuleType, dict[str, Any]]


@pytest.fixture(params=["person", "face", "face that cannot be marked", "gallery", "training"])
async def declared(request: pytest.FixtureRequest, account: Account, tmp_path: Path) -> Declared:
    """What is brought about by a POST, and a container for it."""
    (tmp_path / "ann.jpg").write_bytes(photo(1))
    things: dict[str, Declared] = {
        "person": (person, programs.person()),
        "face": (face, programs.face(tmp_path / "ann.jpg")),
        "face that cannot be marked": (face, programs.face(tmp_path / "ann.jpg", FACE_LIST, user_data="a text")),
        "gallery": (gallery, programs.gallery(write(tmp_path / "photos", {"ann": (1,)}))),
        "training": (training, programs.training()),
    }
    thing = things[request.param]
    kind = KINDS[thing[1]["kind"]]
    await account.create(kind)
    await account.add_content(kind)
    await account.forget_requests()
    return thing


async def refuse(account: Account, seconds: float, times: int) -> None:
    """Answer a POST with 503 and a time to wait."""
    await account.rule(method="POST", status=503, headers={"Retry-After": str(seconds)}, times=times)


async def test_the_time_that_a_service_names(account: Account, declared: Declared) -> None:
    """Nothing is asked before it is up, neither once more nor what has come of it."""
    lifecycle, program = declared
    await refuse(account, 0.2, times=2)

    await Resource(lifecycle, account).up(**program)

    log = (await account.admin.get("/requests")).json()
    pauses = [later["time"] - refused["time"] for refused, later in pairwise(log) if refused["status"] == 503]
    assert len(pauses) == 2
    assert min(pauses) >= 0.19


async def test_a_time_beyond_the_deadline(account: Account, declared: Declared) -> None:
    """It is not waited for: what is told is the real trouble."""
    lifecycle, program = declared
    await refuse(account, 60.0, times=5)

    with pytest.raises((UnreachableError, PartialFailureError), match="503"):
        await Resource(lifecycle, account).up(20.0, **program)

    assert len(await account.writes()) == 1
