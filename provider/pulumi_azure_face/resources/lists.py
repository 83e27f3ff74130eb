"""Lists of faces as a program declares them."""

from __future__ import annotations

import pulumi
from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_FACE_LIST

from .account import AccountOrName
from .containers import Container
from .source import Source


class FaceList(Container, module="azure-face", name="FaceList"):
    """A face list: up to 1,000 faces without persons, to find similar ones among (Azure: FaceList).

    Made with `PUT /facelists/{faceListId}`. It needs no training. An account holds at most 64.

    ```python
    visitors = FaceList("visitors", faces="photos/visitors")
    ```
    """

    kind_of_container = FACE_LIST

    face_list_id: pulumi.Output[str]
    """Its id in the account (wire: `faceListId`)."""

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
            resource_name: Its name in the program.
            face_list_id: 1 to 64 of the characters a-z, 0-9, - and _ (wire: `faceListId`). Left out, it is
                worked out from the resource's place in the stack. A change replaces the list.
            display_name: 1 to 128 characters (wire: `name`); the resource's name when left out.
            user_data: Text kept with the list, at most 16 KB (wire: `userData`).
            recognition_model: `recognition_01` to `recognition_04`, the default (wire: `recognitionModel`). A change
                replaces the list; everything in it is enrolled again.
            faces: A flat folder of photos, a glob or a manifest; fills the list through a `Gallery`, which tells more.
                A photo is a JPEG, PNG, GIF or BMP of 1 KB to 6 MB with exactly one face.
            on_bad_image: "fail" (default) or "skip": whether photos that the service refuses end the run in an error,
                after all others are enrolled, or are done without.
            train: Must be left out: a face list has no training.
            adopt: What to do when the id is taken: "identical" (default) takes over a list of the same name, user
                data and model that is still empty; "never" takes over none; "always" any of the same model.
            account: The account that holds it: a name, of `azure-face:accounts.<name>.*`, or an `Account` made in the
                program. The stack's own when left out.
            opts: Pulumi's options. `custom_timeouts` also bound the gallery and the training.

        Errors are those of `PersonGroup`.
        """
        super().__init__(
            resource_name,
            container_id=face_list_id,
            display_name=display_name,
            user_data=user_data,
            recognition_model=recognition_model,
            source=faces,
            source_name="faces",
            on_bad_image=on_bad_image,
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )


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
        on_bad_image: pulumi.Input[str] | None = None,
        train: bool = False,
        adopt: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
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
            faces: A flat folder of photos, a glob or a manifest; fills the list through a `Gallery`, which tells more.
                A photo is a JPEG, PNG, GIF or BMP of 1 KB to 6 MB with exactly one face.
            on_bad_image: "fail" (default) or "skip": whether photos that the service refuses end the run in an error,
                after all others are enrolled, or are done without.
            train: Train the list whenever its content has changed, through a `Training`.
            adopt: What to do when the id is taken: "identical" (default) takes over a list of the same name, user
                data and model that is still empty and was never trained; "never" takes over none; "always" any of the
                same model.
            account: The account that holds it: a name, of `azure-face:accounts.<name>.*`, or an `Account` made in the
                program. The stack's own when left out.
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
            on_bad_image=on_bad_image,
            train=train,
            adopt=adopt,
            account=account,
            opts=opts,
        )
