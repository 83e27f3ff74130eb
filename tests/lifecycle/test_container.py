"""What a container's operations send, and when it is certain that one is gone."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_azure_face.client import retry
from pulumi_azure_face.client.errors import (
    AuthenticationError,
    NotFoundError,
    OperationInProgressError,
    PermissionDeniedError,
    UnexpectedResponseError,
    UnreachableError,
)
from pulumi_azure_face.client.kinds import PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle import container

from . import programs
from .account import ENDPOINT, Account, only_trained
from .simulated_engine import Resource

pytestmark = pytest.mark.anyio

ELSEWHERE = "https://another.cognitiveservices.azure.com"


@pytest.fixture
async def staff(account: Account, kind: Kind) -> Resource:
    """A container that exists."""
    resource = Resource(container, account)
    await resource.up(**programs.container(kind, "staff", display_name="Staff", user_data="hr"))
    return resource


async def test_the_state_says_what_is_in_the_account(account: Account, kind: Kind, staff: Resource) -> None:
    """Outputs are the inputs, the id under its Azure name, and the account that holds it."""
    held = await account.container(kind, "staff")

    assert held is not None
    assert (held["name"], held["userData"], held["recognitionModel"]) == ("Staff", "hr", "recognition_04")
    assert staff.id == staff.state[kind.id_input] == "staff"
    assert staff.state["endpoint"] == ENDPOINT
    assert staff.state == {**staff.inputs, "endpoint": ENDPOINT}


@pytest.mark.parametrize(
    ("change", "held"),
    [
        pytest.param({"display_name": "Other"}, ("Other", "hr"), id="name"),
        pytest.param({"user_data": "it"}, ("Staff", "it"), id="user data"),
        pytest.param({"user_data": None}, ("Staff", None), id="user data taken away"),
        pytest.param({"user_data": ""}, ("Staff", None), id="user data emptied"),
        pytest.param({"display_name": "Other", "user_data": None}, ("Other", None), id="both"),
    ],
)
async def test_an_update_sends_what_changed(
    account: Account, kind: Kind, staff: Resource, change: dict[str, Any], held: tuple[str, str | None]
) -> None:
    """One PATCH; what did not change stays as it is."""
    await account.forget_requests()

    await staff.up(**programs.container(kind, "staff", **{"display_name": "Staff", "user_data": "hr", **change}))

    found = await account.container(kind, "staff")
    assert found is not None
    assert (found["name"], found["userData"]) == held
    assert await account.requests() == [f"PATCH /{kind.path}/staff"]


async def test_a_read_tells_what_drifted(account: Account, kind: Kind, staff: Resource) -> None:
    """What somebody changed comes back in outputs and inputs; what only we know is kept."""
    before = staff.inputs
    await account.send("PATCH", f"/{kind.path}/staff", json={"name": "Drifted", "userData": ""})

    await staff.refresh()

    without = {name: value for name, value in before.items() if name != "user_data"}
    assert staff.inputs == {**without, "display_name": "Drifted"}
    assert staff.state == {**staff.inputs, "endpoint": ENDPOINT}


async def test_one_made_anew_with_another_model_is_replaced(account: Account, kind: Kind, staff: Resource) -> None:
    """When somebody deleted it and made another under its id, the model tells, and the plan is to replace it."""
    await account.send("DELETE", f"/{kind.path}/staff")
    await account.create(kind, recognitionModel="recognition_01")

    await staff.refresh()
    found = container.diff(
        staff.state, staff.check(staff.inputs, programs.container(kind, "staff")), account.live_resources
    )

    assert found.replaces == ["recognition_model"]


async def test_reading_what_is_not_ours(account: Account, kind: Kind) -> None:
    """A program that only reads a container gets its outputs by the id alone."""
    await account.create(kind, userData="hr")

    seen = await container.read("staff", {"kind": kind.name}, account.call())

    assert seen is not None
    assert {name: seen.state[name] for name in (kind.id_input, "display_name", "user_data", "recognition_model")} == {
        kind.id_input: "staff",
        "display_name": "Staff",
        "user_data": "hr",
        "recognition_model": "recognition_04",
    }


# --- gone means certain -----------------------------------------------------------------------------------------------

UNCERTAIN = [
    pytest.param(
        {"status": 404, "error": {"code": "ResourceNotFound", "message": "?"}},
        UnexpectedResponseError,
        id="another code",
    ),
    pytest.param({"status": 404, "body": "<html>"}, UnexpectedResponseError, id="a proxy's page"),
    pytest.param(
        {"status": 404, "error": {"code": "PersonGroupNotTrained", "message": "?"}}, Exception, id="not trained"
    ),
    pytest.param({"status": 401}, AuthenticationError, id="401"),
    pytest.param({"status": 403}, PermissionDeniedError, id="403"),
    pytest.param({"status": 500}, UnreachableError, id="500"),
    pytest.param({"drop": True, "before": True}, UnreachableError, id="no answer"),
]


@pytest.mark.parametrize(("trouble", "error"), UNCERTAIN)
@pytest.mark.parametrize("operation", ["refresh", "destroy"])
async def test_what_is_uncertain_is_not_gone(
    account: Account, staff: Resource, operation: str, trouble: dict[str, Any], error: type[Exception]
) -> None:
    """Any answer but the item's own ...NotFound raises, and the state keeps what it has."""
    before = (staff.id, staff.state)
    await account.rule(times=None, **trouble)

    with pytest.raises(error):
        await getattr(staff, operation)()

    assert (staff.id, staff.state) == before


