"""The gallery of a container."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.host.dynamic import GalleryProvider

from .account import AccountOrName, account_inputs
from .base import ContainerResource, ensure_container
from .origin import check_only_inputs
from .source import Source, path_of

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
    """A gallery: the persons or faces of a source, enrolled in a container and kept up to date.

    An update applies only the differences, at the rate limit of the account, and an interrupted run resumes where it
    stopped. Persons and faces of the gallery have an ownership tag in their `userData`; everything else in the
    container is left alone.

    ```python
    group = PersonGroup("staff")
    gallery = Gallery("staff", container=group, source="photos/staff")
    ```

    A manifest describes more than a folder can. It is a CSV file (UTF-8, with a header), or a list of objects in JSON
    or YAML; the file extension selects the format. A row is a person, or for a list, images that share one text:

    ```yaml
    - key: a-17                          # groups only: identifies the person; unique in the manifest
      name: Ann Lee                      # groups only: the display name; defaults to the key
      user_data: desk 12                 # your text, stored with the person or with each face of a list
      images:                            # paths relative to the manifest, or URLs that the service fetches
        - ann/1.jpg
        - image: ann/party.jpg
          target_face: [120, 40, 200, 200]    # left, top, width, height, if the image shows several faces
    ```

    In CSV, a cell of `images` contains several images separated by `|`, and a cell of `target_face` as many targets:
    `a.jpg | b.jpg` and `| 120 40 200 200`. In the account, your text is stored beside the ownership tag: read it as
    `json.loads(userData)["userData"]`. A new name or text of a person takes one request and no training. A new text of
    a list's face replaces the face.
    """

    source: pulumi.Output[str]
    """The folder, glob, or manifest when the content last changed. Moving it is not a change."""
    digest: pulumi.Output[str]
    """The digest of all names and photos in the gallery."""
    person_count: pulumi.Output[int]
    """The number of persons of this gallery; 0 in a list."""
    face_count: pulumi.Output[int]
    """The number of faces of this gallery."""
    rejected: pulumi.Output[list[Mapping[str, str]]]
    """The first hundred rejected images, each with `image` and `reason`."""
    rejected_count: pulumi.Output[int]
    """The number of rejected images."""
    transactions: pulumi.Output[int]
    """The number of requests of the last run that changed something."""
    revision: pulumi.Output[str]
    """Changes whenever the content changes. Use it as a trigger of a `Training`."""

    def __init__(
        self,
        resource_name: str,
        *,
        container: ContainerResource,
        source: Source,
        on_bad_image: pulumi.Input[str] | None = None,
        account: AccountOrName = None,
        source_name: str = "source",
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a gallery.

        Args:
            resource_name: The name of the resource in the program.
            container: The container to fill. If it is replaced, everything is enrolled again.
            source: For a group, a folder with one folder of photos per person; for a list, a flat folder of photos or a
                glob (`photos/**/*.jpg`); for both, a manifest. Relative to the program. Photos are JPEG, PNG, GIF, or
                BMP files of 1 KB to 6 MB with exactly one face, at most 248 per person. Identical photos are one face.
                Changed content is an update of the differences.
            on_bad_image: "fail" (default) enrolls all other photos, then ends with an error that names the photos that
                the service rejects; the next run continues with those. "skip" leaves them out with a warning and
                retries them only once they have changed. A person without any accepted photo is then not created. A
                change is an update.
            account: The account. Defaults to the account of the container. A change replaces the gallery.
            source_name: The name of the source in messages. Defaults to `source`.
            opts: Pulumi resource options.

        Raises:
            pulumi.RunError: `container` is not a container.

        Errors: A preview reports all problems of the source. An update reports photos that the service rejects, unless
        they are skipped. Calls `POST .../persons` and `POST .../persistedfaces`, and `GET`, `PATCH`, and `DELETE` of
        both.
        """
        ensure_container(f"Gallery {resource_name!r}", container)
        inputs = {
            **container.child_inputs(),
            "source": path_of(source),
            "source_name": source_name,
            "on_bad_image": on_bad_image,
            **account_inputs(account or container.selected_account),
            **check_only_inputs(resource_name, opts),
        }
        outputs = dict.fromkeys(OUTPUTS)
        super().__init__(GalleryProvider(), resource_name, {**inputs, **outputs}, container.child_options(opts))
