"""Containers as a program declares them, and what they are composed of."""

from __future__ import annotations

from typing import ClassVar

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP, Kind
from pulumi_azure_face.host.dynamic import ContainerProvider

from .gallery import Gallery
from .origin import origin_of
from .source import Source
from .training import Training


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

    def __init__(
        self,
        resource_name: str,
        *,
        container_id: pulumi.Input[str] | None,
        display_name: pulumi.Input[str] | None,
        user_data: pulumi.Input[str] | None,
        recognition_model: pulumi.Input[str] | None,
        source: Source | None,
        source_name: str,
        train: bool,
        adopt: pulumi.Input[str] | None,
        account: str | None,
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        inputs: dict[str, pulumi.Input[object] | None] = {
            "kind": self.kind_of_container.name,
            self.kind_of_container.id_input: container_id,
            "display_name": display_name,
            "user_data": user_data,
            "recognition_model": recognition_model,
            "adopt": adopt,
            "account": account,
            "origin": origin_of(resource_name, opts),
        }
        outputs = {"auto_named": None, "generation": None, "endpoint": None}
        super().__init__(ContainerProvider(), resource_name, {**inputs, **outputs}, own_options(container_id, opts))
        self._compose(resource_name, source, source_name, train, account, opts)

    def _compose(
        self,
        resource_name: str,
        source: Source | None,
        source_name: str,
        train: bool,
        account: str | None,
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        """The gallery that fills it and the training after that, as children."""
        child = pulumi.ResourceOptions(parent=self, custom_timeouts=opts.custom_timeouts if opts else None)
        self.gallery = self.training = None
        if source is not None:
            self.gallery = Gallery(
                resource_name, container=self, source=source, account=account, source_name=source_name, opts=child
            )
        if train:
            triggers = [self.gallery.revision] if self.gallery else []
            self.training = Training(resource_name, container=self, triggers=triggers, account=account, opts=child)
        self.trained = self.training.trained if self.training else pulumi.Output.from_input(False)


def own_options(
    container_id: pulumi.Input[str] | None, opts: pulumi.ResourceOptions | None
) -> pulumi.ResourceOptions | None:
    """Two containers cannot hold one id, so one with an id of its own goes before its replacement comes."""
    if container_id is None:
        return opts
    return pulumi.ResourceOptions.merge(pulumi.ResourceOptions(delete_before_replace=True), opts)


class PersonGroup(Container, module="azure-face", name="PersonGroup"):
    """A person group: persons, each with up to 248 faces, to identify faces against (Azure: PersonGroup).

    Made with `PUT /persongroups/{personGroupId}`. Holds at most 10,000 persons in tier S0 and 1,000 in F0.

    ```python
    staff = PersonGroup("staff", persons="photos/staff", train=True)
    pulumi.export("staff_ready", staff.trained)
    ```
    """

    kind_of_container = PERSON_GROUP

    person_group_id: pulumi.Output[str]
    """Its id in the account (wire: `personGroupId`)."""

    def __init__(
        self,
        resource_name: str,
        *,
        person_group_id: pulumi.Input[str] | None = None,
        display_name: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        recognition_model: pulumi.Input[str] | None = None,
        persons: Source | None = None,
        train: bool = False,
        adopt: pulumi.Input[str] | None = None,
        account: str | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a person group.

        Args:
            resource_name: Its name in the program.
            person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (wire: `personGroupId`). Left out, it is
                worked out from the resource's place in the stack. A change replaces the group.
            display_name: 1 to 128 characters (wire: `name`); the resource's name when left out.
            user_data: Text kept with the group, at most 16 KB (wire: `userData`).
            recognition_model: `recognition_01` to `recognition_04`, the default (wire: `recognitionModel`). A change
                replaces the group; everything in it is enrolled and trained again.
            persons: A folder with a folder of photos per person; fills the group through a `Gallery`. A person has 1
                to 248 photos: JPEG, PNG, GIF or BMP of 1 KB to 6 MB, each with exactly one face.
            train: Train the group whenever its content has changed, through a `Training`.
            adopt: What to do when the id is taken: "identical" (default) takes over a group of the same name, user
                data and model that is still empty and was never trained; "never" takes over none; "always" any of the
                same model.
            account: The name of the account, one of `azure-face:accounts.<name>.*`; the stack's own when left out.
            opts: Pulumi's options. `custom_timeouts` also bound the gallery and the training.

        Errors are one line each: an id that is taken, a key that is refused (401), an approval or quota that is missing
        (403), an endpoint that does not answer. None of them loses what exists.
        """
        super().__init__(
            resource_name,
            container_id=person_group_id,
            display_name=display_name,
            user_data=user_data,
            recognition_model=recognition_model,
            source=persons,
            source_name="persons",
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )

    @staticmethod
    def get(
        resource_name: str,
        id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
        *,
        account: str | None = None,
    ) -> PersonGroup:
        """Read a group that is not this program's (`GET /persongroups/{personGroupId}`).

        Args:
            resource_name: Its name in the program.
            id: Its id in the account.
            opts: Pulumi's options.
            account: The name of the account; the stack's own when left out.
        """
        return PersonGroup(resource_name, account=account, opts=reading(id, opts))


class LargeFaceList(Container, module="azure-face", name="LargeFaceList"):
    """A large face list: faces without persons, to find similar ones among (Azure: LargeFaceList).

    Made with `PUT /largefacelists/{largeFaceListId}`. Holds at most 1,000,000 faces in tier S0 and 1,000 in F0.

    ```python
    visitors = LargeFaceList("visitors", faces="photos/visitors", train=True)
    ```
    """

    kind_of_container = LARGE_FACE_LIST

    large_face_list_id: pulumi.Output[str]
    """Its id in the account (wire: `largeFaceListId`)."""

    def __init__(
        self,
        resource_name: str,
        *,
        large_face_list_id: pulumi.Input[str] | None = None,
        display_name: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        recognition_model: pulumi.Input[str] | None = None,
        faces: Source | None = None,
        train: bool = False,
        adopt: pulumi.Input[str] | None = None,
        account: str | None = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a large face list.

        Args:
            resource_name: Its name in the program.
            large_face_list_id: 1 to 64 of the characters a-z, 0-9, - and _ (wire: `largeFaceListId`). Left out, it is
                worked out from the resource's place in the stack. A change replaces the list.
            display_name: 1 to 128 characters (wire: `name`); the resource's name when left out.
            user_data: Text kept with the list, at most 16 KB (wire: `userData`).
            recognition_model: `recognition_01` to `recognition_04`, the default (wire: `recognitionModel`). A change
                replaces the list; everything in it is enrolled and trained again.
            faces: A flat folder of photos; fills the list through a `Gallery`. A photo is a JPEG, PNG, GIF or BMP of
                1 KB to 6 MB with exactly one face.
            train: Train the list whenever its content has changed, through a `Training`.
            adopt: What to do when the id is taken: "identical" (default) takes over a list of the same name, user
                data and model that is still empty and was never trained; "never" takes over none; "always" any of the
                same model.
            account: The name of the account, one of `azure-face:accounts.<name>.*`; the stack's own when left out.
            opts: Pulumi's options. `custom_timeouts` also bound the gallery and the training.

        Errors are those of `PersonGroup`.
        """
        super().__init__(
            resource_name,
            container_id=large_face_list_id,
            display_name=display_name,
            user_data=user_data,
            recognition_model=recognition_model,
            source=faces,
            source_name="faces",
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )

    @staticmethod
    def get(
        resource_name: str,
        id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
        *,
        account: str | None = None,
    ) -> LargeFaceList:
        """Read a list that is not this program's (`GET /largefacelists/{largeFaceListId}`).

        Args:
            resource_name: Its name in the program.
            id: Its id in the account.
            opts: Pulumi's options.
            account: The name of the account; the stack's own when left out.
        """
        return LargeFaceList(resource_name, account=account, opts=reading(id, opts))


def reading(id: pulumi.Input[str], opts: pulumi.ResourceOptions | None) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(id=id))
