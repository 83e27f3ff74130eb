"""A single person as a program declares them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from itertools import count
from urllib.parse import urlsplit

from pulumi.dynamic import Resource

import pulumi
from pulumi_azure_face.host.dynamic import PersonProvider

from .account import AccountOrName, account_inputs, known_with
from .face import Face
from .groups import LargePersonGroup, PersonGroup
from .holding import child_options, container_inputs
from .image import Image, path_or_url
from .origin import origin_of, read_options

MAX_FACES = 248  # face-api.md#quota-faces-per-person


class Person(Resource, module="azure-face", name="Person"):
    """A person of a group, with their faces (Azure: PersonGroup Person, LargePersonGroup Person).

    Made with `POST .../persons`. For whole folders of persons a `Gallery` is the better tool.

    ```python
    ann = Person("ann", group=staff, faces=["photos/ann-1.jpg", "photos/ann-2.jpg"])
    Training("staff", container=staff, triggers=[ann.revision])
    ```
    """

    person_id: pulumi.Output[str]
    """Its id in the account, chosen by the service (wire: `personId`)."""
    display_name: pulumi.Output[str]
    """The name in the account (wire: `name`)."""
    user_data: pulumi.Output[str | None]
    """Text of yours that is kept with the person (wire: `userData`)."""
    endpoint: pulumi.Output[str]
    """The account that holds them."""
    revision: pulumi.Output[str]
    """Changes whenever the person or one of `faces` is another one; what a `Training` is triggered by."""
    group: PersonGroup | LargePersonGroup
    """The group that holds them."""
    faces: list[Face]
    """The faces that were given, as children."""
    declared_account: AccountOrName
    """The account it was declared in; their faces are in the same."""
    read_id: pulumi.Input[str] | None
    """The id under which the person is read and not made, as by `get`."""

    def __init__(
        self,
        resource_name: str,
        *,
        group: PersonGroup | LargePersonGroup,
        display_name: pulumi.Input[str] | None = None,
        user_data: pulumi.Input[str] | None = None,
        faces: Sequence[Image] = (),
        account: AccountOrName = None,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare a person.

        Args:
            resource_name: Its name in the program.
            group: The group that holds them. When that is replaced, the person is made again.
            display_name: 1 to 128 characters (wire: `name`); the resource's name when left out.
            user_data: Text kept with the person, at most 16 KB (wire: `userData`), which applications read unchanged.
                Without one, a mark of ours is kept there.
            faces: Images of them, at most 248, each a `Face` of its own: paths, URLs, `pulumi.FileAsset` or
                `pulumi.RemoteAsset`. For more to be said of an image, declare a `Face` with `person=`.
            account: The account; that of the group when left out.
            opts: Pulumi's options.

        Errors are one line each: a group that is full (403), a key that is refused (401), an endpoint that does not
        answer. Uses `POST`, `GET`, `PATCH` and `DELETE .../persons`.
        """
        self.group = group
        self.declared_account = account or group.declared_account
        self.read_id = opts.id if opts else None
        inputs: dict[str, object] = {
            **container_inputs(group),
            "display_name": display_name,
            "user_data": user_data,
            **account_inputs(self.declared_account),
            "origin": origin_of(resource_name, opts),
        }
        outputs = dict.fromkeys(("mark", "generation", "person_id", "endpoint"))
        super().__init__(PersonProvider(), resource_name, {**inputs, **outputs}, child_options(group, opts))
        self._compose(resource_name, faces)

    def _compose(self, resource_name: str, images: Sequence[Image]) -> None:
        ensure_faces(resource_name, images)
        names = face_names(resource_name, images)
        child = pulumi.ResourceOptions(parent=self)
        self.faces = [
            Face(name, person=self, image=image, opts=child) for name, image in zip(names, images, strict=True)
        ]
        self.revision = pulumi.Output.all(self.id, *(face.id for face in self.faces)).apply(digest)

    @classmethod
    def get(
        cls,
        resource_name: str,
        id: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
        *,
        group: PersonGroup | LargePersonGroup,
        account: AccountOrName = None,
    ) -> Person:
        """Read a person that is not this program's (`GET .../persons/{personId}`). Needs version 3.268 of the `pulumi`
        package.

        Args:
            resource_name: Its name in the program.
            id: Their id in the account.
            opts: Pulumi's options.
            group: The group that holds them.
            account: The account; that of the group when left out.
        """
        its_id = known_with(account or group.declared_account, id)
        return cls(resource_name, group=group, account=account, opts=read_options(its_id, opts))


def digest(ids: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(ids).encode()).hexdigest()[:16]


def face_names(person: str, images: Sequence[Image]) -> list[str]:
    """A name for each image that stays when others are added after it: its file's, with more to it where an earlier one
    has that already, and a number for what only the update will tell.
    """
    numbers, names = count(1), list[str]()
    for image in map(path_or_url, images):
        name = f"{person}-{file_name(image) or next(numbers)}"
        names.append(f"{name}-{digest([str(image)])[:8]}" if name in names else name)
    return names


def ensure_faces(person: str, images: Sequence[Image]) -> None:
    """Refuse what could not even be given names."""
    given = [path_or_url(image) for image in images if isinstance(path_or_url(image), str)]
    twice = [image for image, times in Counter(given).items() if times > 1]
    if isinstance(images, (str, bytes)):
        raise pulumi.RunError(f"Person {person!r}: faces must be a list of images")
    if len(images) > MAX_FACES:
        raise pulumi.RunError(
            f"Person {person!r}: faces has {len(images)} images; a person has at most {MAX_FACES} faces"
        )
    if twice:
        raise pulumi.RunError(f"Person {person!r}: faces has {twice[0]!r} twice")


def file_name(image: object) -> str:
    """Of a path or a URL; empty for what only the update will tell."""
    return urlsplit(image).path.rpartition("/")[2] if isinstance(image, str) else ""
