"""Groups of persons."""

from __future__ import annotations

import pulumi
from pulumi_azure_face.client.kinds import LARGE_PERSON_GROUP, PERSON_GROUP

from .account import AccountOrName
from .composition import Container
from .source import Source


class PersonGroup(Container, module="azure-face", name="PersonGroup"):
    """A person group: persons, each with up to 248 faces, to identify faces against (Azure: PersonGroup).

    Created with `PUT /persongroups/{personGroupId}`. Contains at most 10,000 persons in tier S0 and 1,000 in F0.

    ```python
    staff = PersonGroup("staff", persons="photos/staff", train=True)
    pulumi.export("staff_ready", staff.trained)
    ```
    """

    kind_of_container = PERSON_GROUP

    person_group_id: pulumi.Output[str]
    """The id in the account (API: `personGroupId`)."""

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
            resource_name: The name of the resource in the program.
            person_group_id: The id in the account: 1 to 64 of the characters a-z, 0-9, - and _ (API: `personGroupId`).
                Defaults to an id derived from the resource's place in the stack. A change replaces the group.
            display_name: 1 to 128 characters (API: `name`). Defaults to the resource name. A change is an update.
            user_data: Your text, stored with the group; at most 16 KB (API: `userData`). A change is an update.
            recognition_model: `recognition_01` to `recognition_04` (API: `recognitionModel`). Defaults to
                `recognition_04`. A change replaces the group and enrolls and trains everything again.
            persons: A folder with one folder of photos per person, or a manifest. Fills the group through a `Gallery`,
                which has the details. A person has 1 to 248 photos: JPEG, PNG, GIF, or BMP of 1 KB to 6 MB with exactly
                one face.
            on_bad_image: "fail" (default): enroll all other photos, then end with an error that names the photos that
                the service rejects. "skip": leave them out with a warning.
            train: Train the group whenever its content changes, through a `Training`.
            adopt: What to do if the id is taken. "identical" (default) takes over a group with the same name, user
                data, and model that is empty and was never trained. "never" takes over none. "always" takes over any
                with the same model.
            account: The account: the name of `azure-face:accounts.<name>.*`, or an `Account` that the program creates.
                Defaults to the stack's account. A change replaces the group.
            opts: Pulumi resource options. `custom_timeouts` also apply to the gallery and the training.

        Errors: the id is taken, the key is rejected (401), an approval or quota is missing (403), or the endpoint does
            not
        answer. No error loses existing data.
        """
        super().__init__(
            resource_name,
            container_id=person_group_id,
            display_name=display_name,
            user_data=user_data,
            recognition_model=recognition_model,
            source=persons,
            on_bad_image=on_bad_image,
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )


class LargePersonGroup(Container, module="azure-face", name="LargePersonGroup"):
    """A large person group: a person group for up to a million persons (Azure: LargePersonGroup).

    Created with `PUT /largepersongroups/{largePersonGroupId}`. Contains at most 1,000,000 persons in tier S0 and 1,000
    in F0.

    ```python
    staff = LargePersonGroup("staff", persons="photos/staff", train=True)
    pulumi.export("staff_ready", staff.trained)
    ```
    """

    kind_of_container = LARGE_PERSON_GROUP

    large_person_group_id: pulumi.Output[str]
    """The id in the account (API: `largePersonGroupId`)."""

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
            resource_name: The name of the resource in the program.
            large_person_group_id: The id in the account: 1 to 64 of the characters a-z, 0-9, - and _ (API:
                `largePersonGroupId`). Defaults to an id derived from the resource's place in the stack. A change
                replaces the group.
            display_name: 1 to 128 characters (API: `name`). Defaults to the resource name. A change is an update.
            user_data: Your text, stored with the group; at most 16 KB (API: `userData`). A change is an update.
            recognition_model: `recognition_01` to `recognition_04` (API: `recognitionModel`). Defaults to
                `recognition_04`. A change replaces the group and enrolls and trains everything again.
            persons: A folder with one folder of photos per person, or a manifest. Fills the group through a `Gallery`,
                which has the details. A person has 1 to 248 photos: JPEG, PNG, GIF, or BMP of 1 KB to 6 MB with exactly
                one face.
            on_bad_image: "fail" (default): enroll all other photos, then end with an error that names the photos that
                the service rejects. "skip": leave them out with a warning.
            train: Train the group whenever its content changes, through a `Training`.
            adopt: What to do if the id is taken. "identical" (default) takes over a group with the same name, user
                data, and model that is empty and was never trained. "never" takes over none. "always" takes over any
                with the same model.
            account: The account: the name of `azure-face:accounts.<name>.*`, or an `Account` that the program creates.
                Defaults to the stack's account. A change replaces the group.
            opts: Pulumi resource options. `custom_timeouts` also apply to the gallery and the training.

        Errors are those of `PersonGroup`.
        """
        super().__init__(
            resource_name,
            container_id=large_person_group_id,
            display_name=display_name,
            user_data=user_data,
            recognition_model=recognition_model,
            source=persons,
            on_bad_image=on_bad_image,
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )
