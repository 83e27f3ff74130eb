"""Containers with the resources that fill and train them."""

from __future__ import annotations

import pulumi

from .account import AccountOrName
from .arguments import ensure_bool
from .base import ContainerResource
from .gallery import Gallery
from .source import Source
from .training import Training


class Container(ContainerResource):
    """The base of all containers. Declare one of the kinds: PersonGroup, LargePersonGroup, FaceList, LargeFaceList."""

    trained: pulumi.Output[bool]
    """True once the training of `train=True` has succeeded; outputs that depend on it wait until then. False without
    `train`.
    """
    gallery: Gallery | None
    """The gallery that fills the container, if a source is given."""
    training: Training | None
    """The training of the container, with `train=True`."""

    def __init__(
        self,
        resource_name: str,
        *,
        container_id: pulumi.Input[str] | None = None,
        display_name: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        recognition_model: pulumi.Input[str] | None = None,
        source: Source | None = None,
        on_bad_image: pulumi.Input[str] | None = None,
        train: bool = False,
        adopt: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        ensure_bool(f"{type(self).__name__} {resource_name!r}", "train", train)
        super().__init__(
            resource_name,
            container_id=container_id,
            display_name=display_name,
            user_data=user_data,
            recognition_model=recognition_model,
            adopt=adopt,
            account=account,
            opts=opts,
        )
        child = pulumi.ResourceOptions(parent=self, custom_timeouts=opts.custom_timeouts if opts else None)
        self.gallery = self.training = None
        if source is not None:
            self.gallery = Gallery(
                resource_name,
                container=self,
                source=source,
                on_bad_image=on_bad_image,
                source_name=self.kind_of_container.holds,
                opts=child,
            )
        if train:
            triggers = [self.gallery.revision] if self.gallery else []
            self.training = Training(resource_name, container=self, triggers=triggers, opts=child)
        self.trained = self.training.trained if self.training else pulumi.Output.from_input(False)
