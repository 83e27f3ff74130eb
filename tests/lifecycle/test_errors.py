"""Errors of the service during an enrollment: one clear line, a partial state, and a next run that continues."""

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
from pulumi_azure_face.lifecycle.base import PartialFailureError
from pulumi_azure_face.lifecycle.gallery import ResolvedGallery

from .helpers import programs
from .helpers.account import Account
from .helpers.lifecycles import gallery
from .helpers.photo_folders import Persons, expected, for_kind, photo, write_photos
from .helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

DESIRED: Persons = {"ann": (1, 2), "bob": (3,), "cy": (4, 5)}
INVALID_IMAGE = {"status": 400, "error": {"code": "InvalidImage", "message": "No face detected in the image."}}
ADD_FACE = {"method": "POST", "path": ".*/persistedfaces"}


@pytest.fixture
async def resource(account: Account, kind: Kind) -> Resource:
    """A gallery that is not created yet, in an empty container."""
    await account.create(kind)
    return Resource(gallery, account)


@pytest.fixture
def program(kind: Kind, tmp_path: Path) -> dict[str, Any]:
    return programs.gallery(write_photos(tmp_path / "photos", for_kind(kind, DESIRED)), kind)


async def expect_partial_failure(
    resource: Resource, program: dict[str, Any], timeout_seconds: float | None = None
) -> PartialFailureError:
    with pytest.raises(PartialFailureError) as failure:
        await resource.up(timeout_seconds, **program)
    assert "\n" not in str(failure.value)
    return failure.value


# --- images -----------------------------------------------------------------------------------------------------------


async def test_rejected_images_are_reported_in_one_line(
    account: Account, resource: Resource, program: dict[str, Any]
) -> None:
    """The other images are enrolled, and one line names each rejected image with the service's reason."""
    await account.add_rule(**ADD_FACE, times=2, **INVALID_IMAGE)

    failure = await expect_partial_failure(resource, program)

    assert isinstance(failure.reason, InvalidRequestError)
    line = str(failure)
    assert "2 photos could not be enrolled: " in line
    assert line.count("InvalidImage") == line.count(".jpg' (400") == 2
    assert failure.resource.state.saved()["face_count"] == 3
    assert failure.resource.id == f"staff/{failure.resource.state.saved()['mark']}"


async def test_next_run_sends_only_rejected_images(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """The next run sends only the images that were rejected, changed or not."""
    await account.add_rule(**ADD_FACE, times=2, **INVALID_IMAGE)
    await expect_partial_failure(resource, program)
    await account.start_next_run()
    await account.clear_requests()

    assert await resource.up(**program) == "updated"

    assert [request.split()[0] for request in await account.writes()] == ["POST", "POST"]
    assert await account.gallery_content(kind) == expected(for_kind(kind, DESIRED))
    assert await resource.up(**program) == "unchanged"


async def test_rejected_image_can_be_removed(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, tmp_path: Path
) -> None:
    """Without the rejected image, the next run reaches the desired state."""
    await resource.up(**program)
    await account.add_rule(**ADD_FACE, times=None, **INVALID_IMAGE)
    desired = for_kind(kind, DESIRED)
    write_photos(tmp_path / "photos", for_kind(kind, {**DESIRED, "ann": (1, 2, 9)}))
    await expect_partial_failure(resource, program)

    write_photos(tmp_path / "photos", desired)

    assert await resource.up(**program) == "updated"
    assert await account.gallery_content(kind) == expected(desired)
    assert await resource.up(**program) == "unchanged"


async def test_lost_response_does_not_send_a_rejected_image_again(
    account: Account, resource: Resource, program: dict[str, Any]
) -> None:
    """After a lost response, a rejected image is not sent again and stays reported."""
    await account.add_rule(**ADD_FACE, **INVALID_IMAGE)
    await account.add_rule(**ADD_FACE, drop=True)

    failure = await expect_partial_failure(resource, program)

    assert "1 photo could not be enrolled: " in str(failure)
    assert failure.resource.state.saved()["face_count"] == 4
    posts = [request for request in await account.writes() if request.endswith("/persistedfaces")]
    assert len(posts) == 5


async def test_further_rejected_images_are_counted(account: Account, tmp_path: Path) -> None:
    """One hundred rejected images are named, and the others are counted."""
    await account.create(PERSON_GROUP)
    source = write_photos(tmp_path / "photos", {f"p{n}": (n,) for n in range(103)})
    await account.add_rule(**ADD_FACE, times=None, **INVALID_IMAGE)

    failure = await expect_partial_failure(Resource(gallery, account), programs.gallery(source))

    assert "103 photos could not be enrolled: " in str(failure)
    assert str(failure).count(".jpg'") == 100
    assert "; and 3 more" in str(failure)


async def test_rejected_image_with_a_non_unicode_name_is_reported(account: Account, tmp_path: Path) -> None:
    """A file name that is not Unicode is shown in an escaped form that can be encoded."""
    await account.create(PERSON_GROUP)
    source = write_photos(tmp_path / "photos", {"ann": (1,)})
    (source / "ann" / "1.jpg").rename(os.fsdecode(os.fsencode(source) + b"/ann/M\xfcller.jpg"))
    await account.add_rule(**ADD_FACE, **INVALID_IMAGE)

    failure = await expect_partial_failure(Resource(gallery, account), programs.gallery(source))

    assert b"M\\udcfcller.jpg' (400" in str(failure).encode()


async def test_photo_that_changes_while_it_is_read_is_not_enrolled(account: Account, tmp_path: Path) -> None:
    """Content that differs from the plan is not enrolled under the tag of the plan."""
    await account.create(PERSON_GROUP)
    source = write_photos(tmp_path / "photos", {"ann": (1,)})
    resource = Resource(gallery, account)
    await account.add_rule(method="POST", path=".*/persons", delay=0.05)

    async def change() -> None:
        await account.wait_for_hit()
        (source / "ann" / "1.jpg").write_bytes(photo(2))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(change)
        failure = await expect_partial_failure(resource, programs.gallery(source))

    assert "changed while it was read" in str(failure)
    assert await resource.up(**programs.gallery(source)) == "updated"
    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (2,)})


