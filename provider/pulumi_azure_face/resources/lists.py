"""Lists of faces."""

from __future__ import annotations

import pulumi
from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_FACE_LIST

from .account import AccountOrName
from .composition import Container
from .source import Source


class FaceList(Container, module="azure-face", name="FaceList"):
    """A face list: up to 1,000 faces without persons, to find similar faces in (Azure: FaceList).

    Created with `PUT /facelists/{faceListId}`. It needs no training. An account contains at most 64.

    ```python
    visitors = FaceList("visitors", faces="photos/visitors")
    ```
    """

    kind_of_container = FACE_LIST

    face_list_id: pulumi.Output[str]
    """The id in the account (API: `faceListId`)."""

    def __init__(
        self,
        resource_name: str,
        *,
        face_list_id: pulumi.Input[str] | None = None,
        display_name: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        recognition_model: pulumi.Input[str] | None = None,
        faces: Source | None = None,
        on_bad_image: pulumi.Input[str] | None = None,
        train: bool = False,
        adopt: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a face list.

        Args:
            resource_name: The name of the resource in the program.
            face_list_id: The id in the account: 1 to 64 characters from a-z, 0-9, - and _ (API: `faceListId`).
                Defaults to an id derived from the resource's position in the stack. A change replaces the list.
            display_name: 1 to 128 characters (API: `name`). Defaults to the resource name. A change is an update.
            user_data: Your text, stored with the list; at most 16 KB (API: `userData`). A change is an update.
            recognition_model: `recognition_01` to `recognition_04` (API: `recognitionModel`). Defaults to
                `recognition_04`. A change replaces the list and enrolls everything again.
            faces: A flat folder of photos, a glob, or a manifest; relative to the program. Fills the list through a
                `Gallery`, which has the details. A photo is a JPEG, PNG, GIF, or BMP of 1 KB to 6 MB with exactly one
                face. Changed content is an update of the differences. Defaults to no gallery.
            on_bad_image: What to do with photos that the service rejects. "fail" (default) enrolls all other photos,
                then ends with an error that names the rejected ones. "skip" leaves them out with a warning. A change is
                an update.
            train: Must be False, the default: a face list needs no training.
            adopt: What to do if the id is taken. "identical" (default) adopts a list with the same name, user data,
                and model that is empty. "never" adopts none. "always" adopts any with the same model, and keeps its
                content. A change matters only for the next create.
            account: The account: the name of `azure-face:accounts.<name>.*`, or an `Account` that the program creates.
                Defaults to the stack's account. A change replaces the list.
            opts: Pulumi resource options. `custom_timeouts` also apply to the gallery and the training.

        Raises:
            pulumi.RunError: `train` is not a bool. The program ends with one line.

        Errors are those of `PersonGroup`.
        """
        super().__init__(
            resource_name,
            container_id=face_list_id,
            display_name=display_name,
            user_data=user_data,
            recognition_model=recognition_model,
            source=faces,
            on_bad_image=on_bad_image,
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )


class LargeFaceList(Container, module="azure-face", name="LargeFaceList"):
    """A large face list: a face list for up to a million faces (Azure: LargeFaceList).

    Created with `PUT /largefacelists/{largeFaceListId}`. Contains at most 1,000,000 faces in tier S0 and 1,000 in F0.

    ```python
    visitors = LargeFaceList("visitors", faces="photos/visitors", train=True)
    pulumi.export("visitors_ready", visitors.trained)
    ```
    """

    kind_of_container = LARGE_FACE_LIST

    large_face_list_id: pulumi.Output[str]
    """The id in the account (API: `largeFaceListId`)."""

    def __init__(
        self,
        resource_name: str,
        *,
        large_face_list_id: pulumi.Input[str] | None = None,
        display_name: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        recognition_model: pulumi.Input[str] | None = None,
        faces: Source | None = None,
        on_bad_image: pulumi.Input[str] | None = None,
        train: bool = False,
        adopt: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a large face list.

        Args:
            resource_name: The name of the resource in the program.
            large_face_list_id: The id in the account: 1 to 64 characters from a-z, 0-9, - and _ (API:
                `largeFaceListId`). Defaults to an id derived from the resource's position in the stack. A change
                replaces the list.
            display_name: 1 to 128 characters (API: `name`). Defaults to the resource name. A change is an update.
            user_data: Your text, stored with the list; at most 16 KB (API: `userData`). A change is an update.
            recognition_model: `recognition_01` to `recognition_04` (API: `recognitionModel`). Defaults to
                `recognition_04`. A change replaces the list and enrolls and trains everything again.
            faces: A flat folder of photos, a glob, or a manifest; relative to the program. Fills the list through a
                `Gallery`, which has the details. A photo is a JPEG, PNG, GIF, or BMP of 1 KB to 6 MB with exactly one
                face. Changed content is an update of the differences. Defaults to no gallery.
            on_bad_image: What to do with photos that the service rejects. "fail" (default) enrolls all other photos,
                then ends with an error that names the rejected ones. "skip" leaves them out with a warning. A change is
                an update.
            train: Whether to train the list whenever its content changes, through a `Training`. Defaults to False.
            adopt: What to do if the id is taken. "identical" (default) adopts a list with the same name, user data,
                and model that is empty and was never trained. "never" adopts none. "always" adopts any with the same
                model, and keeps its content. A change matters only for the next create.
            account: The account: the name of `azure-face:accounts.<name>.*`, or an `Account` that the program creates.
                Defaults to the stack's account. A change replaces the list.
            opts: Pulumi resource options. `custom_timeouts` also apply to the gallery and the training.

        Raises:
            pulumi.RunError: `train` is not a bool. The program ends with one line.

        Errors are those of `PersonGroup`.
        """
        super().__init__(
            resource_name,
            container_id=large_face_list_id,
            display_name=display_name,
            user_data=user_data,
            recognition_model=recognition_model,
            source=faces,
            on_bad_image=on_bad_image,
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )
