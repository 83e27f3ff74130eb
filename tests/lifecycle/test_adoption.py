"""Creating a container whose id exists: when the existing container is adopted."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_azure_face.client.errors import AlreadyExistsError, InvalidRequestError
from pulumi_azure_face.client.kinds import PERSON_GROUP, Kind
from pulumi_azure_face.client.schemas import Container
from pulumi_azure_face.lifecycle.container import MAX_CANDIDATE_IDS, ResolvedContainer, adoption_objection
from pulumi_azure_face.lifecycle.identity import derived_ids

from .helpers import programs
from .helpers.account import Account
from .helpers.lifecycles import check, container
from .helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

SAME = {"name": "Staff", "userData": "hr"}
INPUTS: dict[str, Any] = {"display_name": "Staff", "user_data": "hr"}

EXISTING_CONTAINERS = [
    pytest.param({}, "", id="identical"),
    pytest.param({"name": "Other"}, "", id="other name"),
    pytest.param({"userData": "it"}, "", id="other user data"),
    pytest.param({"userData": ""}, "", id="no user data"),
    pytest.param({"recognitionModel": "recognition_01"}, "", id="other model"),
    pytest.param({}, "faces", id="with content"),
    pytest.param({}, "trained", id="trained"),
    pytest.param({"name": "Other"}, "faces", id="other name with content"),
    pytest.param({"recognitionModel": "recognition_01"}, "faces", id="other model with content"),
]


async def create_existing(
    account: Account, kind: Kind, body: dict[str, str], content: str, container_id: str = "staff"
) -> None:
    """Create a container outside the program, with a face or a training."""
    await account.create(kind, container_id, **{**SAME, **body})
    if content == "faces":
        await account.add_content(kind, container_id)
    if content == "trained":
        await account.send("POST", f"/{kind.path}/{container_id}/train")


def should_be_adopted(adopt: str, body: dict[str, str], content: str) -> bool:
    """Return what the documentation of `adopt` says."""
    if "recognitionModel" in body or adopt == "never":
        return False
    return adopt == "always" or not (body or content)


@pytest.mark.parametrize("adopt", ["identical", "never", "always"])
@pytest.mark.parametrize(("body", "content"), EXISTING_CONTAINERS)
async def test_adopt_decides_which_container_is_adopted(
    account: Account, kind: Kind, adopt: str, body: dict[str, str], content: str
) -> None:
    """`identical` adopts an equal empty container, `always` any of the same model, and `never` none.

    An adopted container is updated and keeps its content. Any other container stays unchanged.
    """
    if content == "trained" and not kind.is_trainable:
        content = "faces"
    await create_existing(account, kind, body, content)
    before = await account.container(kind, "staff")
    resource = Resource(container, account)
    program = programs.container(kind, "staff", adopt=adopt, **INPUTS)

    if should_be_adopted(adopt, body, content):
        await resource.up(**program)
        assert before is not None
        assert await account.container(kind, "staff") == {**before, **SAME}
        assert not await resource.has_changes(**program)
    else:
        with pytest.raises(AlreadyExistsError):
            await resource.up(**program)
        assert await account.container(kind, "staff") == before


@pytest.mark.parametrize(
    ("adopt", "body", "content", "reason"),
    [
        pytest.param("never", {}, "", "adopt is 'never'", id="never"),
        pytest.param(
            "identical", {"name": "Other"}, "", "the existing container has another name or other user data", id="name"
        ),
        pytest.param("identical", {}, "faces", "the existing container has content or was trained", id="content"),
        pytest.param(
            "always",
            {"recognitionModel": "recognition_01"},
            "",
            "the existing container has the recognition model recognition_01",
            id="model",
        ),
    ],
)
async def test_adoption_error_names_the_reason_and_remedies(
    account: Account, adopt: str, body: dict[str, str], content: str, reason: str
) -> None:
    """The error is one line with the reason and the three remedies."""
    await create_existing(account, PERSON_GROUP, body, content)

    with pytest.raises(AlreadyExistsError) as error:
        await Resource(container, account).up(**programs.container(container_id="staff", adopt=adopt, **INPUTS))

    line = str(error.value)
    assert line.startswith(f"could not create PersonGroup 'staff': the id is taken, and {reason}")
    for remedy in ("another person_group_id", "adopt='always'", "pulumi import --file"):
        assert remedy in line
    assert "\n" not in line


@pytest.mark.parametrize("adopt", ["identical", "never", "always"])
async def test_container_of_a_lost_response_is_adopted(account: Account, kind: Kind, adopt: str) -> None:
    """A container whose create response was lost is adopted, even with `never`."""
    await account.add_rule(method="PUT", drop=True)

    assert await Resource(container, account).up(**programs.container(kind, "staff", adopt=adopt)) == "created"
    assert await account.container_ids(kind) == ["staff"]


async def test_lost_create_request_is_sent_again(account: Account, kind: Kind) -> None:
    """A create request that was lost is sent again."""
    await account.add_rule(method="PUT", drop=True, before=True)

    assert await Resource(container, account).up(**programs.container(kind, "staff", adopt="never")) == "created"


async def test_lost_response_does_not_adopt_a_different_container(account: Account) -> None:
    """After a lost response, `never` does not adopt a container that the request cannot have created."""
    await create_existing(account, PERSON_GROUP, {"name": "Other"}, "")
    await account.add_rule(method="PUT", drop=True)

    with pytest.raises(AlreadyExistsError):
        await Resource(container, account).up(**programs.container(container_id="staff", adopt="never", **INPUTS))


async def test_container_of_a_killed_create_is_adopted(account: Account, kind: Kind) -> None:
    """After a killed create, the next run derives the same id and adopts the container."""
    await Resource(container, account).up(**programs.container(kind))
    await account.start_next_run()

    new_resource = Resource(container, account)

    assert await new_resource.up(**programs.container(kind)) == "created"
    assert await account.container_ids(kind) == [new_resource.id]


async def test_derived_id_in_use_gives_a_successor_id(account: Account, kind: Kind) -> None:
    """If the container of the derived id has content, the successor id is used and a warning is given."""
    inputs = check(container, {}, programs.container(kind)).inputs
    first_id = inputs[kind.id_input]
    await create_existing(account, kind, {"name": "staff", "userData": ""}, "faces", first_id)
    before = await account.container(kind, first_id)
    resource = Resource(container, account)

    await resource.up(**programs.container(kind))

    assert resource.id == resource.state[kind.id_input] == derived_ids.derive_successor_id(first_id)
    assert resource.inputs[kind.id_input] == first_id
    assert await account.container(kind, first_id) == before
    (warning,) = account.warnings
    assert warning.startswith(f"created {resource.id!r} instead of {first_id!r}: the id is taken, and ")


async def test_container_with_a_successor_id_has_no_changes(account: Account, kind: Kind) -> None:
    """A container with a successor id has no changes, and it can be refreshed, updated, and deleted."""
    first_id = check(container, {}, programs.container(kind)).inputs[kind.id_input]
    await create_existing(account, kind, {}, "faces", first_id)
    resource = Resource(container, account)
    await resource.up(**programs.container(kind))

    assert await resource.up(**programs.container(kind)) == "unchanged"
    assert await resource.refresh()
    assert await resource.up(**programs.container(kind)) == "unchanged"
    assert await resource.up(**programs.container(kind, display_name="Other")) == "updated"
    await resource.destroy()
    assert await account.container_ids(kind) == [first_id]


async def test_number_of_successors_is_limited(account: Account) -> None:
    """If all successor ids are in use, the last error is raised."""
    existing_id = check(container, {}, programs.container()).inputs["person_group_id"]
    for _ in range(MAX_CANDIDATE_IDS):
        await create_existing(account, PERSON_GROUP, {}, "faces", existing_id)
        existing_id = derived_ids.derive_successor_id(existing_id)

    with pytest.raises(AlreadyExistsError):
        await Resource(container, account).up(**programs.container())


async def test_other_create_error_tries_no_successor(account: Account) -> None:
    """Any other error of the create is raised, and no successor id is tried."""
    await account.add_rule(method="PUT", status=400, error={"code": "BadArgument", "message": "no"})

    with pytest.raises(InvalidRequestError):
        await Resource(container, account).up(**programs.container())
    assert await account.container_ids(PERSON_GROUP) == []


@pytest.mark.parametrize("model", [None, "recognition_03"])
def test_container_with_an_unknown_model_is_not_adopted(model: str | None) -> None:
    """A container with an unknown model is not adopted, because the model cannot be changed."""
    inputs = {"kind": "PersonGroup", "recognition_model": "recognition_04", "adopt": "always", "display_name": "Staff"}

    container = Container(personGroupId="staff", name="Staff", recognitionModel=model)
    assert adoption_objection(container, ResolvedContainer.load(inputs), is_after_lost_reply=True)