@pytest.mark.parametrize("operation", ["refresh", "destroy"])
async def test_what_is_missing_elsewhere_is_not_gone(
    account: Account, kind: Kind, staff: Resource, operation: str
) -> None:
    """When the endpoint was changed to another host, its not knowing the container proves nothing."""
    await account.send("DELETE", f"/{kind.path}/staff")
    staff.state = {**staff.state, "endpoint": ELSEWHERE}

    with pytest.raises(UnexpectedResponseError) as refused:
        await getattr(staff, operation)()

    assert ELSEWHERE in str(refused.value)
    assert "pulumi state delete" in str(refused.value)
    assert staff.id == "staff"


async def test_an_emulator_may_move(account: Account, kind: Kind, staff: Resource) -> None:
    """An emulator's port changes from run to run: what it does not know is gone."""
    await account.send("DELETE", f"/{kind.path}/staff")
    staff.state = {**staff.state, "endpoint": "http://localhost:7071"}

    assert not await staff.refresh()


async def test_what_is_there_elsewhere_is_there(kind: Kind, staff: Resource) -> None:
    """A renamed host that knows the container is read as it is, and the state follows."""
    staff.state = {**staff.state, "endpoint": ELSEWHERE}

    assert await staff.refresh()
    assert staff.state["endpoint"] == ENDPOINT


async def test_an_update_of_what_is_gone_raises(account: Account, kind: Kind, staff: Resource) -> None:
    """A container that vanished is not made again by the way: the user is told how."""
    await account.send("DELETE", f"/{kind.path}/staff")

    with pytest.raises(NotFoundError, match="pulumi up --refresh"):
        await staff.up(**programs.container(kind, "staff", display_name="Other"))


# --- deleting ---------------------------------------------------------------------------------------------------------


@only_trained
async def test_a_delete_waits_for_a_training(slow_account: Account, kind: Kind) -> None:
    """A container under training cannot be deleted yet (face-api.md#container-delete-while-training), so the delete
    waits until it can.
    """
    resource = Resource(container, slow_account)
    await resource.up(**programs.container(kind, "staff"))
    await slow_account.add_content(kind)
    await slow_account.send("POST", f"/{kind.path}/staff/train")

    await resource.destroy()

    assert await slow_account.container(kind, "staff") is None
    assert len(await slow_account.writes()) > 5


async def test_a_delete_does_not_wait_forever(slow_account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """When there is no time for another try, the training in the way is told."""
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 5.0)
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 5.0)
    resource = Resource(container, slow_account)
    await resource.up(**programs.container(container_id="staff"))
    await slow_account.add_content(PERSON_GROUP)
    await slow_account.send("POST", "/persongroups/staff/train")

    with pytest.raises(OperationInProgressError, match="PersonGroupTrainingNotFinished"):
        await resource.destroy(0.2)


