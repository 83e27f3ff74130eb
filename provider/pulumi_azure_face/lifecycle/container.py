"""The lifecycle of a container of any kind: its id, its generation, and the adoption of an existing container."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.accounts.configuration import Settings
from pulumi_azure_face.client.api import containers, faces, persons, training
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import AlreadyExistsError
from pulumi_azure_face.client.kinds import KINDS, Kind
from pulumi_azure_face.client.schemas import Container
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources, ResourceKey
from pulumi_azure_face.lifecycle.inputs.model import (
    InputsWithGeneration,
    Maybe,
    OnChange,
    ResolvedWithGeneration,
    differs,
    origin_of,
)
from pulumi_azure_face.lifecycle.inputs.rules import (
    AccountRef,
    Adoption,
    ContainerId,
    Flag,
    Name,
    RecognitionModel,
    Text,
    UserData,
)
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Unknown, is_unknown, without_none

from .base import CallContext, DiffOutcome, Lifecycle, ResourceState
from .identity import derived_ids, generations
from .not_found import ignore_not_found

DEFAULT_MODEL = "recognition_04"  # the service defaults to the oldest (face-api.md#container-recognition-model-default)
# Seconds. A delete waits for a training to end, and a large one takes half an hour (face-api.md#training-duration).
DEFAULT_TIMEOUT = 1800.0
MAX_CANDIDATE_IDS = 8  # derived ids to try while containers with content have the previous ones
READ_GENERATION = "read"  # the generation of a container that a program reads with `get`
WIRE_NAMES = {"display_name": "name", "user_data": "userData"}


class ContainerInputs(InputsWithGeneration):
    container_id: Annotated[Maybe[ContainerId] | None, OnChange.REPLACE] = None
    """Programs and states call it by the kind, such as `person_group_id`."""
    display_name: Annotated[Maybe[Name], OnChange.UPDATE]
    user_data: Annotated[Maybe[UserData] | None, OnChange.UPDATE] = None
    recognition_model: Annotated[Maybe[RecognitionModel], OnChange.REPLACE] = DEFAULT_MODEL
    adopt: Maybe[Adoption] = "identical"
    account: Annotated[Maybe[AccountRef] | None, OnChange.REPLACE] = None
    account_key: Annotated[Maybe[Text] | None, OnChange.SAVE] = None
    auto_named: Flag = False
    """Whether `check` has derived the id."""

    @classmethod
    def load(cls, values: Mapping[str, object]) -> Self:
        return super().load(with_common_id(values))

    def saved(self) -> dict[str, object]:
        return with_id_of_kind(super().saved())


class ResolvedContainer(ResolvedWithGeneration):
    container_id: str = ""
    display_name: str = ""
    user_data: str | None = None
    recognition_model: str | None = None
    adopt: str = "identical"
    account: str | None = None
    account_key: str | None = None
    auto_named: bool = False

    @classmethod
    def load(cls, values: Mapping[str, object]) -> Self:
        return super().load(with_common_id(values))

    def saved(self) -> dict[str, object]:
        return with_id_of_kind(super().saved())

    @property
    def changing(self) -> dict[str, str | None]:
        """The inputs that the service can change."""
        return {"display_name": self.display_name, "user_data": self.user_data}


class ContainerState(ResolvedContainer):
    endpoint: str | None = None
    """The endpoint of the account. None only where a program reads the container with `get`."""


def with_common_id(values: Mapping[str, object]) -> dict[str, object]:
    """Rename the id of any kind to `container_id`."""
    id_input = KINDS[str(values["kind"])].id_input
    return {("container_id" if name == id_input else name): value for name, value in values.items()}


def with_id_of_kind(values: Mapping[str, object]) -> dict[str, object]:
    """Rename `container_id` to the id of the kind."""
    id_input = KINDS[str(values["kind"])].id_input
    return {(id_input if name == "container_id" else name): value for name, value in values.items()}


class ContainerLifecycle(Lifecycle[ContainerInputs, ResolvedContainer, ContainerState]):
    """A container of any kind."""

    inputs_model, resolved_model, state_model = ContainerInputs, ResolvedContainer, ContainerState
    has_warnings = True

    # --- check and diff -----------------------------------------------------------------------------------------------

    def check(self, olds: Mapping[str, object], news: Mapping[str, object]) -> ContainerInputs:
        """Add the defaults, the id, and the generation.

        The id is derived from the position of the resource in its stack, but the position is not saved, so renaming the
        stack or the project changes nothing.
        """
        origin = origin_of(news)
        values = {"display_name": origin.get("name"), **without_none(with_common_id(news))}
        inputs = ContainerInputs.validated(values, {"container_id": KINDS[str(news["kind"])].id_input})
        return with_identity(ContainerState.load(olds) if olds else None, inputs, origin)

    def diff(self, state: ContainerState, inputs: ContainerInputs, live_resources: LiveResources) -> DiffOutcome:
        """Compare the generations. The ids can differ without a replacement: only the state has a successor id."""
        if replaces := generations.replacing_changes(state, inputs):
            id_input = inputs.container_kind.id_input
            return DiffOutcome(True, [id_input if name == "container_id" else name for name in replaces])
        live_resources.add(resource_key(state.container_id, state), state.generation)
        updates = inputs.changes_from(state, OnChange.UPDATE, OnChange.SAVE)
        return DiffOutcome(bool(updates), updates=updates)

    # --- the account --------------------------------------------------------------------------------------------------

    async def create(self, inputs: ResolvedContainer, call: CallContext) -> ResourceState[ContainerState]:
        with deadline(
            call.timeout or DEFAULT_TIMEOUT, f"create {describe(inputs.container_kind, inputs.container_id)}"
        ):
            container_id = await create_or_adopt(inputs, call)
        call.live_resources.add(resource_key(container_id, inputs), inputs.generation)
        return ResourceState(container_id, state_after(inputs, container_id, call.client))

    async def read(
        self, resource_id: str, state: ContainerState, call: CallContext
    ) -> ResourceState[ContainerState] | None:
        kind = state.container_kind
        # A refresh can use shared list pages. A `get` cannot, because its program may have just changed the container.
        get = containers.get if state.endpoint is None else call.process.list_cache.get_container
        with (
            deadline(call.timeout or DEFAULT_TIMEOUT, f"read {describe(kind, resource_id)}"),
            ignore_not_found(state.endpoint, call.client),
        ):
            container = await get(call.client, kind, resource_id)
            actual = actual_values(resource_id, state, container)
            return ResourceState(
                resource_id, state.model_copy(update={**actual, "endpoint": call.client.account.endpoint})
            )
        return None

    async def update(
        self, resource_id: str, state: ContainerState, inputs: ResolvedContainer, call: CallContext
    ) -> ContainerState:
        with deadline(call.timeout or DEFAULT_TIMEOUT, f"update {describe(inputs.container_kind, resource_id)}"):
            await patch(resource_id, state.changing, inputs, call.client)
        return state_after(inputs, resource_id, call.client)

    async def delete(self, resource_id: str, state: ContainerState, call: CallContext) -> None:
        kind, key = state.container_kind, resource_key(resource_id, state)
        if call.live_resources.is_live_under_other_generation(key, state.generation):
            return
        with (
            deadline(call.timeout or DEFAULT_TIMEOUT, f"delete {describe(kind, resource_id)}"),
            ignore_not_found(state.endpoint, call.client),
        ):
            await containers.delete(call.client, kind, resource_id)
        call.live_resources.remove(key)

    def warnings(self, state: ContainerState, endpoint: str) -> list[str]:
        """Warn that the configured endpoint changed. That alone changes no resource, and only a refresh would check."""
        if state.endpoint is None or state.endpoint == endpoint:
            return []
        setting = Settings({}, state.account).full_name("endpoint")
        moved = f"created at {state.endpoint}, but {setting} is now {endpoint}"
        return [f"{moved}. Run `pulumi up --refresh` to check whether it exists there"]


# --- the id -----------------------------------------------------------------------------------------------------------


def with_identity(old: ContainerState | None, inputs: ContainerInputs, origin: Mapping[str, object]) -> ContainerInputs:
    """Keep the id and the generation unless a replacing input changed. Otherwise assign new ones."""
    has_given_id = inputs.container_id is not None
    if not has_given_id and old is not None:
        saved_id = {"container_id": old.container_id or None, "auto_named": old.auto_named}
        inputs = inputs.model_copy(update=saved_id)
    generation = generations.next_generation(old, inputs)
    if has_given_id or generations.is_kept(old, inputs):
        identity: dict[str, object] = {"auto_named": inputs.auto_named and not has_given_id}
    else:
        identity = {"container_id": derive_id(inputs, origin), "auto_named": True}
    return inputs.model_copy(update={**identity, "generation": generation})


def derive_id(inputs: ContainerInputs, origin: Mapping[str, object]) -> str | Unknown:
    replacing = {"recognition_model": inputs.recognition_model, "account": inputs.account}
    return UNKNOWN if is_unknown([origin, replacing]) else derived_ids.derive_container_id(origin, replacing)


async def create_or_adopt(inputs: ResolvedContainer, call: CallContext) -> str:
    """Create the container under the first available id, and return the id."""
    container_id, *successors = candidate_ids(inputs)
    while conflict := await create_one(container_id, inputs, call.client):
        if not successors:
            raise conflict
        taken_id, container_id = container_id, successors.pop(0)
        call.warn(
            f"created {container_id!r} instead of {taken_id!r}: {conflict.reason}. `pulumi up --replace` deletes the "
            "other container at its end. If the other one comes from a lost state, delete it yourself"
        )
    return container_id


def candidate_ids(inputs: ResolvedContainer) -> list[str]:
    """Return the given id, or the derived ids: each is for the case that the previous one is in use."""
    ids = [inputs.container_id]
    while inputs.auto_named and len(ids) < MAX_CANDIDATE_IDS:
        ids.append(derived_ids.derive_successor_id(ids[-1]))
    return ids


async def create_one(container_id: str, inputs: ResolvedContainer, client: AccountClient) -> AlreadyExistsError | None:
    """Create or adopt the container. Return the conflict if the existing container cannot be adopted."""
    name, model = inputs.display_name, inputs.recognition_model or DEFAULT_MODEL
    try:
        await containers.create(client, inputs.container_kind, container_id, name, inputs.user_data, model)
    except AlreadyExistsError as conflict:
        return await adopt(container_id, inputs, client, conflict)
    return None


def state_after(inputs: ResolvedContainer, container_id: str, client: AccountClient) -> ContainerState:
    saved = {**inputs.saved(), inputs.container_kind.id_input: container_id, "endpoint": client.account.endpoint}
    return ContainerState.load(saved)


def actual_values(container_id: str, state: ContainerState, container: Container) -> dict[str, object]:
    """Return what the account tells about the container, and the inputs that a `get` does not pass."""
    defaults = {"adopt": "identical", "auto_named": False, "generation": READ_GENERATION}
    return {
        **{name: value for name, value in defaults.items() if name not in state.model_fields_set},
        "container_id": container_id,
        "display_name": container.name,
        "user_data": container.user_data or None,
        "recognition_model": container.recognition_model or state.recognition_model,
    }


async def patch(
    container_id: str, current: Mapping[str, str | None], inputs: ResolvedContainer, client: AccountClient
) -> None:
    """Send the inputs that differ from the current values.

    A request that clears `userData` also sends the name, because the service rejects an update with neither value
    (face-api.md#container-update-both-empty).
    """
    changes = {
        WIRE_NAMES[name]: value or "" for name, value in inputs.changing.items() if differs(current.get(name), value)
    }
    if changes.get("userData") == "":
        changes["name"] = inputs.display_name
    if changes:
        await containers.update(client, inputs.container_kind, container_id, changes)


def resource_key(container_id: str, inputs: ResolvedContainer) -> ResourceKey:
    """Return the key of the container. The account is part of it: ids are unique only within an account."""
    return (inputs.kind, container_id, inputs.account or "")


# --- adoption ---------------------------------------------------------------------------------------------------------


async def adopt(
    container_id: str, inputs: ResolvedContainer, client: AccountClient, conflict: AlreadyExistsError
) -> AlreadyExistsError | None:
    """Adopt the existing container with this id. Return an error with the objection if that is not allowed."""
    kind = inputs.container_kind
    container = await containers.get(client, kind, container_id)
    objection = adoption_objection(container, inputs, conflict.is_after_lost_reply)
    if not objection and inputs.adopt != "always" and not await is_untouched(kind, container_id, client):
        objection = "the existing container has content or was trained"
    if objection:
        return AlreadyExistsError(conflict.operation, f"the id is taken, and {objection}", adoption_advice(inputs))
    current = {"display_name": container.name, "user_data": container.user_data or None}
    await patch(container_id, current, inputs, client)
    return None


def adoption_objection(container: Container, inputs: ResolvedContainer, is_after_lost_reply: bool) -> str | None:
    """Return why the container cannot be adopted even if it is untouched, or None.

    Args:
        container: The existing container.
        inputs: The inputs of the resource.
        is_after_lost_reply: Whether the reply to an earlier attempt of this create was lost. That attempt may have
            created the container, so `adopt='never'` does not apply.
    """
    model = inputs.recognition_model
    if container.recognition_model != model:
        return f"the existing container has the recognition model {container.recognition_model}, not {model}"
    if inputs.adopt == "always":
        return None
    if inputs.adopt == "never" and not is_after_lost_reply:
        return "adopt is 'never'"
    if container.name != inputs.display_name or (container.user_data or None) != inputs.user_data:
        return f"the existing container has another name or other user data (its name is {container.name!r})"
    return None


def adoption_advice(inputs: ResolvedContainer) -> str:
    return (
        "If you renamed the resource, add its old name to `aliases`. Otherwise choose another "
        f"{inputs.container_kind.id_input} or leave it out, or adopt the container: with adopt='always' if it has the "
        "same recognition model, else with `pulumi import --file`."
    )


async def is_untouched(kind: Kind, container_id: str, client: AccountClient) -> bool:
    """Return whether the container is empty and was never trained."""
    if kind.is_trainable and await training.status(client, kind, container_id) is not None:
        return False
    if kind.holds == "persons":
        async for _ in persons.iterate(client, kind, container_id):
            return False
    else:
        async for _ in faces.iterate(client, faces.FaceOwner(kind, container_id)):
            return False
    return True
