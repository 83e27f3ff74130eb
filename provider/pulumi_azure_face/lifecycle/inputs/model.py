"""Models of the inputs and the state of a resource.

Each resource has three models. Its *inputs* are what a program declares: each has a rule, says what a change of it
does, and may be unknown at preview. Its *resolved inputs* are all known. Its *state* has the resolved inputs and the
outputs.

A state can be of an earlier release. Its members have defaults for what an early state does not have, members that
this release does not know are kept, and only members that were set are saved again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Self, TypeVar, Union

from pydantic import BaseModel, ConfigDict, ValidationError, ValidatorFunctionWrapHandler, field_validator
from pydantic_core import ErrorDetails

from pulumi_azure_face.client.errors import InternalError
from pulumi_azure_face.client.kinds import KINDS, Kind

from .rules import KindName
from .values import Unknown, is_unknown, without, without_none

T = TypeVar("T")

CHECK_ONLY_INPUTS = ("origin", "dry_run", "source_name")
"""Inputs that only `check` sees and that are not saved: the position of the resource in its stack, whether the program
runs in a preview, and the program's name for a source.
"""

if TYPE_CHECKING:
    Maybe = Union[T, Unknown]  # noqa: UP007 - `|` with a type variable is no generic alias
    """A value that may be unknown at preview."""
else:

    class Maybe:
        """At runtime, only the rule of the value, because `Inputs` accepts every unknown value."""

        def __class_getitem__(cls, rule: object) -> object:
            return rule


class OnChange(Enum):
    """What a change of an input does to the resource. An input without one changes nothing by itself."""

    REPLACE = "replace"
    """Creates the resource anew."""
    UPDATE = "update"
    """Writes to the account."""
    SAVE = "save"
    """Saves the new value in the state, without a request."""


class InvalidInputsError(Exception):
    """Inputs break a rule. Each problem is one line: the input, then the rule."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems = list(problems)


class Checked(BaseModel):
    """Base of what a user writes. An undefined member is an error, because it is probably a typo."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)

    @field_validator("*", mode="wrap")
    @classmethod
    def allow_unknown(cls, value: object, rule: ValidatorFunctionWrapHandler) -> object:
        return value if is_unknown(value) else rule(value)

    @classmethod
    def validated(cls, values: Mapping[str, object], names: Mapping[str, str] = MappingProxyType({})) -> Self:
        """Check every known member against its rule.

        Args:
            values: The members, where None means that a member is absent.
            names: The user's names for members whose names in the model are different.

        Raises:
            InvalidInputsError: A member breaks its rule.
        """
        try:
            return cls.model_validate(without_none(without(CHECK_ONLY_INPUTS, values)))
        except ValidationError as validation_error:
            raise InvalidInputsError(*(describe(error, names) for error in validation_error.errors())) from None


class Inputs(Checked):
    """Base of the inputs as a program declares them."""

    kind: Annotated[KindName, OnChange.REPLACE]
    """The kind of the container. Always known, because it is the class of a resource."""

    @property
    def container_kind(self) -> Kind:
        return KINDS[self.kind]

    @classmethod
    def load(cls, values: Mapping[str, object]) -> Self:
        """Return the inputs that a `check` returned."""
        # The plugin for pydantic knows only the fields of this class here.
        return cls.model_construct(None, **values)  # type: ignore[return-value, arg-type]

    def saved(self) -> dict[str, object]:
        """Return the inputs as they are saved."""
        return {name: value for name, value in self if value is not None}

    @classmethod
    def on_change(cls, name: str, kind: Kind) -> OnChange | None:  # noqa: ARG003 - for a subclass where kinds differ
        """Return what a change of an input does to a resource in a container of this kind."""
        metadata = cls.model_fields[name].metadata
        return next((marker for marker in metadata if isinstance(marker, OnChange)), None)

    @classmethod
    def names_by_change(cls, kind: Kind, *changes: OnChange) -> list[str]:
        return [name for name in cls.model_fields if cls.on_change(name, kind) in changes]

    def changes_from(self, old: BaseModel, *changes: OnChange) -> list[str]:
        """Return the inputs that differ from the old ones, as far as their change does one of these things."""
        return changed_names(self.names_by_change(self.container_kind, *changes), old, self)


class InputsWithGeneration(Inputs):
    """Inputs of a resource with a generation, which `check` assigns."""

    generation: str | None = None


def describe(error: ErrorDetails, names: Mapping[str, str]) -> str:
    """Return one line for a pydantic error: the input, then the rule."""
    field, *path = error["loc"]
    steps = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    name = names.get(str(field), str(field)) + "".join(steps)
    if error["type"] == "missing":
        return f"{name} is required"
    if error["type"] == "extra_forbidden":
        return f"{name} is not an input of this resource"
    return f"{name} {error['ctx']['error']}"


class Resolved(BaseModel):
    """Base of resolved inputs and of states."""

    model_config = ConfigDict(extra="allow", defer_build=True, frozen=True)

    kind: str

    @property
    def container_kind(self) -> Kind:
        return KINDS[self.kind]

    @classmethod
    def load(cls, values: Mapping[str, object]) -> Self:
        """Parse known values: the inputs of a create or an update, or a saved state."""
        try:
            return cls.model_validate(without_none(without(CHECK_ONLY_INPUTS, values)))
        except ValidationError as error:
            problems = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
            raise InternalError("read the saved state", problems) from None

    def saved(self) -> dict[str, object]:
        """Return the members that are set, as they are saved. The engine drops None."""
        return {name: value for name, value in self if value is not None and name in self.model_fields_set}

    def without(self, *names: str) -> Self:
        """Return a copy in which the named members are not set."""
        kept = {name: getattr(self, name) for name in self.model_fields_set if name not in names}
        return type(self).model_validate(kept)


class ResolvedWithGeneration(Resolved):
    """Resolved inputs and states of a resource with a generation."""

    generation: str = ""
    """Empty only where a program reads a resource with `get`."""


def origin_of(news: Mapping[str, object]) -> Mapping[str, object]:
    """Return the position of a resource in its stack, from which ids and tags are derived. It is not saved."""
    origin = news.get("origin")
    return origin if isinstance(origin, Mapping) else {}


def changed_names(names: Iterable[str], old: BaseModel, new: BaseModel) -> list[str]:
    """Return the names whose values differ. An unknown value differs from everything, also from itself."""
    return [name for name in names if differs(getattr(old, name, None), getattr(new, name, None))]


def differs(old: object, new: object) -> bool:
    return is_unknown(old) or is_unknown(new) or old != new
