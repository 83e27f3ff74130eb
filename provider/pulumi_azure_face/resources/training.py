"""A training as a program declares it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.host.dynamic import TrainingProvider

from .account import AccountOrName, account_inputs
from .holding import child_options, container_inputs

if TYPE_CHECKING:
    from .containers import Container


class Training(Resource, module="azure-face", name="Training"):
    """A container's training. It is asked for when the resource is made and whenever a trigger changes.

    A training that fails makes `pulumi up` fail with the service's message. The container and its content stay, and
    the next `up` trains again.

    ```python
    group = PersonGroup("staff")
    gallery = Gallery("staff", container=group, source="photos/staff")
    training = Training("staff", container=group, triggers=[gallery.revision])
    ```
    """

    trained: pulumi.Output[bool]
    """True when the service says that a training asked for after our last change of content has succeeded."""
    status: pulumi.Output[str]
    """The service's word: notStarted, running, succeeded or failed; notTrained when none was asked for."""

    def __init__(
        self,
        resource_name: str,
        *,
        container: Container,
        triggers: Sequence[pulumi.Input[str]] = (),
        wait: pulumi.Input[bool] = True,
        timeout: pulumi.Input[float] | None = None,
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a training.

        Args:
            resource_name: Its name in the program.
            container: What is trained. When that is replaced, it is trained again.
            triggers: Texts that ask for a new training whenever one of them changes; most often a gallery's
                `revision`.
            wait: Whether to wait for the end. Without, `trained` is False until a refresh sees the end.
            timeout: Seconds to wait for the end, above 0 and at most 604,800 (a week); 1800 when left out.
                `custom_timeouts` in the options go before it.
            account: The container's account, which it is when left out.
            opts: Pulumi's options.

        Errors: a training that failed, with the service's message (an empty container cannot be trained), or that has
        not ended in time. Uses `POST .../train` and `GET .../training`; every look at it counts as a transaction.
        """
        inputs = {
            **container_inputs(container),
            "triggers": list(triggers),
            "wait": wait,
            "timeout": timeout,
            **account_inputs(account or container.declared_account),
        }
        outputs = dict.fromkeys(("trained", "status", "submitted_at", "succeeded_at", "endpoint"))
        super().__init__(TrainingProvider(), resource_name, {**inputs, **outputs}, child_options(container, opts))