async def test_photos_that_change_after_check_are_an_error(account: Account, tmp_path: Path) -> None:
    """If the photos change between check and create, nothing is sent and the error says why."""
    await account.create(PERSON_GROUP)
    source = write_photos(tmp_path / "photos", {"ann": (1,)})
    inputs = ResolvedGallery.load(gallery.check({}, programs.gallery(source)).saved())
    write_photos(source, {"ann": (2,)})
    await account.clear_requests()

    with pytest.raises(InvalidRequestError, match="they changed while `pulumi up` was running"):
        await gallery.create(inputs, account.call_context())
    assert await account.requests() == []


async def test_photos_that_are_moved_after_check_are_an_error(account: Account, tmp_path: Path) -> None:
    """If the source is moved between check and create, the error is one line."""
    inputs = ResolvedGallery.load(
        gallery.check({}, programs.gallery(write_photos(tmp_path / "photos", {"ann": (1,)}))).saved()
    )
    (tmp_path / "photos").rename(tmp_path / "moved")

    with pytest.raises(InvalidRequestError, match=r"could not read the source: .* does not exist"):
        await gallery.create(inputs, account.call_context())


# --- the account ------------------------------------------------------------------------------------------------------

FINAL_ERRORS = [
    pytest.param(
        {
            "status": 403,
            "error": {"statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 2 days."},
        },
        QuotaExceededError,
        "Wait as long as the message says",
        id="call volume",
    ),
    pytest.param(
        {"status": 403, "error": {"code": "QuotaExceeded", "message": "persons at the limit"}},
        QuotaExceededError,
        "Delete what you do not need or upgrade the tier",
        id="quota",
    ),
    pytest.param(
        {"status": 403, "error": {"code": "UnsupportedFeature", "message": "not approved"}},
        PermissionDeniedError,
        "Ask Microsoft to approve",
        id="not approved",
    ),
    pytest.param(
        {"status": 401, "error": {"code": "401", "message": "Access denied"}},
        AuthenticationError,
        "Check that azure-face:key",
        id="401",
    ),
    pytest.param(
        {"status": 404, "error": {"code": "ResourceNotFound", "message": "?"}},
        Exception,
        "Check azure-face:endpoint",
        id="unknown 404",
    ),
]


@pytest.mark.parametrize("skipped_writes", [0, 1, 3], ids=["first write", "second write", "fourth write"])
@pytest.mark.parametrize(("fault", "error", "advice"), FINAL_ERRORS)
async def test_error_during_enrollment_leaves_a_partial_state(
    account: Account,
    resource: Resource,
    program: dict[str, Any],
    kind: Kind,
    fault: dict[str, Any],
    error: type[Exception],
    advice: str,
    skipped_writes: int,
) -> None:
    """An error ends the run with one line and advice, and the next run completes the partial state."""
    await account.add_rule(method="POST", times=None, skip=skipped_writes, **fault)

    failure = await expect_partial_failure(resource, program)

    assert isinstance(failure.reason, error)
    assert advice in str(failure)
    assert failure.resource.state.saved()["digest"] == ""
    await account.start_next_run()
    assert await resource.has_changes(**program)
    assert await resource.up(**program) == "updated"
    assert await account.gallery_content(kind) == expected(for_kind(kind, DESIRED))


async def test_partial_update_changes_the_revision(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, tmp_path: Path
) -> None:
    """A partial update has a new revision, because a training must follow even if nothing else remains."""
    await resource.up(**program)
    before = resource.state
    write_photos(tmp_path / "photos", for_kind(kind, {**DESIRED, "dee": (9,)}))
    await account.add_rule(method="POST", times=None, status=403)
    failure = await expect_partial_failure(resource, program)
    await account.start_next_run()
    write_photos(tmp_path / "photos", for_kind(kind, DESIRED))

    assert await resource.up(**program) == "updated"

    assert before["revision"] != failure.resource.state.saved()["revision"]
    assert resource.state["revision"] != before["revision"]
    assert failure.resource.state.saved()["face_count"] == before["face_count"]


