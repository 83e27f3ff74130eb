"""An id that is taken: whose container is it, and what is to be done."""

from __future__ import annotations

from typing import Any

import pytest

from pulumi_azure_face.client.errors import AlreadyExistsError, InvalidRequestError
from pulumi_azure_face.client.kinds import PERSON_GROUP, Kind
from pulumi_azure_face.client.schemas import Container
from pulumi_azure_face.lifecycle import container
from pulumi_azure_face.lifecycle.container import adoption_objection
from pulumi_azure_face.lifecycle.identity import derived_ids

from . import programs
from .account import Account
from .simulated_engine import Resource

pytestmark = pytest.mark.anyio

SAME = {"name": "Staff", "userData": "hr"}
DECLARED: dict[str, Any] = {"display_name": "Staff", "user_data": "hr"}

OTHERS = [
    pytest.param({}, "", id="the same"),
    pytest.param({"name": "Other"}, "", id="another name"),
    pytest.param({"userData": "it"}, "", id="other user data"),
    pytest.param({"userData": ""}, "", id="no user data"),
    pytest.param({"recognitionModel": "recognition_01"}, "", id="another model"),
    pytest.param({}, "content", id="with content"),
    pytest.param({}, "trained", id="trained"),
    pytest.param({"name": "Other"}, "content", id="another name, with content"),
    pytest.param({"recognitionModel": "recognition_01"}, "content", id="another model, with content"),
]


async def somebodys(
    account: Account, kind: Kind, body: dict[str, str], filled: str, container_id: str = "staff"
) -> None:
    """A container that was there before, with this in it."""
    await account.create(kind, container_id, **{**SAME, **body})
    if filled == "content":
        await account.add_content(kind, container_id)
    if filled == "trained":
        await account.send("POST", f"/{kind.path}/{container_id}/train")


def is_taken_over(adopt: str, body: dict[str, str], filled: str) -> bool:
    """The rule, as the documentation of `adopt` tells it."""
    if "recognitionModel" in body or adopt == "never":
        return False
    return adopt == "always" or not (body or filled)


@pytest.mark.parametrize("adopt", ["identical", "never", "always"])
@pytest.mark.parametrize(("body", "filled"), OTHERS)
async def test_who_is_taken_over(account: Account, kind: Kind, adopt: str, body: dict[str, str], filled: str) -> None:
    """`identical` takes what we would have made ourselves, `always` any of the same model, `never` none; what is taken
    over is brought in line and keeps its content, what is not is left as it was.
    """
    if filled == "trained" and not kind.is_trainable:
        filled = "content"
    await somebodys(account, kind, body, filled)
    before = await account.container(kind, "staff")
    resource = Resource(container, account)
    program = programs.container(kind, "staff", adopt=adopt, **DECLARED)

    if is_taken_over(adopt, body, filled):
        await resource.up(**program)
        assert before is not None
        assert await account.container(kind, "staff") == {**before, **SAME}
        assert not await resource.has_changes(**program)
    else:
        with pytest.raises(AlreadyExistsError):
            await resource.up(**program)
        assert await account.container(kind, "staff") == before


@pytest.mark.parametrize(
    ("adopt", "body", "filled", "reason"),
    [
        pytest.param("never", {}, "", "adopt is 'never'", id="never"),
        pytest.param("identical", {"name": "Other"}, "", "it has another name or other user data", id="name"),
        pytest.param("identical", {}, "content", "it has content or was trained", id="content"),
        pytest.param(
            "always", {"recognitionModel": "recognition_01"}, "", "its recognition model is recognition_01", id="model"
        ),
    ],
)
async def test_a_refusal_names_the_ways_on(
    account: Account, adopt: str, body: dict[str, str], filled: str, reason: str
) -> None:
    """One line: what is in the way, and the three things that can be done about it."""
    await somebodys(account, PERSON_GROUP, body, filled)

    with pytest.raises(AlreadyExistsError) as refused:
        await Resource(container, account).up(**programs.container(container_id="staff", adopt=adopt, **DECLARED))

    line = str(refused.value)
    assert line.startswith(f"could not create PersonGroup 'staff': the id is taken and {reason}")
    for way_on in ("another person_group_id", "adopt='always'", "pulumi import --file"):
        assert way_on in line
    assert "\n" not in line


@pytest.mark.parametrize("adopt", ["identical", "never", "always"])
async def test_what_a_lost_reply_made_is_ours(account: Account, kind: Kind, adopt: str) -> None:
    """A PUT whose answer got lost meets its own container, which even `never` takes."""
    await account.rule(method="PUT", drop=True)

    assert await Resource(container, account).up(**programs.container(kind, "staff", adopt=adopt)) == "created"
    assert await account.container_ids(kind) == ["staff"]


async def test_a_lost_request_finds_nothing_to_take_over(account: Account, kind: Kind) -> None:
    """Where the PUT itself got lost, it is simply sent again."""
    await account.rule(method="PUT", drop=True, before=True)

    assert await Resource(container, account).up(**programs.container(kind, "staff", adopt="never")) == "created"


async def test_a_lost_reply_excuses_no_difference(account: Account) -> None:
    """After a lost reply `never` still refuses what our PUT cannot have made."""
    await somebodys(account, PERSON_GROUP, {"name": "Other"}, "")
    await account.rule(method="PUT", drop=True)

    with pytest.raises(AlreadyExistsError):
        await Resource(container, account).up(**programs.container(container_id="staff", adopt="never", **DECLARED))


async def test_a_killed_create_is_found_again(account: Account, kind: Kind) -> None:
    """A run that was killed after the PUT leaves no orphan: the next works out the same id and takes it over."""
    await Resource(container, account).up(**programs.container(kind))
    await account.next_run()

    again = Resource(container, account)

    assert await again.up(**programs.container(kind)) == "created"
    assert await account.container_ids(kind) == [again.id]


async def test_a_worked_out_id_in_use_is_left_for_a_successor(account: Account, kind: Kind) -> None:
    """A full container under a worked-out id stays as it is: ours gets the next id, in its outputs alone, and says so."""
    checked = container.check({}, programs.container(kind)).inputs
    first = checked[kind.id_input]
    await somebodys(account, kind, {"name": "staff", "userData": ""}, "content", first)
    before = await account.container(kind, first)
    resource = Resource(container, account)

    await resource.up(**programs.container(kind))

    assert resource.id == resource.state[kind.id_input] == derived_ids.successor_id(first)
    assert resource.inputs[kind.id_input] == first
    assert await account.container(kind, first) == before
    (warning,) = account.warnings
    assert warning.startswith(f"{kind.name} {first!r} is in use")
    assert repr(resource.id) in warning


async def test_a_successor_is_as_quiet_as_any(account: Account, kind: Kind) -> None:
    """Under a successor's id nothing is planned, refreshed or not; it is updated, found again and deleted."""
    first = container.check({}, programs.container(kind)).inputs[kind.id_input]
    await somebodys(account, kind, {}, "content", first)
    resource = Resource(container, account)
    await resource.up(**programs.container(kind))

    assert await resource.up(**programs.container(kind)) == "unchanged"
    assert await resource.refresh()
    assert await resource.up(**programs.container(kind)) == "unchanged"
    assert await resource.up(**programs.container(kind, display_name="Other")) == "updated"
    await resource.destroy()
    assert await account.container_ids(kind) == [first]


async def test_successors_come_to_an_end(account: Account) -> None:
    """When every id that can be worked out is in use, the last refusal is told."""
    taken = container.check({}, programs.container()).inputs["person_group_id"]
    for _ in range(container.MAX_SUCCESSORS):
        await somebodys(account, PERSON_GROUP, {}, "content", taken)
        taken = derived_ids.successor_id(taken)

    with pytest.raises(AlreadyExistsError):
        await Resource(container, account).up(**programs.container())


async def test_a_broken_create_takes_nothing(account: Account) -> None:
    """Any other refusal of the PUT is told as it is, and no other id is tried."""
    await account.rule(method="PUT", status=400, error={"code": "BadArgument", "message": "no"})

    with pytest.raises(InvalidRequestError):
        await Resource(container, account).up(**programs.container())
    assert await account.container_ids(PERSON_GROUP) == []


@pytest.mark.parametrize("model", [None, "recognition_03"])
def test_an_unknown_model_is_another(model: str | None) -> None:
    """A container whose model the service does not tell is not taken over: the model can never be changed."""
    inputs: dict[str, Any] = {"recognition_model": "recognition_04", "adopt": "always", "display_name": "Staff"}

    assert adoption_objection(Container(name="Staff", recognitionModel=model), inputs, lost_reply=True)
