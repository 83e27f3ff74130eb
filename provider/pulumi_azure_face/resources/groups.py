"""Groups of persons as a program declares them."""

from __future__ import annotations

import pulumi
from pulumi_azure_face.client.kinds import LARGE_PERSON_GROUP, PERSON_GROUP

from .account import AccountOrName
from .containers import Container
from .source import Source


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
        on_bad_image: pulumi.Input[str] | None = None,
        train: bool = False,
        adopt: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
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
            persons: A folder with a folder of photos per person, or a manifest; fills the group through a `Gallery`,
                which tells more. A person has 1 to 248 photos: JPEG, PNG, GIF or BMP of 1 KB to 6 MB, each with exactly
                one face.
            on_bad_image: "fail" (default) or "skip": whether photos that the service refuses end the run in an error,
                after all others are enrolled, or are done without.
            train: Train the group whenever its content has changed, through a `Training`.
            adopt: What to do when the id is taken: "identical" (default) takes over a group of the same name, user
                data and model that is still empty and was never trained; "never" takes over none; "always" any of the
                same model.
            account: The account that holds it: a name, of `azure-face:accounts.<name>.*`, or an `Account` made in the
                program. The stack's own when left out.
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
            on_bad_image=on_bad_image,
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )


class LargePersonGroup(Container, module="azure-face", name="LargePersonGroup"):
    """A large person group: as a person group, for up to a million persons (Azure: LargePersonGroup).

    Made with `PUT /largepersongroups/{largePersonGroupId}`. Holds at most 1,000,000 persons in tier S0 and 1,000 in F0.

    ```python
    staff = LargePersonGroup("staff", persons="photos/staff", train=True)
    pulumi.export("staff_ready", staff.trained)
    ```
    """

    kind_of_container = LARGE_PERSON_GROUP

    large_person_group_id: pulumi.Output[str]
    """Its id in the account (wire: `largePersonGroupId`)."""

    def __init__(
        self,
        resource_name: str,
        *,
        large_person_group_id: pulumi.Input[str] | None = None,
        display_name: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        recognition_model: pulumi.Input[str] | None = None,
        persons: Source | None = None,
        on_bad_image: pulumi.Input[str] | None = None,
        train: bool = False,
        adopt: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a large person group.

        Args:
            resource_name: Its name in the program.
            large_person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (wire: `largePersonGroupId`). Left out,
                it is worked out from the resource's place in the stack. A change replaces the group.
            display_name: 1 to 128 characters (wire: `name`); the resource's name when left out.
            user_data: Text kept with the group, at most 16 KB (wire: `userData`).
            recognition_model: `recognition_01` to `recognition_04`, the default (wire: `recognitionModel`). A change
                replaces the group; everything in it is enrolled and trained again.
            persons: A folder with a folder of photos per person, or a manifest; fills the group through a `Gallery`,
                which tells more. A person has 1 to 248 photos: JPEG, PNG, GIF or BMP of 1 KB to 6 MB, each with exactly
                one face.
            on_bad_image: "fail" (default) or "skip": whether photos that the service refuses end the run in an error,
                after all others are enrolled, or are done without.
            train: Train the group whenever its content has changed, through a `Training`.
            adopt: What to do when the id is taken: "identical" (default) takes over a group of the same name, user
                data and model that is still empty and was never trained; "never" takes over none; "always" any of the
                same model.
            account: The account that holds it: a name, of `azure-face:accounts.<name>.*`, or an `Account` made in the
                program. The stack's own when left out.
            opts: Pulumi's options. `custom_timeouts` also bound the gallery and the training.

        Errors are those of `PersonGroup`.
        """
        super().__init__(
            resource_name,
            container_id=large_person_group_id,
            display_name=display_name,
            user_data=user_data,
            recognition_model=recognition_model,
            source=persons,
            source_name="persons",
            on_bad_image=on_bad_image,
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )
