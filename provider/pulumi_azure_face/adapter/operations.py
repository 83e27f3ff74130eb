"""The engine's calls as operations of lifecycles, with plain values: no matter which adapter received them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.accounts.configuration import Account
from pulumi_azure_face.client.errors import AuthenticationError, FaceError
from pulumi_azure_face.client.events import ON_RETRY
from pulumi_azure_face.lifecycle.base import CallContext, DiffOutcome, Lifecycle, PartialFailureError, ResourceState
from pulumi_azure_face.lifecycle.container import ContainerLifecycle
from pulumi_azure_face.lifecycle.face import FaceLifecycle
from pulumi_azure_face.lifecycle.gallery import GalleryLifecycle
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.model import Inputs, InvalidInputsError, Resolved
from pulumi_azure_face.lifecycle.inputs.values import is_unknown
from pulumi_azure_face.lifecycle.person import PersonLifecycle
from pulumi_azure_face.lifecycle.process_context import ProcessContext
from pulumi_azure_face.lifecycle.training import TrainingLifecycle

from .account_settings import AccountSettings
from .bridge import bridge
from .stack_state import load_saved_state
from .status_line import StatusLine

T = TypeVar("T")

AnyLifecycle = Lifecycle[Any, Any, Any]
LIFECYCLES: dict[str, AnyLifecycle] = {
    "container": ContainerLifecycle(),
    "face": FaceLifecycle(),
    "gallery": GalleryLifecycle(),
    "person": PersonLifecycle(),
    "training": TrainingLifecycle(),
}
"""The lifecycles by the names that the adapters have for them."""


@dataclass(frozen=True)
class EngineCall:
    """The current call of the engine."""

    urn: str
    timeout: float | None
    """Seconds from the user's `custom_timeouts`."""
    line: StatusLine
    is_alive: Callable[[], bool]
    """Returns whether the engine still waits for this call."""


@dataclass(frozen=True)
class CheckOutcome:
    """The checked inputs, or the problems with them."""

    values: dict[str, object]
    """The inputs as they will be saved, or as the program gave them if there are problems."""
    problems: list[str]
    """Each problem once, in one line that names the input."""
    inputs: Inputs | None = None
    """The inputs, if they obey their rules."""


