"""The operations of a container: their requests, deletion, and when it counts as not found."""

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
from pulumi_azure_face.lifecycle.container import ContainerState

from .helpers import programs
from .helpers.account import ENDPOINT, Account, trainable_kinds
from .helpers.lifecycles import container, diff
from .helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

OTHER_HOST = "https://another.cognitiveservices.azure.com"


@pytest.fixture
async def staff(account: Account, kind: Kind) -> Resource:
    """A container that exists."""
    resource = Resource(container, account)
    await resource.up(**programs.container(kind, "staff", display_name="Staff", user_data="hr"))
    return resource


async def test_state_has_inputs_id_and_endpoint(account: Account, kind: Kind, staff: Resource) -> None:
    """The outputs are the inputs, the id under its Azure name, and the endpoint."""
    actual = await account.container(kind, "staff")

    assert actual is not None
    assert (actual["name"], actual["userData"], actual["recognitionModel"]) == ("Staff", "hr", "recognition_04")
    assert staff.id == staff.state[kind.id_input] == "staff"
    assert staff.state["endpoint"] == ENDPOINT
    assert staff.state == {**staff.inputs, "endpoint": ENDPOINT}


@pytest.mark.parametrize(
    ("change", "expected_values"),
    [
        pytest.param({"display_name": "Other"}, ("Other", "hr"), id="name"),
        pytest.param({"user_data": "it"}, ("Staff", "it"), id="user data"),
        pytest.param({"user_data": None}, ("Staff", None), id="user data removed"),
        pytest.param({"user_data": ""}, ("Staff", None), id="user data emptied"),
        pytest.param({"display_name": "Other", "user_data": None}, ("Other", None), id="both"),
    ],
)
async def test_update_is_one_patch(
    account: Account, kind: Kind, staff: Resource, change: dict[str, Any], expected_values: tuple[str, str | None]
) -> None:
    """An update is one PATCH, and other values stay unchanged."""
    await account.clear_requests()

    await staff.up(**programs.container(kind, "staff", **{"display_name": "Staff", "user_data": "hr", **change}))

    actual = await account.container(kind, "staff")
    assert actual is not None
    assert (actual["name"], actual["userData"]) == expected_values
    assert await account.requests() == [f"PATCH /{kind.path}/staff"]


async def test_refresh_reads_drift(account: Account, kind: Kind, staff: Resource) -> None:
    """A refresh reads changed values into inputs and outputs and keeps the others."""
    before = staff.inputs
    await account.send("PATCH", f"/{kind.path}/staff", json={"name": "Drifted", "userData": ""})

    await staff.refresh()

    other_inputs = {name: value for name, value in before.items() if name != "user_data"}
    assert staff.inputs == {**other_inputs, "display_name": "Drifted"}
    assert staff.state == {**staff.inputs, "endpoint": ENDPOINT}


async def test_container_recreated_with_another_model_is_replaced(
    account: Account, kind: Kind, staff: Resource
) -> None:
    """A container that was deleted and created again with another model is replaced."""
    await account.send("DELETE", f"/{kind.path}/staff")
    await account.create(kind, recognitionModel="recognition_01")

    await staff.refresh()
    outcome = diff(
        container, staff.state, staff.check(staff.inputs, programs.container(kind, "staff")), account.live_resources
    )

    assert outcome.replaces == ["recognition_model"]


async def test_unmanaged_container_is_read_by_its_id(account: Account, kind: Kind) -> None:
    """A container that the program only reads is found by its id alone."""
    await account.create(kind, userData="hr")

    outcome = await container.read("staff", ContainerState.load({"kind": kind.name}), account.call_context())

    assert outcome is not None
    assert {
        name: outcome.state.saved()[name] for name in (kind.id_input, "display_name", "user_data", "recognition_model")
    } == {
        kind.id_input: "staff",
        "display_name": "Staff",
        "user_data": "hr",
        "recognition_model": "recognition_04",
    }


# --- not found --------------------------------------------------------------------------------------------------------

