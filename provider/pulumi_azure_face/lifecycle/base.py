"""The shapes that every lifecycle takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.identity.live_resources import Claims
from pulumi_azure_face.lifecycle.inputs.values import Props

from .process_context import Memory


@dataclass(frozen=True)
class Checked:
    """Inputs as they will be stored, or what is wrong with them, each a line that names the input and the rule."""

    inputs: Props
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    changes: bool
    replaces: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Made:
    id: str
    state: Props


@dataclass(frozen=True)
class Seen:
    """What a read found: outputs, and the inputs that would have made them."""

    id: str
    state: Props
    inputs: Props


def silent(text: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Call:
    """What one operation works with."""

    session: Session
    claims: Claims
    memory: Memory
    timeout: float | None = None
    """Seconds the user allows (`custom_timeouts`); None leaves it to the resource."""
    progress: Callable[[str], None] = silent
    """Shows a passing line beside the resource."""
    warn: Callable[[str], None] = silent
    """Leaves a line in the resource's diagnostics."""


class Unfinished(Exception):
    """A thing that exists but is not as declared: its state is to be kept, and the next run takes it up as an
    update.
    """

    def __init__(self, made: Made, reason: FaceError, *, repeatable: bool = False) -> None:
        """Of a thing that is `repeatable` the operation may also be begun anew at once, without a state in between."""
        super().__init__(str(reason))
        self.made = made
        self.reason = reason
        self.repeatable = repeatable


@contextmanager
def unfinished(made: Made) -> Iterator[None]:
    """Around what is still to be done to a thing that exists."""
    try:
        yield
    except FaceError as error:
        raise Unfinished(made, error) from error


class Lifecycle(Protocol):
    """The six functions of a resource's module; see the package's own text."""

    def check(self, olds: Props, news: Props) -> Checked: ...

    def diff(self, olds: Props, news: Props, claims: Claims) -> Difference: ...

    async def create(self, inputs: Props, call: Call) -> Made: ...

    async def read(self, resource_id: str, state: Props, call: Call) -> Seen | None: ...

    async def update(self, resource_id: str, state: Props, inputs: Props, call: Call) -> Props: ...

    async def delete(self, resource_id: str, state: Props, call: Call) -> None: ...
