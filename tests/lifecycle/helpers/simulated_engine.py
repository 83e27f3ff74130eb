"""A simulated engine: the calls that Pulumi makes for one resource, in the order of the real engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal

from pulumi_azure_face.client.api.list_cache import ListCache
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.base import DiffOutcome, PartialFailureError
from pulumi_azure_face.lifecycle.inputs.model import Resolved
from pulumi_azure_face.lifecycle.inputs.values import without_none

from .account import Account
from .lifecycles import AnyLifecycle, Props

Outcome = Literal["created", "updated", "replaced", "unchanged"]


class Resource:
    """One resource of a program, with its saved state and the calls of each Pulumi command."""

    def __init__(self, lifecycle: AnyLifecycle, account: Account, *, delete_before_replace: bool = False) -> None:
        self.lifecycle = lifecycle
        self._account = account
        self._delete_before_replace = delete_before_replace
        self.id: str | None = None
        self.state: Props = {}
        self.inputs: Props = {}
        self.has_partial_state = False

    async def up(self, timeout_seconds: float | None = None, /, *, replace: bool = False, **program: Any) -> Outcome:
        """Run `pulumi up`.

        Args:
            timeout_seconds: The seconds of `custom_timeouts`.
            replace: The option `--replace`.
            program: The inputs of the resource.
        """
        inputs = self.check(self.inputs, program)
        if self.id is None:
            return await self._create(program, timeout_seconds)
        diff = self._diff(inputs)
        if diff.replaces or replace:
            return await self._replace(program, timeout_seconds)
        if not diff.has_changes and not self.has_partial_state:
            self.inputs = inputs
            return "unchanged"
        try:
            state = await self.lifecycle.update(
                self.id, self._state(), self._resolved(inputs), self._account.call_context(timeout_seconds)
            )
        except PartialFailureError as failure:
            self._keep_partial_state(failure, inputs)
            raise
        self.state, self.inputs, self.has_partial_state = stored(state.saved()), inputs, False
        return "updated"

    async def has_changes(self, **program: Any) -> bool:
        """Return whether `pulumi preview` shows a change."""
        return self._diff(self.check(self.inputs, program)).has_changes or self.has_partial_state

    async def refresh(self) -> bool:
        """Run `pulumi refresh` in a process of its own and return whether the resource still exists."""
        assert self.id is not None
        self._account.process.list_cache = ListCache()
        outcome = await self.lifecycle.read(self.id, self._state(), self._account.call_context())
        if outcome is None:
            self.id, self.state, self.inputs = None, {}, {}
            return False
        self.state, self.inputs = stored(outcome.state.saved()), stored(self.lifecycle.inputs_of(outcome.state).saved())
        self.has_partial_state = False
        return True

    async def destroy(self, timeout_seconds: float | None = None) -> None:
        assert self.id is not None
        await self.lifecycle.delete(self.id, self._state(), self._account.call_context(timeout_seconds))
        self._account.stack.ids.discard(self.id)
        self.id, self.state, self.inputs = None, {}, {}

    def check(self, old_inputs: Props, program: Props) -> Props:
        inputs = stored(self.lifecycle.check(old_inputs, stored(program)).saved())
        self._account.process.generations.add(inputs.get("generation", ""))
        return inputs

    def _state(self) -> Resolved:
        state: Resolved = self.lifecycle.state_model.load(self.state)
        return state

    def _resolved(self, inputs: Props) -> Resolved:
        resolved: Resolved = self.lifecycle.resolved_model.load(inputs)
        return resolved

    def _diff(self, inputs: Props) -> DiffOutcome:
        new_inputs = self.lifecycle.inputs_model.load(inputs)
        return self.lifecycle.diff(self._state(), new_inputs, self._account.live_resources)

    async def prepare_create(self, inputs: Props) -> Props:
        """Let a person or face add to its inputs what the state must have before the create starts."""
        resolved = self._resolved(inputs)
        with suppress(FaceError):
            resolved = await self.lifecycle.prepare_create(resolved, self._account.call_context())
        return stored(resolved.saved())

    async def _create(self, program: Props, timeout_seconds: float | None) -> Outcome:
        inputs = await self.prepare_create(self.check({}, program))
        try:
            with self._account.stack.recording_create(self._resolved(inputs)):
                created = await self.lifecycle.create(
                    self._resolved(inputs), self._account.call_context(timeout_seconds)
                )
        except PartialFailureError as failure:
            self._keep_partial_state(failure, inputs)
            raise
        self.id, self.state, self.inputs = created.id, stored(created.state.saved()), inputs
        self._account.stack.save(created.id, inputs)
        self.has_partial_state = False
        return "created"

    async def _replace(self, program: Props, timeout_seconds: float | None) -> Outcome:
        """Create the new resource and delete the old one, in the order that the program asks for."""
        old_id, old_state = self.id, self._state()
        assert old_id is not None
        if self._delete_before_replace:
            await self.lifecycle.delete(old_id, old_state, self._account.call_context(timeout_seconds))
        await self._create(program, timeout_seconds)
        if not self._delete_before_replace:
            await self.lifecycle.delete(old_id, old_state, self._account.call_context(timeout_seconds))
        self._account.stack.ids.discard(old_id)
        return "replaced"

    def _keep_partial_state(self, failure: PartialFailureError, inputs: Props) -> None:
        self.id, self.state, self.inputs = failure.resource.id, stored(failure.resource.state.saved()), inputs
        self.has_partial_state = True
        self._account.stack.save(failure.resource.id, inputs)


def stored(props: Mapping[str, object]) -> Props:
    """Return the values as they come back from a saved state: plain JSON without None."""
    plain: Props = json.loads(json.dumps(without_none(props)))
    return plain
