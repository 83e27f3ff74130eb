"""A gallery as a program declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.host.dynamic import GalleryProvider

from .account import AccountOrName, account_inputs
from .origin import gone_with, held_by, origin_of
from .source import Source, path_of

if TYPE_CHECKING:
    from .containers import Container


class Gallery(Resource, module="azure-face", name="Gallery"):
    """The enrolled set of a container: all persons and faces that a folder declares, kept as it declares them.

    Only the difference is applied, at the account's rate limit, and a killed run is taken up where it ended. What is
    ours bears a mark in its `userData`; what others put into the container is left alone.

    ```python
    group = PersonGroup("staff")
    gallery = Gallery("staff", container=group, source="photos/staff")
    ```
    """

    source: pulumi.Output[str]
    """The folder, as given."""
    digest: pulumi.Output[str]
    """Stands for all that is enrolled: names and contents."""
    person_count: pulumi.Output[int]
    """Persons of ours in a group; 0 in a list."""
    face_count: pulumi.Output[int]
    """Faces of ours."""
    revision: pulumi.Output[str]
    """Changes with every write of content; what a `Training` is triggered by."""

    def __init__(
        self,
        resource_name: str,
        *,
        container: Container,
        source: Source,
        account: AccountOrName = None,
        source_name: str = "source",
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare what is enrolled in a container.

        Args:
            resource_name: Its name in the program.
            container: What it fills. When that is replaced, everything is enrolled again.
            source: For a group, a folder with a folder of photos per person; for a list, a flat folder of photos.
                Relative to the program. Photos are JPEG, PNG, GIF or BMP of 1 KB to 6 MB with exactly one face, at
                most 248 a person; the same photo twice is one face.
            account: The container's account, which it is when left out.
            source_name: What messages call the source.
            opts: Pulumi's options.

        Errors: photos that the service refuses are told all at once, after everything else is enrolled; the next run
        takes up only those. Uses `POST .../persons`, `POST .../persistedfaces` and their `GET`, `PATCH` and `DELETE`.
        """
        inputs = {
            **held_by(container),
            "source": path_of(source),
            "source_name": source_name,
            **account_inputs(account or container.declared_account),
            "origin": origin_of(resource_name, opts),
        }
        outputs = dict.fromkeys(
            ("digest", "mark", "generation", "person_count", "face_count", "revision", "fingerprint", "endpoint")
        )
        gone_with_it = gone_with(container, container.read_id)
        super().__init__(
            GalleryProvider(), resource_name, {**inputs, **outputs}, pulumi.ResourceOptions.merge(gone_with_it, opts)
        )