@dataclass
class Operations:
    """Runs operations of lifecycles for one process, which serves one preview or one update."""

    settings: AccountSettings = field(default_factory=AccountSettings)
    live_resources: LiveResources = field(default_factory=LiveResources)
    process: ProcessContext = field(default_factory=ProcessContext)

    # --- check and diff -----------------------------------------------------------------------------------------------

    def check(
        self, lifecycle: AnyLifecycle, olds: Mapping[str, object], program: Mapping[str, object], call: EngineCall
    ) -> CheckOutcome:
        try:
            inputs = lifecycle.check(olds, program)
        except InvalidInputsError as error:
            problems = [*error.problems, *self.settings.problems(program)]
            return CheckOutcome(dict(program), list(dict.fromkeys(problems)))
        for warning in lifecycle.machine_warnings():
            call.line.warning(warning)
        saved = inputs.saved()
        self.settings.remember_key(saved)
        self.process.generations.add(str(saved.get("generation")))
        return CheckOutcome(saved, self._find_problems(lifecycle, program, inputs), inputs)

    def _find_problems(self, lifecycle: AnyLifecycle, program: Mapping[str, object], inputs: Inputs) -> list[str]:
        """Return the problems with the settings of the account, and with the capacity of the container."""
        saved = inputs.saved()
        if problems := self.settings.problems(saved):
            return problems
        account = self.settings.known_account(saved)
        source_name = str(program.get("source_name") or "source")
        return lifecycle.find_quota_problems(inputs, source_name, account.tier if account else None)

    def prepare_create(self, lifecycle: AnyLifecycle, saved: dict[str, object], call: EngineCall) -> dict[str, object]:
        """Let a lifecycle add inputs that the state must have before the create starts.

        If the account does not answer, the create will report it.
        """
        if not lifecycle.prepares_create or is_unknown(saved):
            return saved
        inputs: Resolved = lifecycle.resolved_model.load(saved)
        with suppress(FaceError):
            inputs = self.run(lambda context: lifecycle.prepare_create(inputs, context), saved, call)
        return inputs.saved()

    def diff(self, lifecycle: AnyLifecycle, state: Resolved, inputs: Inputs, call: EngineCall) -> DiffOutcome:
        outcome = lifecycle.diff(state, inputs, self.live_resources)
        if lifecycle.has_warnings and not outcome.replaces and (account := self.settings.known_account(inputs.saved())):
            for warning in lifecycle.warnings(state, account.endpoint):
                call.line.warning(warning)
        return outcome

    def show_preview_summary(
        self, lifecycle: AnyLifecycle, state: Resolved | None, inputs: Inputs, call: EngineCall
    ) -> None:
        """Print the planned changes in the diagnostics of the resource."""
        saved = inputs.saved()
        if not lifecycle.has_preview_summary or self.settings.known_account(saved) is None:
            return
        summary = self.run(lambda context: lifecycle.preview_summary(state, inputs, context), saved, call)
        if summary:
            call.line.info(summary)

    # --- the account --------------------------------------------------------------------------------------------------

    def create(
        self, lifecycle: AnyLifecycle, values: Mapping[str, object], call: EngineCall
    ) -> ResourceState[Resolved]:
        inputs = lifecycle.resolved_model.load(values)
        return self.run(lambda context: lifecycle.create(inputs, context), values, call)

    def read(
        self, lifecycle: AnyLifecycle, resource_id: str, values: Mapping[str, object], call: EngineCall
    ) -> ResourceState[Resolved] | None:
        state = lifecycle.state_model.load(values)
        return self.run(lambda context: lifecycle.read(resource_id, state, context), values, call)

    def update(
        self,
        lifecycle: AnyLifecycle,
        resource_id: str,
        olds: Mapping[str, object],
        values: Mapping[str, object],
        call: EngineCall,
    ) -> Resolved:
        state, inputs = lifecycle.state_model.load(olds), lifecycle.resolved_model.load(values)
        new_state: Resolved = self.run(
            lambda context: lifecycle.update(resource_id, state, inputs, context), values, call
        )
        return new_state

    def delete(self, lifecycle: AnyLifecycle, resource_id: str, values: Mapping[str, object], call: EngineCall) -> None:
        state = lifecycle.state_model.load(values)
        self.run(lambda context: lifecycle.delete(resource_id, state, context), values, call)

    # --- running ------------------------------------------------------------------------------------------------------

    def run(self, operation: Callable[[CallContext], Awaitable[T]], props: Mapping[str, object], call: EngineCall) -> T:
        """Run an operation of a lifecycle in the account that inputs or a state name, and wait for its end."""

        def with_client(client: AccountClient) -> Awaitable[T]:
            ON_RETRY.set(call.line.ephemeral)
            load_state = partial(load_saved_state, call.urn)
            progress, warn = call.line.ephemeral, call.line.warning
            context = CallContext(client, self.live_resources, self.process, load_state, call.timeout, progress, warn)
            return operation(context)

        return self._retry_with_new_key(
            lambda account: bridge.run(with_client, account, call.is_alive), props, call.urn
        )

    def _retry_with_new_key(self, run: Callable[[Account], T], props: Mapping[str, object], urn: str) -> T:
        """Call `run`. If the key is rejected and the configuration has a new one, call it again with that key."""
        account = self.settings.account(props)
        try:
            return run(account)
        except (AuthenticationError, PartialFailureError) as error:
            if not can_retry_with_new_key(error):
                raise
            self.settings.reload(urn)
            current_account = self.settings.account(props)
            if current_account == account:
                raise
        return run(current_account)


def can_retry_with_new_key(error: AuthenticationError | PartialFailureError) -> bool:
    """Whether the key was the reason, and a second run is safe after what the first one has done."""
    reason = error.reason if isinstance(error, PartialFailureError) and error.is_retryable else error
    return isinstance(reason, AuthenticationError) and reason.is_wrong_key
