"""What the service refuses in the middle of an enrolment: one clear line, what was reached is kept, and the next run
goes on from there.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import anyio
import pytest

from pulumi_azure_face.client.errors import (
    AuthenticationError,
    DeadlineExceededError,
    InvalidRequestError,
    NotFoundError,
    OperationInProgressError,
    PermissionDeniedError,
    QuotaExceededError,
    ThrottledError,
    UnreachableError,
)
from pulumi_azure_face.client.kinds import PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle import gallery
from pulumi_azure_face.lifecycle.base import PartialFailureError

from . import programs
from .account import Account
from .photo_folders import Persons, expected, for_kind, photo, write
from .simulated_engine import Resource

pytestmark = pytest.mark.anyio

DECLARED: Persons = {"ann": (1, 2), "bob": (3,), "cy": (4, 5)}
BAD = {"status": 400, "error": {"code": "InvalidImage", "message": "No face detected in the image."}}
ADD = {"method": "POST", "path": ".*/persistedfaces"}


@pytest.fixture
async def resource(account: Account, kind: Kind) -> Resource:
    """A gallery yet to be made, in an empty container."""
    await account.create(kind)
    return Resource(gallery, account)


@pytest.fixture
def program(kind: Kind, tmp_path: Path) -> dict[str, Any]:
    return programs.gallery(write(tmp_path / "photos", for_kind(kind, DECLARED)), kind)


async def unfinished(resource: Resource, program: dict[str, Any], allowed: float | None = None) -> PartialFailureError:
    with pytest.raises(PartialFailureError) as half:
        await resource.up(allowed, **program)
    assert "\n" not in str(half.value)
    return half.value


# --- images -----------------------------------------------------------------------------------------------------------


async def test_all_bad_images_are_told_in_one_line(
    account: Account, resource: Resource, program: dict[str, Any]
) -> None:
    """The others are enrolled; every bad one is named with the service's word, and what was reached is kept."""
    await account.rule(**ADD, times=2, **BAD)

    half = await unfinished(resource, program)

    assert isinstance(half.reason, InvalidRequestError)
    line = str(half)
    assert "2 of the photos cannot be used: " in line
    assert line.count("InvalidImage") == line.count(".jpg' (400") == 2
    assert half.resource.state["face_count"] == 3
    assert half.resource.id == f"staff/{half.resource.state['mark']}"


async def test_the_next_run_takes_up_only_the_bad_ones(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """Whether or not they were corrected: nobody else is enrolled again, and the good end is the declared set."""
    await account.rule(**ADD, times=2, **BAD)
    await unfinished(resource, program)
    await account.next_run()
    await account.forget_requests()

    assert await resource.up(**program) == "updated"

    assert [request.split()[0] for request in await account.writes()] == ["POST", "POST"]
    assert await account.gallery_content(kind) == expected(for_kind(kind, DECLARED))
    assert await resource.up(**program) == "unchanged"


async def test_a_bad_image_may_be_taken_away(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, tmp_path: Path
) -> None:
    """Without the photo that the service refuses there is nothing left to enrol."""
    await resource.up(**program)
    await account.rule(**ADD, times=None, **BAD)
    more, less = {**DECLARED, "ann": (1, 2, 9)}, for_kind(kind, DECLARED)
    write(tmp_path / "photos", for_kind(kind, more))
    await unfinished(resource, program)

    write(tmp_path / "photos", less)

    assert await resource.up(**program) == "updated"
    assert await account.gallery_content(kind) == expected(less)
    assert await resource.up(**program) == "unchanged"


async def test_a_bad_image_and_a_lost_reply(account: Account, resource: Resource, program: dict[str, Any]) -> None:
    """The look that follows a lost reply does not try the bad image again, nor forget it."""
    await account.rule(**ADD, **BAD)
    await account.rule(**ADD, drop=True)

    half = await unfinished(resource, program)

    assert "1 of the photos cannot be used: " in str(half)
    assert half.resource.state["face_count"] == 4
    posts = [request for request in await account.writes() if request.endswith("/persistedfaces")]
    assert len(posts) == 5


async def test_many_bad_images_are_counted(account: Account, tmp_path: Path) -> None:
    """So many are named as can be read, the rest is a number."""
    await account.create(PERSON_GROUP)
    source = write(tmp_path / "photos", {f"p{n}": (n,) for n in range(103)})
    await account.rule(**ADD, times=None, **BAD)

    half = await unfinished(Resource(gallery, account), programs.gallery(source))

    assert "103 of the photos cannot be used: " in str(half)
    assert str(half).count(".jpg'") == 100
    assert "; and 3 more" in str(half)


async def test_a_bad_image_with_a_name_in_an_old_encoding(account: Account, tmp_path: Path) -> None:
    """A file name that is no Unicode can still be told: the line is text that can be sent."""
    await account.create(PERSON_GROUP)
    source = write(tmp_path / "photos", {"ann": (1,)})
    (source / "ann" / "1.jpg").rename(os.fsdecode(os.fsencode(source) + b"/ann/M\xfcller.jpg"))
    await account.rule(**ADD, **BAD)

    half = await unfinished(Resource(gallery, account), programs.gallery(source))

    assert b"M\\udcfcller.jpg' (400" in str(half).encode()


async def test_a_photo_that_changes_while_it_is_read(account: Account, tmp_path: Path) -> None:
    """Bytes that are not those of the plan are not enrolled under its mark."""
    await account.create(PERSON_GROUP)
    source = write(tmp_path / "photos", {"ann": (1,)})
    resource = Resource(gallery, account)
    await account.rule(method="POST", path=".*/persons", delay=0.05)

    async def change() -> None:
        await account.wait_for_hit()
        (source / "ann" / "1.jpg").write_bytes(photo(2))

    async with anyio.create_task_group() as others:
        others.start_soon(change)
        half = await unfinished(resource, programs.gallery(source))

    assert "changed while it was read" in str(half)
    assert await resource.up(**programs.gallery(source)) == "updated"
    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (2,)})