async def test_a_lost_delete_is_done(account: Account, kind: Kind, staff: Resource) -> None:
    """A DELETE whose reply got lost finds nothing the second time, which is what it is for."""
    await account.rule(method="DELETE", drop=True)

    await staff.destroy()

    assert await account.container(kind, "staff") is None


# --- claims -----------------------------------------------------------------------------------------------------------


async def test_what_was_taken_over_survives_the_old_ones_delete(account: Account, kind: Kind, staff: Resource) -> None:
    """With `--replace` and an id of its own, the new one takes over the old, and the delete that follows spares it."""
    program = programs.container(kind, "staff", display_name="Staff", user_data="hr")
    old = staff.state["generation"]

    await staff.up(replace=True, **program)

    assert await account.container_ids(kind) == ["staff"]
    assert staff.state["generation"] != old


async def test_a_full_one_is_replaced_under_another_id(account: Account, kind: Kind) -> None:
    """With `--replace` a worked-out id that is in use by the old container's content gives way; then the old one goes."""
    resource = Resource(container, account)
    await resource.up(**programs.container(kind))
    old = str(resource.id)
    await account.add_content(kind, old)

    await resource.up(replace=True, **programs.container(kind))

    assert resource.id != old
    assert await account.container_ids(kind) == [resource.id]


async def test_another_model_serves_beside_the_old_one(account: Account, kind: Kind) -> None:
    """A change of model makes the new container before the old one goes, for they have different ids."""
    resource = Resource(container, account)
    await resource.up(**programs.container(kind))
    old = resource.id
    await account.forget_requests()

    assert await resource.up(**programs.container(kind, recognition_model="recognition_03")) == "replaced"

    assert await account.writes() == [f"PUT /{kind.path}/{resource.id}", f"DELETE /{kind.path}/{old}"]


async def test_what_a_diff_kept_is_not_deleted_for_another(account: Account, kind: Kind, staff: Resource) -> None:
    """A resource that goes while another of the program holds the same container does not take it along."""
    await account.next_run()
    leaving = {**staff.state, "generation": "0a1b2c3d"}
    await staff.has_changes(**programs.container(kind, "staff"))

    await container.delete("staff", leaving, account.call())

    assert await account.container(kind, "staff") is not None


async def test_one_of_another_account_does_not_protect_it(account: Account, kind: Kind, staff: Resource) -> None:
    """Two accounts may each hold a container under one id; each goes on its own."""
    other = {**staff.state, "account": "other", "generation": "0a1b2c3d"}
    container.diff(other, {**staff.inputs, "account": "other", "generation": "0a1b2c3d"}, account.live_resources)

    await staff.destroy()

    assert await account.container(kind, "staff") is None


async def test_a_successor_does_not_protect_the_id_it_gave_way_to(account: Account, kind: Kind) -> None:
    """An old container whose delete failed after `--replace` is deleted by the next run, though inputs hold its id."""
    resource = Resource(container, account)
    await resource.up(**programs.container(kind))
    old_id, old_state = str(resource.id), resource.state
    await account.add_content(kind, old_id)
    await account.rule(method="DELETE", status=403, error={"code": "Forbidden", "message": "no"})
    with pytest.raises(PermissionDeniedError):
        await resource.up(replace=True, **programs.container(kind))
    await account.next_run()

    await resource.has_changes(**programs.container(kind))
    await container.delete(old_id, old_state, account.call())

    assert await account.container_ids(kind) == [resource.id]


async def test_a_later_run_deletes_what_is_left(account: Account, kind: Kind, staff: Resource) -> None:
    """Claims end with their process: an old generation that the next run deletes is deleted."""
    await account.next_run()

    await container.delete("staff", {**staff.state, "generation": "0a1b2c3d"}, account.call())

    assert await account.container(kind, "staff") is None


async def test_what_was_deleted_may_be_deleted_again(account: Account, kind: Kind, staff: Resource) -> None:
    """A delete ends the claim: the same id, made anew by somebody, is not protected by it."""
    state = staff.state
    await staff.destroy()
    await account.create(kind)

    await container.delete("staff", {**state, "generation": "0a1b2c3d"}, account.call())

    assert await account.container(kind, "staff") is None