async def test_error_before_the_first_write_creates_no_resource(
    account: Account, resource: Resource, program: dict[str, Any]
) -> None:
    """An error before the first write leaves no resource in the state."""
    await account.add_rule(method="GET", times=None, status=401)

    with pytest.raises(AuthenticationError):
        await resource.up(**program)
    assert resource.id is None


async def test_container_deleted_during_enrollment_is_named(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """The error names the deleted container and says what to do."""
    not_found = {"status": 404, "error": {"code": f"{kind.name}NotFound", "message": "gone"}}
    await account.add_rule(method="POST", times=None, skip=1, **not_found)

    failure = await expect_partial_failure(resource, program)

    assert isinstance(failure.reason, NotFoundError)
    assert f"{kind.name} 'staff'" in str(failure)
    assert "pulumi up --refresh" in str(failure)


async def test_missing_container_raises_not_found(account: Account, program: dict[str, Any]) -> None:
    """Without the container, nothing is written and the not-found error is raised."""
    with pytest.raises(NotFoundError):
        await Resource(gallery, account).up(**program)


async def test_many_429_do_not_fail_the_run(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """Any number of 429 is not a failure, and each photo is enrolled once."""
    throttled = {
        "status": 429,
        "error": {"statusCode": 429, "message": "Rate limit is exceeded."},
        "headers": {"Retry-After": "0.01"},
    }
    await account.add_rule(times=40, **throttled)

    assert await resource.up(**program) == "created"

    assert await account.gallery_content(kind) == expected(for_kind(kind, DESIRED))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param(
            {"status": 429, "headers": {"Retry-After": "0.02"}}, (ThrottledError, DeadlineExceededError), id="429"
        ),
        pytest.param(
            {"status": 409, "error": {"code": "ConcurrentOperationConflict", "message": "busy"}},
            (OperationInProgressError, DeadlineExceededError),
            id="409",
        ),
        pytest.param({"delay": 60, "before": True}, DeadlineExceededError, id="no response"),
    ],
)
async def test_enrollment_beyond_the_deadline_is_resumed(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, fault: dict[str, Any], error: Any
) -> None:
    """At the deadline the partial state is saved, and the next run continues."""
    await account.add_rule(method="POST", times=None, skip=2, **fault)

    failure = await expect_partial_failure(resource, program, 0.4)

    assert isinstance(failure.reason, error)
    assert failure.resource.state.saved()["digest"] == ""
    await account.start_next_run()
    assert await resource.up(**program) == "updated"
    assert await account.gallery_content(kind) == expected(for_kind(kind, DESIRED))


async def test_repeatedly_lost_requests_end_the_run(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """After a few lookups without success the run ends with a partial state, which the next run completes."""
    await account.add_rule(**ADD_FACE, drop=True, before=True, times=None)

    failure = await expect_partial_failure(resource, program)

    assert isinstance(failure.reason, UnreachableError)
    await account.start_next_run()
    await resource.up(**program)
    assert await account.gallery_content(kind) == expected(for_kind(kind, DESIRED))


async def test_lost_response_costs_one_list_and_one_read(account: Account, tmp_path: Path) -> None:
    """After a lost response, the run needs one more list and one read, because it knows its other faces."""
    await account.create(PERSON_GROUP)
    source = write_photos(tmp_path / "photos", {f"p{n}": (2 * n, 2 * n + 1) for n in range(10)})
    await account.add_rule(**ADD_FACE, drop=True)
    await account.clear_requests()

    await Resource(gallery, account).up(**programs.gallery(source))

    reads = [request for request in await account.requests() if request.startswith("GET")]
    assert [request.rpartition("/")[0].rpartition("/")[2] for request in reads] == ["staff", "staff", "persistedfaces"]


async def test_failed_delete_is_completed_by_the_next_one(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """A delete that fails halfway raises an error, and the next delete removes the rest."""
    await resource.up(**program)
    await account.add_rule(method="DELETE", times=None, skip=1, status=403)
    with pytest.raises(PermissionDeniedError):
        await resource.destroy()
    await account.start_next_run()

    await resource.destroy()

    assert await account.gallery_content(kind) == ([("", [])] if kind.holds == "faces" else [])


async def test_progress_shows_count_rate_and_time(
    account: Account, resource: Resource, program: dict[str, Any]
) -> None:
    """Each upload updates the progress line with the count, the rate, and the remaining time."""
    await resource.up(**program)

    counts = [line.partition(",")[0] for line in account.progress]
    assert sorted({*counts, "enrolled 0 of 5 faces"}) == [f"enrolled {n} of 5 faces" for n in range(6)]
    assert re.fullmatch(r"enrolled 5 of 5 faces, [\d.]+/s, 0 s left", account.progress[-1])
