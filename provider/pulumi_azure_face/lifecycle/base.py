"""The shapes that every lifecycle takes and gives."""

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


@dataclass(frozen=True)
class CheckOutcome:
    """Inputs as they will be stored, or what is wrong with them, each a line that names the input and the rule."""

    inputs: Props
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DiffOutcome:
    changes: bool
    replaces: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ResourceState:
    id: str
    state: Props


@dataclass(frozen=True)
class ReadOutcome:
    """What a read found: outputs, and the inputs that would have made them."""

    id: str
    state: Props
    inputs: Props


def ignore(text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class CallContext:
    """What one operation works with."""

    client: AccountClient
    live_resources: LiveResources
    process: ProcessContext
    timeout: float | None = None
    """Seconds the user allows (`custom_timeouts`); None leaves it to the resource."""
    progress: Callable[[str], None] = ignore
    """Shows a passing line beside the resource."""
    warn: Callable[[str], None] = ignore
    """Leaves a line in the resource's diagnostics."""


class PartialFailureError(Exception):
    """A thing that exists but is not as declared: its state is to be kept, and the next run takes it up as an
    update.
    """

    def __init__(self, resource: ResourceState, reason: FaceError, *, is_retryable: bool = False) -> None:
        """Of a thing that is `repeatable` the operation may also be begun anew at once, without a state in between."""
        super().__init__(str(reason))
        self.resource = resource
        self.reason = reason
        self.is_retryable = is_retryable


@contextmanager
def keep_partial_state(resource: ResourceState) -> Iterator[None]:
    """Around what is still to be done to a thing that exists."""
    try:
        yield
    except FaceError as error:
        raise PartialFailureError(resource, error) from error


class Lifecycle(Protocol):
    """The six functions of a resource's module; see the package's own text."""

    def check(self, olds: Props, news: Props) -> CheckOutcome: ...

    def diff(self, olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome: ...

    async def create(self, inputs: Props, call: CallContext) -> ResourceState: ...

    async def read(self, resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None: ...

    async def update(self, resource_id: str, state: Props, inputs: Props, call: CallContext) -> Props: ...

    async def delete(self, resource_id: str, state: Props, call: CallContext) -> None: ...
