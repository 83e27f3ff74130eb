"""Base classes of the resources that contain others: containers, and persons with their faces."""

from __future__ import annotations

from typing import ClassVar, Self

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.host import sdk_internals
from pulumi_azure_face.host.dynamic import ContainerProvider

from .account import AccountOrName, account_inputs, wait_for_account
from .arguments import ensure_parent
from .origin import origin_of, read_options


class ParentResource(Resource):
    """A resource that contains other resources of this package."""

    selected_account: AccountOrName
    """The account that the program selected. Child resources are in the same account."""
    read_id: pulumi.Input[str] | None
    """The id of a resource that is read with `get`; None for one that the program manages."""

    def known_id(self) -> pulumi.Input[str]:
        """Return the id for inputs of children.

        The program knows the id of a resource that it reads. The SDK would report it as unknown at every later preview.
        """
        return self.id if self.read_id is None else self.read_id

    def child_options(self, opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
        """Return the options of a child: deleting a managed parent deletes its children without calls of their own."""
        deleted_with = pulumi.ResourceOptions(deleted_with=self if self.read_id is None else None)
        return pulumi.ResourceOptions.merge(deleted_with, opts)


class ContainerResource(ParentResource):
    """A container without its composed children. Not part of the public interface: see `composition.Container`."""

    kind_of_container: ClassVar[Kind]

    display_name: pulumi.Output[str]
    """The name in the account (API: `name`)."""
    user_data: pulumi.Output[str | None]
    """Your text that is stored with the container (API: `userData`)."""
    recognition_model: pulumi.Output[str]
    """The model with which faces are recognized (API: `recognitionModel`)."""
    endpoint: pulumi.Output[str]
    """The endpoint of the account that contains it."""
    generation: pulumi.Output[str]
    """Changes whenever the container is replaced. Its children are then replaced too."""

    def __init__(
        self,
        resource_name: str,
        *,
        container_id: pulumi.Input[str] | None = None,
        display_name: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        recognition_model: pulumi.Input[str] | None = None,
        adopt: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        sdk_internals.end_program_on_interrupt()
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
        if container_id is not None:
            # Two containers cannot have one id, so the old one is deleted before its replacement is created.
            opts = pulumi.ResourceOptions.merge(pulumi.ResourceOptions(delete_before_replace=True), opts)
        super().__init__(ContainerProvider(), resource_name, {**inputs, **outputs}, opts)
        self.selected_account = account
        self.read_id = opts.id if opts else None

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
        *,
        account: AccountOrName = None,
    ) -> Self:
        """Read an existing container that this program does not manage.

        Needs version 3.268 of the `pulumi` package or newer.

        Args:
            resource_name: The name of the resource in the program.
            id: The id of the container in the account.
            opts: Pulumi resource options.
            account: The account that contains it. Defaults to the stack's account.

        Errors: no container has this id, or the account cannot be reached. Calls `GET` on the container.
        """
        return cls(resource_name, account=account, opts=read_options(wait_for_account(account, id), opts))

    def child_inputs(self) -> dict[str, object]:
        """Return the inputs that every resource in a container takes from it."""
        return {
            "kind": self.kind_of_container.name,
            "container_id": self.known_id(),
            "container_generation": self.generation,
        }


def ensure_container(resource: str, container: object) -> None:
    """Raise an error if the argument `container` of a gallery or a training is not a container."""
    kinds = "PersonGroup, LargePersonGroup, FaceList, or LargeFaceList"
    ensure_parent(resource, "container", container, ContainerResource, kinds)


class PersonResource(ParentResource):
    """The part of a person that its faces need. Not part of the public interface: see `person.Person`."""

    group: ContainerResource
    """The group that contains the person."""