async def test_photos_that_change_between_plan_and_work(account: Account, tmp_path: Path) -> None:
    """What was checked is not what is there: nothing is done, and the line says why."""
    await account.create(PERSON_GROUP)
    source = write(tmp_path / "photos", {"ann": (1,)})
    inputs = gallery.check({}, programs.gallery(source)).inputs
    write(source, {"ann": (2,)})
    await account.forget_requests()

    with pytest.raises(InvalidRequestError, match="they changed while `pulumi up` was running"):
        await gallery.create(inputs, account.call())
    assert await account.requests() == []


async def test_photos_that_go_between_plan_and_work(account: Account, tmp_path: Path) -> None:
    """A source that vanished is told in one line."""
    inputs = gallery.check({}, programs.gallery(write(tmp_path / "photos", {"ann": (1,)}))).inputs
    (tmp_path / "photos").rename(tmp_path / "moved")

    with pytest.raises(InvalidRequestError, match="must be a folder; there is nothing at"):
        await gallery.create(inputs, account.call())


# --- the account ------------------------------------------------------------------------------------------------------

ENDS = [
    pytest.param(
        {
            "status": 403,
            "error": {"statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 2 days."},
        },
        QuotaExceededError,
        "call volume of the plan is used up",
        id="call volume",
    ),
    pytest.param(
        {"status": 403, "error": {"code": "QuotaExceeded", "message": "persons at the limit"}},
        QuotaExceededError,
        "Delete what is not needed or raise the tier",
        id="quota",
    ),
    pytest.param(
        {"status": 403, "error": {"code": "UnsupportedFeature", "message": "not approved"}},
        PermissionDeniedError,
        "ask Microsoft for access",
        id="not approved",
    ),
    pytest.param(
        {"status": 401, "error": {"code": "401", "message": "Access denied"}},
        AuthenticationError,
        "Check the key",
        id="401",
    ),
    pytest.param(
        {"status": 404, "error": {"code": "ResourceNotFound", "message": "?"}},
        Exception,
        "Check azure-face:endpoint",
        id="another 404",
    ),
]


@pytest.mark.parametrize("after", [0, 1, 3], ids=["at the first write", "at the second", "at the fourth"])
@pytest.mark.parametrize(("trouble", "error", "advice"), ENDS)
async def test_a_refusal_in_the_middle(
    account: Account,
    resource: Resource,
    program: dict[str, Any],
    kind: Kind,
    trouble: dict[str, Any],
    error: type[Exception],
    advice: str,
    after: int,
) -> None:
    """It ends the run in one line with what to do; the resource is unfinished, and the next run finishes it."""
    await account.rule(method="POST", times=None, skip=after, **trouble)

    half = await unfinished(resource, program)

    assert isinstance(half.reason, error)
    assert advice in str(half)
    assert half.resource.state["digest"] == ""
    assert "fingerprint" not in half.resource.state
    await account.next_run()
    assert await resource.has_changes(**program)
    assert await resource.up(**program) == "updated"
    assert await account.gallery_content(kind) == expected(for_kind(kind, DECLARED))


async def test_an_unfinished_update_has_a_new_revision(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, tmp_path: Path
) -> None:
    """Something may have been written, so a training must follow, even when the next run finds nothing left to do."""
    await resource.up(**program)
    before = resource.state
    write(tmp_path / "photos", for_kind(kind, {**DECLARED, "dee": (9,)}))
    await account.rule(method="POST", times=None, status=403)
    half = await unfinished(resource, program)
    await account.next_run()
    write(tmp_path / "photos", for_kind(kind, DECLARED))

    assert await resource.up(**program) == "updated"

    assert before["revision"] != half.resource.state["revision"]
    assert resource.state["revision"] != before["revision"]
    assert half.resource.state["face_count"] == before["face_count"]


