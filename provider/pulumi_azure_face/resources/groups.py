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
            person_group_id: The id in the account: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
                Defaults to an id derived from the resource's position in the stack. A change replaces the group.
            display_name: 1 to 128 characters (API: `name`). Defaults to the resource name. A change is an update.
            user_data: Your text, stored with the group; at most 16 KB (API: `userData`). A change is an update.
            recognition_model: `recognition_01` to `recognition_04` (API: `recognitionModel`). Defaults to
                `recognition_04`. A change replaces the group and enrolls and trains everything again.
            persons: A folder with one folder of photos per person, or a manifest; relative to the program. Fills the
                group through a `Gallery`, which has the details. A person has 1 to 248 photos: JPEG, PNG, GIF, or BMP
                of 1 KB to 6 MB with exactly one face. Changed content is an update of the differences. Defaults to no
                gallery.
            on_bad_image: What to do with photos that the service rejects. "fail" (default) enrolls all other photos,
                then ends with an error that names the rejected ones. "skip" leaves them out with a warning. A change is
                an update.
            train: Whether to train the group whenever its content changes, through a `Training`. Defaults to False.
            adopt: What to do if the id is taken. "identical" (default) adopts a group with the same name, user data,
                and model that is empty and was never trained. "never" adopts none. "always" adopts any with the same
                model, and keeps its content. A change matters only for the next create.
            account: The account: the name of `azure-face:accounts.<name>.*`, or an `Account` that the program creates.
                Defaults to the stack's account. A change replaces the group.
            opts: Pulumi resource options. `custom_timeouts` also apply to the gallery and the training.

        Raises:
            pulumi.RunError: `train` is not a bool. The program ends with one line.

        Errors: A preview reports inputs that break a rule and all problems of the photos. An update reports a taken id
        (409), a rejected key (401), a missing approval or a full quota (403), rejected photos, a failed training, and
        an endpoint that does not answer. No error deletes existing data.
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
            large_person_group_id: The id in the account: 1 to 64 characters from a-z, 0-9, - and _ (API:
                `largePersonGroupId`). Defaults to an id derived from the resource's position in the stack. A change
                replaces the group.
            display_name: 1 to 128 characters (API: `name`). Defaults to the resource name. A change is an update.
            user_data: Your text, stored with the group; at most 16 KB (API: `userData`). A change is an update.
            recognition_model: `recognition_01` to `recognition_04` (API: `recognitionModel`). Defaults to
                `recognition_04`. A change replaces the group and enrolls and trains everything again.
            persons: A folder with one folder of photos per person, or a manifest; relative to the program. Fills the
                group through a `Gallery`, which has the details. A person has 1 to 248 photos: JPEG, PNG, GIF, or BMP
                of 1 KB to 6 MB with exactly one face. Changed content is an update of the differences. Defaults to no
                gallery.
            on_bad_image: What to do with photos that the service rejects. "fail" (default) enrolls all other photos,
                then ends with an error that names the rejected ones. "skip" leaves them out with a warning. A change is
                an update.
            train: Whether to train the group whenever its content changes, through a `Training`. Defaults to False.
            adopt: What to do if the id is taken. "identical" (default) adopts a group with the same name, user data,
                and model that is empty and was never trained. "never" adopts none. "always" adopts any with the same
                model, and keeps its content. A change matters only for the next create.
            account: The account: the name of `azure-face:accounts.<name>.*`, or an `Account` that the program creates.
                Defaults to the stack's account. A change replaces the group.
            opts: Pulumi resource options. `custom_timeouts` also apply to the gallery and the training.

        Raises:
            pulumi.RunError: `train` is not a bool. The program ends with one line.

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
