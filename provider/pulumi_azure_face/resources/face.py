"""A single face as a program declares it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.host.dynamic import PersistedFaceProvider

from .account import AccountOrName, account_inputs, known_with
from .holding import child_options, container_inputs, id_of
from .image import Image, image_inputs
from .origin import origin_of, read_options

if TYPE_CHECKING:
    from .lists import FaceList, LargeFaceList
    from .person import Person


class Face(Resource, module="azure-face", name="Face"):
    """A persisted face: one face of one image, kept with a person or in a list (Azure: persisted face).

    Made with `POST .../persistedfaces`. The service keeps what it has learnt and no image; the state keeps the image's
    SHA-256. Another image, or another part of it, makes another face, which replaces this one.

    ```python
    ann = Person("ann", group=staff)
    portrait = Face("ann-portrait", person=ann, image="photos/ann.jpg")
    Training("staff", container=staff, triggers=[portrait.id])
    ```
    """

    persisted_face_id: pulumi.Output[str]
    """Its id in the account, chosen by the service (wire: `persistedFaceId`)."""
    digest: pulumi.Output[str | None]
    """The SHA-256 of the image; None for a URL."""
    detection_model: pulumi.Output[str]
    """The model that found the face in the image (wire: `detectionModel`)."""
    user_data: pulumi.Output[str | None]
    """Text of yours that is kept with it (wire: `userData`)."""
    endpoint: pulumi.Output[str]
    """The account that holds it."""

    def __init__(
        self,
        resource_name: str,
        *,
        container: FaceList | LargeFaceList | None = None,
        person: Person | None = None,
        image: Image | None = None,
        url: Image | None = None,
        target_face: pulumi.Input[Sequence[pulumi.Input[int]]] | None = None,
        detection_model: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a face.

        Args:
            resource_name: Its name in the program.
            container: The list that holds it; or give `person`. When that is replaced, the face is enrolled again.
            person: The person whose face it is; or give `container`. A person has at most 248.
            image: A file, relative to the program, or a `pulumi.FileAsset`: JPEG, PNG, GIF (its first frame) or BMP,
                1 KB to 6 MB, with exactly one face. What counts is its content: a moved file changes nothing, a
                changed one replaces the face.
            url: Where the service finds the image, in place of `image`; or a `pulumi.RemoteAsset`. A change replaces
                the face, a change of what is found there is not seen.
            target_face: Which face, where the image has several: left, top, width and height in pixels (wire:
                `targetFace`). A change replaces the face.
            detection_model: `detection_01` to `detection_03`, the default (wire: `detectionModel`). A change replaces
                the face.
            user_data: Text kept with the face, at most 1 KB (wire: `userData`). Without one, a mark of ours is kept
                there. In a `FaceList` a change replaces the face: the service has no way to change it.
            account: The account; that of the container when left out.
            opts: Pulumi's options.

        Errors: a file that is no image or too large is told at preview; an image in which the service finds no face,
        or several, and a URL that it cannot fetch, are told with its own words. Uses `POST`, `GET`, `PATCH` and
        `DELETE .../persistedfaces`.
        """
        lies_in = person.group if person else container
        if lies_in is None or (person and container):
            raise pulumi.RunError(f"Face {resource_name!r}: give either container or person")
        holder = person or lies_in
        inputs: dict[str, object] = {
            **container_inputs(lies_in),
            "person_id": id_of(person) if person else None,
            **image_inputs(image, url),
            "target_face": target_face,
            "detection_model": detection_model,
            "user_data": user_data,
            **account_inputs(account or holder.declared_account),
            "origin": origin_of(resource_name, opts),
        }
        outputs = dict.fromkeys(("digest", "mark", "generation", "persisted_face_id", "endpoint"))
        super().__init__(PersistedFaceProvider(), resource_name, {**inputs, **outputs}, child_options(holder, opts))

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
        *,
        container: FaceList | LargeFaceList | None = None,
        person: Person | None = None,
        account: AccountOrName = None,
    ) -> Face:
        """Read a face that is not this program's (`GET .../persistedfaces/{persistedFaceId}`). Needs version 3.268 of
        the `pulumi` package.

        Args:
            resource_name: Its name in the program.
            id: Its id in the account.
            opts: Pulumi's options.
            container: The list that holds it; or give `person`.
            person: The person whose face it is.
            account: The account; that of the container when left out.
        """
        holder = person or container
        its_id = known_with(account or (holder.declared_account if holder else None), id)
        return cls(resource_name, container=container, person=person, account=account, opts=read_options(its_id, opts))
