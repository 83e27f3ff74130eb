"""The training of a container."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.host.dynamic import TrainingProvider

from .account import AccountOrName, account_inputs
from .base import ContainerResource, ensure_container


class Training(Resource, module="azure-face", name="Training"):
    """The training of a container. It runs when the resource is created and whenever a trigger changes.

    If the training fails, `pulumi up` fails with the service's message. The container and its content stay, and the
    next `pulumi up` trains again.

    ```python
    group = PersonGroup("staff")
    gallery = Gallery("staff", container=group, source="photos/staff")
    training = Training("staff", container=group, triggers=[gallery.revision])
    ```
    """

    trained: pulumi.Output[bool]
    """True if a training that started after the last change of content has succeeded."""
    status: pulumi.Output[str]
    """The service's status: notStarted, running, succeeded, or failed; notTrained if there was no training."""

    def __init__(
        self,
        resource_name: str,
        *,
        container: ContainerResource,
        triggers: Sequence[pulumi.Input[str]] = (),
        wait: pulumi.Input[bool] = True,
        timeout: pulumi.Input[float] | None = None,
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a training.

        Args:
            resource_name: The name of the resource in the program.
            container: The container to train. If it is replaced, it is trained again.
            triggers: Strings, usually the `revision` of a gallery. A change of any of them is an update that trains
                again. Defaults to none.
            wait: Whether to wait for the end. If False, `trained` is False until a refresh finds that the training
                ended. Defaults to True.
            timeout: Seconds to wait for the end, above 0 and at most 604,800 (a week). Defaults to 1800.
                `custom_timeouts` in the options take precedence.
            account: The account. Defaults to the account of the container. A change replaces the training.
            opts: Pulumi resource options.

        Raises:
            pulumi.RunError: `container` is not a container.

        Errors: A preview reports a `FaceList`, which cannot be trained. An update reports a failed training with the
        service's message (an empty container cannot be trained), and one that does not end in time. Calls `POST
        .../train` and `GET .../training`; each poll counts as a transaction.
        """
        ensure_container(f"Training {resource_name!r}", container)
        inputs = {
            **container.child_inputs(),
            "triggers": list_of(triggers),
            "wait": wait,
            "timeout": timeout,
            **account_inputs(account or container.selected_account),
        }
        outputs = dict.fromkeys(("trained", "status", "submitted_at", "succeeded_at", "endpoint"))
        super().__init__(TrainingProvider(), resource_name, {**inputs, **outputs}, container.child_options(opts))


def list_of(triggers: object) -> object:
    """Return the triggers as a list. `check` rejects a string, which would become a list of its characters."""
    if isinstance(triggers, Iterable) and not isinstance(triggers, (str, bytes, pulumi.Output)):
        return [*triggers]
    return triggers