OTHER_ERRORS = [
    pytest.param(
        {"status": 404, "error": {"code": "ResourceNotFound", "message": "?"}},
        UnexpectedResponseError,
        id="unknown code",
    ),
    pytest.param({"status": 404, "body": "<html>"}, UnexpectedResponseError, id="page of a proxy"),
    pytest.param(
        {"status": 404, "error": {"code": "PersonGroupNotTrained", "message": "?"}}, Exception, id="not trained"
    ),
    pytest.param({"status": 401}, AuthenticationError, id="401"),
    pytest.param({"status": 403}, PermissionDeniedError, id="403"),
    pytest.param({"status": 500}, UnreachableError, id="500"),
    pytest.param({"drop": True, "before": True}, UnreachableError, id="no response"),
]


@pytest.mark.parametrize(("fault", "error"), OTHER_ERRORS)
@pytest.mark.parametrize("operation", ["refresh", "destroy"])
async def test_other_errors_do_not_mean_not_found(
    account: Account, staff: Resource, operation: str, fault: dict[str, Any], error: type[Exception]
) -> None:
    """Any error except the container's own not-found code is raised, and the state is kept."""
    before = (staff.id, staff.state)
    await account.add_rule(times=None, **fault)

    with pytest.raises(error):
        await getattr(staff, operation)()

    assert (staff.id, staff.state) == before


@pytest.mark.parametrize("operation", ["refresh", "destroy"])
async def test_404_of_another_host_does_not_mean_not_found(
    account: Account, kind: Kind, staff: Resource, operation: str
) -> None:
    """If the endpoint was changed to another host, a 404 does not prove that the container was deleted."""
    await account.send("DELETE", f"/{kind.path}/staff")
    staff.state = {**staff.state, "endpoint": OTHER_HOST}

    with pytest.raises(UnexpectedResponseError) as error:
        await getattr(staff, operation)()

    assert OTHER_HOST in str(error.value)
    assert "pulumi state delete" in str(error.value)
    assert staff.id == "staff"


async def test_404_of_a_moved_emulator_means_not_found(account: Account, kind: Kind, staff: Resource) -> None:
    """An emulator on another port is the same account, so its 404 means that the container was deleted."""
    await account.send("DELETE", f"/{kind.path}/staff")
    staff.state = {**staff.state, "endpoint": "http://localhost:7071"}

    assert not await staff.refresh()


async def test_container_at_another_host_updates_the_endpoint(kind: Kind, staff: Resource) -> None:
    """If another host has the container, the refresh succeeds and the state gets the new endpoint."""
    staff.state = {**staff.state, "endpoint": OTHER_HOST}

    assert await staff.refresh()
    assert staff.state["endpoint"] == ENDPOINT


async def test_update_of_a_deleted_container_raises(account: Account, kind: Kind, staff: Resource) -> None:
    """An update of a deleted container does not create it again, and the error says what to do."""
    await account.send("DELETE", f"/{kind.path}/staff")

    with pytest.raises(NotFoundError, match="pulumi up --refresh"):
        await staff.up(**programs.container(kind, "staff", display_name="Other"))


# --- delete ------------------------------------------------------------------------------------------------------------


@trainable_kinds
async def test_delete_waits_for_a_training(slow_account: Account, kind: Kind) -> None:
    """A delete waits until a running training has ended.

    See face-api.md#container-delete-while-training.
    """
    resource = Resource(container, slow_account)
    await resource.up(**programs.container(kind, "staff"))
    await slow_account.add_content(kind)
    await slow_account.send("POST", f"/{kind.path}/staff/train")

    await resource.destroy()

    assert await slow_account.container(kind, "staff") is None
    assert len(await slow_account.writes()) > 5


