"""Containers as a program declares them, and what they are composed of."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.host.dynamic import ContainerProvider

from .account import AccountOrName, account_inputs, known_with
from .gallery import Gallery
from .origin import origin_of, read_options
from .source import Source
from .training import Training

if TYPE_CHECKING:
    from typing_extensions import Self


class Container(Resource):
    """What all kinds of containers share. Not to be made itself: declare one of the kinds."""

    kind_of_container: ClassVar[Kind]

    display_name: pulumi.Output[str]
    """Its name in the account (wire: `name`)."""
    user_data: pulumi.Output[str | None]
    """Text of yours that is kept with it (wire: `userData`)."""
    recognition_model: pulumi.Output[str]
    """The model its faces are enrolled with (wire: `recognitionModel`)."""
    endpoint: pulumi.Output[str]
    """The account that holds it."""
    generation: pulumi.Output[str]
    """Changes whenever the container is replaced, and with it everything in it."""
    trained: pulumi.Output[bool]
    """True once the training that `train=True` asks for has succeeded; what uses it waits until then. Without
    `train`, False.
    """
    gallery: Gallery | None
    """What fills it, when a source was given."""
    training: Training | None
    """What trains it, with `train=True`."""
    declared_account: AccountOrName
    """The account it was declared in; what lies in it is in the same."""
    read_id: pulumi.Input[str] | None
    """The id under which it is read and not made, as by `get`."""

    def __init__(
        self,
        resource_name: str,
        *,
        container_id: pulumi.Input[str] | None = None,
        display_name: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        recognition_model: pulumi.Input[str] | None = None,
        source: Source | None = None,
        source_name: str = "source",
        on_bad_image: pulumi.Input[str] | None = None,
        train: bool = False,
        adopt: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        inputs: dict[str, pulumi.Input[object] | None] = {
            "kind": self.kind_of_container.name,
            self.kind_of_container.id_input: container_id,
            "display_name": display_name,
            "user_data": user_data,
            "recognition_model": recognition_model,
            "adopt": adopt,
            **account_inputs(account),
            "origin": origin_of(resource_name, opts),
        }
        outputs = {"auto_named": None, "generation": None, "endpoint": None}
        super().__init__(
            ContainerProvider(), resource_name, {**inputs, **outputs}, container_options(container_id, opts)
        )
        self.declared_account = account
        self.read_id = opts.id if opts else None
        self._compose(resource_name, source, source_name, on_bad_image, train, opts)

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
        *,
        account: AccountOrName = None,
    ) -> Self:
        """Read a container that is not this program's (`GET` on its id). Needs version 3.268 of the `pulumi` package.

        Args:
            resource_name: Its name in the program.
            id: Its id in the account.
            opts: Pulumi's options.
            account: The account that holds it; the stack's own when left out.

        Errors: there is none under this id, or the account cannot be asked.
        """
        return cls(resource_name, account=account, opts=read_options(known_with(account, id), opts))

    def _compose(
        self,
        resource_name: str,
        source: Source | None,
        source_name: str,
        on_bad_image: pulumi.Input[str] | None,
        train: bool,
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        """The gallery that fills it and the training after that, as children."""
        child = pulumi.ResourceOptions(parent=self, custom_timeouts=opts.custom_timeouts if opts else None)
        self.gallery = self.training = None
        if source is not None:
            self.gallery = Gallery(
                resource_name,
                container=self,
                source=source,
                on_bad_image=on_bad_image,
                source_name=source_name,
                opts=child,
            )
        if train:
            triggers = [self.gallery.revision] if self.gallery else []
            self.training = Training(resource_name, container=self, triggers=triggers, opts=child)
        self.trained = self.training.trained if self.training else pulumi.Output.from_input(False)


def container_options(
    container_id: pulumi.Input[str] | None, opts: pulumi.ResourceOptions | None
) -> pulumi.ResourceOptions | None:
    """Two containers cannot hold one id, so one with an id of its own goes before its replacement comes."""
    if container_id is None:
        return opts
    return pulumi.ResourceOptions.merge(pulumi.ResourceOptions(delete_before_replace=True), opts)
