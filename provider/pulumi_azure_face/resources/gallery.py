"""A gallery as a program declares it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.host.dynamic import GalleryProvider

from .account import AccountOrName, account_inputs
from .holding import child_options, container_inputs
from .origin import origin_of
from .source import Source, path_of

if TYPE_CHECKING:
    from .containers import Container


OUTPUTS = (
    "digest",
    "mark",
    "generation",
    "person_count",
    "face_count",
    "rejected",
    "rejected_count",
    "transactions",
    "revision",
    "fingerprint",
    "endpoint",
)


class Gallery(Resource, module="azure-face", name="Gallery"):
    """The enrolled set of a container: all persons and faces that a source declares, kept as it declares them.

    Only the difference is applied, at the account's rate limit, and a killed run is taken up where it ended. What is
    ours bears a mark in its `userData`; what others put into the container is left alone.

    ```python
    group = PersonGroup("staff")
    gallery = Gallery("staff", container=group, source="photos/staff")
    ```

    A manifest says more than a folder can. It is a table in CSV (with a header, UTF-8), JSON or YAML (a list of
    objects), told by its ending. A row is a person; for a list, images that share a text:

    ```yaml
    - key: a-17                          # of a group: what the person is known by; in no two rows the same
      name: Ann Lee                      # of a group: the display name; the key when left out
      user_data: desk 12                 # text of yours: the person's, or that of each face of a list
      images:                            # paths, from the manifest on, or URLs, which the service fetches
        - ann/1.jpg
        - image: ann/party.jpg
          target_face: [120, 40, 200, 200]    # left, top, width, height, where an image has several faces
    ```

    In CSV a cell of `images` holds several parted by `|`, and one of `target_face` as many: `a.jpg | b.jpg` and
    `| 120 40 200 200`. In the account your text stands beside our mark, as `json.loads(userData)["userData"]`. Another
    name or text of a person is one request and no new training; another text of a list's face is another face.
    """

    source: pulumi.Output[str]
    """The folder, glob or manifest, as given when the content last changed: to move it changes nothing."""
    digest: pulumi.Output[str]
    """Stands for all that is enrolled: names and contents."""
    person_count: pulumi.Output[int]
    """Persons of ours in a group; 0 in a list."""
    face_count: pulumi.Output[int]
    """Faces of ours."""
    rejected: pulumi.Output[list[Mapping[str, str]]]
    """Images that cannot be enrolled, each with its `image` and the `reason`; the first hundred."""
    rejected_count: pulumi.Output[int]
    """How many they are."""
    transactions: pulumi.Output[int]
    """Requests that the last run made which had something to do."""
    revision: pulumi.Output[str]
    """Changes with every write of content; what a `Training` is triggered by."""

    def __init__(
        self,
        resource_name: str,
        *,
        container: Container,
        source: Source,
        on_bad_image: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
        source_name: str = "source",
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare what is enrolled in a container.

        Args:
            resource_name: Its name in the program.
            container: What it fills. When that is replaced, everything is enrolled again.
            source: For a group, a folder with a folder of photos per person; for a list, a flat folder of photos or a
                glob (`photos/**/*.jpg`); for both, a manifest. Relative to the program. Photos are JPEG, PNG, GIF or
                BMP of 1 KB to 6 MB with exactly one face, at most 248 a person; the same photo twice is one face.
            on_bad_image: What to do with images that the service refuses: "fail" (default) enrols all others and then
                ends in an error that names each, and the next run takes up only those; "skip" does without them, with
                a warning, and tries them again only when they have changed. A person without a single good image is
                then not made at all.
            account: The container's account, which it is when left out.
            source_name: What messages call the source.
            opts: Pulumi's options.

        Errors: what is wrong with the source, at preview and all at once; images that the service refuses, unless they
        are skipped. Uses `POST .../persons`, `POST .../persistedfaces` and their `GET`, `PATCH` and `DELETE`.
        """
        inputs = {
            **container_inputs(container),
            "source": path_of(source),
            "source_name": source_name,
            "on_bad_image": on_bad_image,
            **account_inputs(account or container.declared_account),
            "origin": origin_of(resource_name, opts),
        }
        outputs = dict.fromkeys(OUTPUTS)
        super().__init__(GalleryProvider(), resource_name, {**inputs, **outputs}, child_options(container, opts))