async def test_delete_behind_a_training_raises_at_the_deadline(
    slow_account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If there is no time for another attempt, the error names the training."""
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 5.0)
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 5.0)
    resource = Resource(container, slow_account)
    await resource.up(**programs.container(container_id="staff"))
    await slow_account.add_content(PERSON_GROUP)
    await slow_account.send("POST", "/persongroups/staff/train")

    with pytest.raises(OperationInProgressError, match="PersonGroupTrainingNotFinished"):
        await resource.destroy(0.2)


async def test_delete_with_a_lost_response_succeeds(account: Account, kind: Kind, staff: Resource) -> None:
    """If the response of a DELETE was lost, the second attempt finds nothing and succeeds."""
    await account.add_rule(method="DELETE", drop=True)

    await staff.destroy()

    assert await account.container(kind, "staff") is None


# --- replacement ------------------------------------------------------------------------------------------------------


async def test_replacement_with_the_same_id_is_not_deleted(account: Account, kind: Kind, staff: Resource) -> None:
    """With `--replace` and an explicit id, the new resource adopts the container and the delete keeps it."""
    program = programs.container(kind, "staff", display_name="Staff", user_data="hr")
    old_generation = staff.state["generation"]

    await staff.up(replace=True, **program)

    assert await account.container_ids(kind) == ["staff"]
    assert staff.state["generation"] != old_generation


async def test_replaced_container_with_content_gets_a_successor_id(account: Account, kind: Kind) -> None:
    """With `--replace` and a derived id in use, the new container gets a successor id."""
    resource = Resource(container, account)
    await resource.up(**programs.container(kind))
    old_id = str(resource.id)
    await account.add_content(kind, old_id)

    await resource.up(replace=True, **programs.container(kind))

    assert resource.id != old_id
    assert await account.container_ids(kind) == [resource.id]


async def test_container_with_a_new_model_is_created_before_the_delete(account: Account, kind: Kind) -> None:
    """A change of the model creates the new container before the old one is deleted."""
    resource = Resource(container, account)
    await resource.up(**programs.container(kind))
    old_id = resource.id
    await account.clear_requests()

    assert await resource.up(**programs.container(kind, recognition_model="recognition_03")) == "replaced"

    assert await account.writes() == [f"PUT /{kind.path}/{resource.id}", f"DELETE /{kind.path}/{old_id}"]


async def test_container_of_a_live_resource_is_not_deleted(account: Account, kind: Kind, staff: Resource) -> None:
    """The delete of a resource keeps a container that another live resource of the program has."""
    await account.start_next_run()
    old_state = {**staff.state, "generation": "0a1b2c3d"}
    await staff.has_changes(**programs.container(kind, "staff"))

    await container.delete("staff", ContainerState.load(old_state), account.call_context())

    assert await account.container(kind, "staff") is not None


async def test_live_resource_of_another_account_does_not_prevent_a_delete(
    account: Account, kind: Kind, staff: Resource
) -> None:
    """A live resource of another account with the same id does not prevent the delete."""
    other_state = {**staff.state, "account": "other", "generation": "0a1b2c3d"}
    diff(container, other_state, {**staff.inputs, "account": "other", "generation": "0a1b2c3d"}, account.live_resources)

    await staff.destroy()

    assert await account.container(kind, "staff") is None


async def test_resource_with_a_successor_id_does_not_prevent_the_delete(account: Account, kind: Kind) -> None:
    """If the delete after `--replace` failed, the next run deletes the old container.

    The inputs of the live resource still contain the id of the old container.
    """
    resource = Resource(container, account)
    await resource.up(**programs.container(kind))
    old_id, old_state = str(resource.id), resource.state
    await account.add_content(kind, old_id)
    await account.add_rule(method="DELETE", status=403, error={"code": "Forbidden", "message": "no"})
    with pytest.raises(PermissionDeniedError):
        await resource.up(replace=True, **programs.container(kind))
    await account.start_next_run()

    await resource.has_changes(**programs.container(kind))
    await container.delete(old_id, ContainerState.load(old_state), account.call_context())

    assert await account.container_ids(kind) == [resource.id]


async def test_live_resources_end_with_their_process(account: Account, kind: Kind, staff: Resource) -> None:
    """Live resources end with their process, so the next run can delete an old generation."""
    await account.start_next_run()

    await container.delete(
        "staff", ContainerState.load({**staff.state, "generation": "0a1b2c3d"}), account.call_context()
    )

    assert await account.container(kind, "staff") is None


async def test_deleted_resource_is_no_longer_live(account: Account, kind: Kind, staff: Resource) -> None:
    """A deleted resource is no longer live, so a container with the same id can be deleted."""
    state = staff.state
    await staff.destroy()
    await account.create(kind)

    await container.delete("staff", ContainerState.load({**state, "generation": "0a1b2c3d"}), account.call_context())

    assert await account.container(kind, "staff") is None
