"""The base of all lifecycles, and the types that they accept and return."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.model import Inputs, Resolved

from .process_context import ProcessContext
from .saved_state import SavedState

InputsT = TypeVar("InputsT", bound=Inputs)
ResolvedT = TypeVar("ResolvedT", bound=Resolved)
StateT = TypeVar("StateT", bound=Resolved)
SavedT_co = TypeVar("SavedT_co", bound=Resolved, covariant=True)


@dataclass(frozen=True)
class DiffOutcome:
    """Whether a resource has changes, the inputs that replace it, and the inputs and outputs that an update changes."""

    has_changes: bool
    replaces: list[str] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    """Empty for a replacement."""


@dataclass(frozen=True)
class ResourceState(Generic[SavedT_co]):
    """The id and the state of a resource."""

    id: str
    state: SavedT_co


def ignore_text(text: str) -> None:
    """Do nothing."""


@dataclass(frozen=True)
class CallContext:
    """Dependencies of one operation."""

    client: AccountClient
    live_resources: LiveResources
    process: ProcessContext
    load_saved_state: Callable[[], SavedState] = SavedState
    """Reads the state of the stack. Blocks for a fraction of a second."""
    timeout: float | None = None
    """Seconds from the user's `custom_timeouts`, or None for the default of the resource."""
    progress: Callable[[str], None] = ignore_text
    """Shows a temporary status line for the resource."""
    warn: Callable[[str], None] = ignore_text
    """Adds a line to the diagnostics of the resource."""


class PartialFailureError(Exception):
    """A resource exists but differs from its desired state.

    The engine saves the partial state, and the next run continues with an update.
    """

    def __init__(self, resource: ResourceState[Resolved], reason: FaceError, *, is_retryable: bool = False) -> None:
        """Create the error.

        Args:
            resource: The partial state.
            reason: The error that stopped the operation.
            is_retryable: Whether the operation can be repeated immediately, without saving the partial state first.
        """
        super().__init__(str(reason))
        self.resource = resource
        self.reason = reason
        self.is_retryable = is_retryable


def state_fields(state: Resolved) -> set[str]:
    """Return the names of the members that this release knows."""
    return set(type(state).model_fields)


class Lifecycle(ABC, Generic[InputsT, ResolvedT, StateT]):
    """The operations of a resource. The package docstring describes each.

    The models say what a change of each input does.
    """

    inputs_model: type[InputsT]
    resolved_model: type[ResolvedT]
    state_model: type[StateT]
    has_preview_summary = False
    """Whether `preview_summary` reads the account for a line in the preview."""
    has_warnings = False
    """Whether `warnings` can return any."""
    prepares_create = False
    """Whether `prepare_create` adds to the inputs what the state must have before a create starts."""

    @abstractmethod
    def check(self, olds: Mapping[str, object], news: Mapping[str, object]) -> InputsT:
        """Validate the inputs, and return them as they will be saved.

        Args:
            olds: The saved inputs. Empty for a create, also for the create of a replacement.
            news: The inputs of the program, including those that only `check` sees.

        Raises:
            InvalidInputsError: An input breaks its rule.
        """

    @abstractmethod
    def diff(self, state: StateT, inputs: InputsT, live_resources: LiveResources) -> DiffOutcome:
        """Compare the saved state with new inputs, and record a resource that is kept as live."""

    @abstractmethod
    async def create(self, inputs: ResolvedT, call: CallContext) -> ResourceState[StateT]: ...

    @abstractmethod
    async def read(self, resource_id: str, state: StateT, call: CallContext) -> ResourceState[StateT] | None: ...

    @abstractmethod
    async def update(self, resource_id: str, state: StateT, inputs: ResolvedT, call: CallContext) -> StateT: ...

    @abstractmethod
    async def delete(self, resource_id: str, state: StateT, call: CallContext) -> None: ...

    def inputs_of(self, state: StateT) -> ResolvedT:
        """Return the inputs that would create a resource with this state."""
        names = state.model_fields_set & self.inputs_model.model_fields.keys()
        return self.resolved_model.model_validate({name: getattr(state, name) for name in names})

    # --- what a preview shows -----------------------------------------------------------------------------------------

    def planned_outputs(self, state: StateT | None, inputs: InputsT) -> dict[str, object]:
        """Return the outputs that a create or an update will have, as far as they are known before.

        Args:
            state: The saved state, or None for a create.
            inputs: The checked inputs, some of which may be unknown.
        """
        return self.outputs_of(state) if state is not None else {}

    def outputs_of(self, state: StateT) -> dict[str, object]:
        """Return the members of a state that are not inputs."""
        names = state.model_fields_set & (state_fields(state) - self.inputs_model.model_fields.keys())
        return {name: getattr(state, name) for name in names}

    # --- hooks --------------------------------------------------------------------------------------------------------

    def find_quota_problems(self, inputs: InputsT, source_name: str, tier: str | None) -> list[str]:
        """Return why the container cannot hold what the inputs declare, in an account of this tier."""
        return []

    def machine_warnings(self) -> list[str]:
        """Return warnings about this machine that were not reported yet."""
        return []

    def warnings(self, state: StateT, endpoint: str) -> list[str]:
        """Return warnings about a resource that is kept, in an account with this endpoint."""
        return []

    async def prepare_create(self, inputs: ResolvedT, call: CallContext) -> ResolvedT:
        return inputs

    async def preview_summary(self, state: StateT | None, inputs: InputsT, call: CallContext) -> str | None:
        """Return one line with the planned changes, or None if there are no known changes."""
        return None