async def test_a_refusal_before_anything_was_written_is_no_unfinished_thing(
    account: Account, resource: Resource, program: dict[str, Any]
) -> None:
    """What was never begun is an error and no resource."""
    await account.rule(method="GET", times=None, status=401)

    with pytest.raises(AuthenticationError):
        await resource.up(**program)
    assert resource.id is None


async def test_a_container_that_goes_in_the_middle(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """The line names the container and what to do."""
    missing = {"status": 404, "error": {"code": f"{kind.name}NotFound", "message": "gone"}}
    await account.rule(method="POST", times=None, skip=1, **missing)

    half = await unfinished(resource, program)

    assert isinstance(half.reason, NotFoundError)
    assert f"{kind.name} 'staff'" in str(half)
    assert "pulumi up --refresh" in str(half)


async def test_a_container_that_is_not_there(account: Account, program: dict[str, Any]) -> None:
    """Nothing is written, and the error is what it is."""
    with pytest.raises(NotFoundError):
        await Resource(gallery, account).up(**program)


async def test_a_storm_of_429_is_weathered(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """Being throttled is never a failed attempt, however often: everything is enrolled, each photo once."""
    busy = {
        "status": 429,
        "error": {"statusCode": 429, "message": "Rate limit is exceeded."},
        "headers": {"Retry-After": "0.01"},
    }
    await account.rule(times=40, **busy)

    assert await resource.up(**program) == "created"

    assert await account.gallery_content(kind) == expected(for_kind(kind, DECLARED))


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        pytest.param(
            {"status": 429, "headers": {"Retry-After": "0.02"}}, (ThrottledError, DeadlineExceededError), id="429"
        ),
        pytest.param(
            {"status": 409, "error": {"code": "ConcurrentOperationConflict", "message": "busy"}},
            (OperationInProgressError, DeadlineExceededError),
            id="busy",
        ),
        pytest.param({"delay": 60, "before": True}, DeadlineExceededError, id="no answer in time"),
    ],
)
async def test_an_enrolment_that_takes_too_long(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, trouble: dict[str, Any], error: Any
) -> None:
    """When the time allowed is up in the middle, what was reached is kept as unfinished and the next run goes on."""
    await account.rule(method="POST", times=None, skip=2, **trouble)

    half = await unfinished(resource, program, 0.4)

    assert isinstance(half.reason, error)
    assert half.resource.state["digest"] == ""
    await account.next_run()
    assert await resource.up(**program) == "updated"
    assert await account.gallery_content(kind) == expected(for_kind(kind, DECLARED))


async def test_replies_that_keep_getting_lost(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """After a few looks in vain the run ends, unfinished; what was done without an answer is found by the next."""
    await account.rule(**ADD, drop=True, before=True, times=None)

    half = await unfinished(resource, program)

    assert isinstance(half.reason, UnreachableError)
    await account.next_run()
    await resource.up(**program)
    assert await account.gallery_content(kind) == expected(for_kind(kind, DECLARED))


async def test_a_lost_reply_costs_one_more_look(account: Account, tmp_path: Path) -> None:
    """What this run itself enrolled is not read face by face: one more listing, and the one face that nobody told of."""
    await account.create(PERSON_GROUP)
    source = write(tmp_path / "photos", {f"p{n}": (2 * n, 2 * n + 1) for n in range(10)})
    await account.rule(**ADD, drop=True)
    await account.forget_requests()

    await Resource(gallery, account).up(**programs.gallery(source))

    reads = [request for request in await account.requests() if request.startswith("GET")]
    assert [request.rpartition("/")[0].rpartition("/")[2] for request in reads] == ["staff", "staff", "persistedfaces"]


async def test_an_unfinished_delete_is_taken_up(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """A delete that was refused half way raises, and the next one removes what is left."""
    await resource.up(**program)
    await account.rule(method="DELETE", times=None, skip=1, status=403)
    with pytest.raises(PermissionDeniedError):
        await resource.destroy()
    await account.next_run()

    await resource.destroy()

    assert await account.gallery_content(kind) == ([("", [])] if kind.holds == "faces" else [])


async def test_the_progress_is_told(account: Account, resource: Resource, program: dict[str, Any]) -> None:
    """Each request moves the line on: how many faces, at what rate, and how long it will take."""
    await resource.up(**program)

    counts = [line.partition(",")[0] for line in account.progress]
    assert sorted({*counts, "enrolled 0 of 5 faces"}) == [f"enrolled {n} of 5 faces" for n in range(6)]
    assert re.fullmatch(r"enrolled 5 of 5 faces, [\d.]+/s, 0 s left", account.progress[-1])
