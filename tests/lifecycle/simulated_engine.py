"""What the engine does with one resource from run to run, in the order that was observed on a real one."""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any, Literal, cast

from pulumi_azure_face.client.api.list_cache import ListCache
from pulumi_azure_face.lifecycle.base import Lifecycle, PartialFailureError
from pulumi_azure_face.lifecycle.inputs.values import Props, without_none

from .account import Account

Outcome = Literal["created", "updated", "replaced", "unchanged"]


class CheckFailedError(Exception):
    """What a failed check said."""


class Resource:
    """One resource of a program: what the state holds of it, and the calls that each command leads to."""

    def __init__(self, lifecycle: ModuleType, account: Account, *, delete_before_replace: bool = False) -> None:
        self._lifecycle = cast(Lifecycle, lifecycle)
        self._account = account
        self._delete_first = delete_before_replace
        self.id: str | None = None
        self.state: Props = {}
        self.inputs: Props = {}
        self.has_partial_state = False

    async def up(self, allowed: float | None = None, /, *, replace: bool = False, **program: Any) -> Outcome:
        """`pulumi up`: `allowed` are the seconds of `custom_timeouts`, `replace` is the option `--replace`."""
        checked = self.check(self.inputs, program)
        if self.id is None:
            return await self._create(program, allowed)
        found = self._lifecycle.diff(self.state, checked, self._account.live_resources)
        self._account.process.record_saved(self.state)
        if found.replaces or replace:
            return await self._replace(program, allowed)
        if not found.changes and not self.has_partial_state:
            self.inputs = checked
            return "unchanged"
        try:
            state = await self._lifecycle.update(self.id, self.state, checked, self._account.call(allowed))
        except PartialFailureError as half:
            self._keep_partial_state(half, checked)
            raise
        self.state, self.inputs, self.has_partial_state = stored(state), checked, False
        return "updated"

    async def has_changes(self, **program: Any) -> bool:
        """Whether `pulumi preview` shows anything to do."""
        found = self._lifecycle.diff(self.state, self.check(self.inputs, program), self._account.live_resources)
        return found.changes or self.has_partial_state

    async def refresh(self) -> bool:
        """`pulumi refresh`, which like every command has a process of its own; whether the resource is still there."""
        assert self.id is not None
        self._account.process.list_cache = ListCache()
        seen = await self._lifecycle.read(self.id, self.state, self._account.call())
        if seen is None:
            self.id, self.state, self.inputs = None, {}, {}
            return False
        self.state, self.inputs, self.has_partial_state = stored(seen.state), stored(seen.inputs), False
        return True

    async def destroy(self, allowed: float | None = None) -> None:
        assert self.id is not None
        await self._lifecycle.delete(self.id, self.state, self._account.call(allowed))
        self.id, self.state, self.inputs = None, {}, {}

    def check(self, olds: Props, program: Props) -> Props:
        checked = self._lifecycle.check(olds, stored(program))
        if checked.failures:
            raise CheckFailedError("\n".join(checked.failures))
        return stored(checked.inputs)

    async def _create(self, program: Props, allowed: float | None) -> Outcome:
        inputs = self.check({}, program)
        try:
            made = await self._lifecycle.create(inputs, self._account.call(allowed))
        except PartialFailureError as half:
            self._keep_partial_state(half, inputs)
            raise
        self.id, self.state, self.inputs, self.has_partial_state = made.id, stored(made.state), inputs, False
        return "created"

    async def _replace(self, program: Props, allowed: float | None) -> Outcome:
        """Create, then delete the old one; or the other way round where the program asks for it."""
        old_id, old_state = self.id, self.state
        assert old_id is not None
        if self._delete_first:
            await self._lifecycle.delete(old_id, old_state, self._account.call(allowed))
        await self._create(program, allowed)
        if not self._delete_first:
            await self._lifecycle.delete(old_id, old_state, self._account.call(allowed))
        return "replaced"

    def _keep_partial_state(self, half: PartialFailureError, inputs: Props) -> None:
        self.id, self.state, self.inputs, self.has_partial_state = (
            half.resource.id,
            stored(half.resource.state),
            inputs,
            True,
        )


def stored(props: Props) -> Props:
    """As values come back from a state: plain JSON, without what is None."""
    plain: Props = json.loads(json.dumps(without_none(props)))
    return plain
