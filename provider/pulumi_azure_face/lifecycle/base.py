"""Types that all lifecycles accept and return."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.values import Props

from .process_context import ProcessContext
from .saved_state import SavedState


@dataclass(frozen=True)
class CheckOutcome:
    """Inputs as they will be saved, or failures: one line each, with the input and the rule."""

    inputs: Props
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DiffOutcome:
    """Whether a resource has changes, and the inputs that replace it."""

    has_changes: bool
    replaces: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ResourceState:
    """The id and the outputs of a resource."""

    id: str
    state: Props


@dataclass(frozen=True)
class ReadOutcome:
    """The outputs of a resource in the account, and the inputs that would create it."""

    id: str
    state: Props
    inputs: Props


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

    def __init__(self, resource: ResourceState, reason: FaceError, *, is_retryable: bool = False) -> None:
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


@contextmanager
def keep_partial_state(resource: ResourceState) -> Iterator[None]:
    """Convert an error after the create into a `PartialFailureError` with the state of the resource."""
    try:
        yield
    except FaceError as error:
        raise PartialFailureError(resource, error) from error


class Lifecycle(Protocol):
    """The six operations of a resource. The package docstring describes each."""

    def check(self, olds: Props, news: Props) -> CheckOutcome: ...

    def diff(self, olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome: ...

    async def create(self, inputs: Props, call: CallContext) -> ResourceState: ...

    async def read(self, resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None: ...

    async def update(self, resource_id: str, state: Props, inputs: Props, call: CallContext) -> Props: ...

    async def delete(self, resource_id: str, state: Props, call: CallContext) -> None: ...
