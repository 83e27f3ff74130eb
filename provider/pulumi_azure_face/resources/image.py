"""An image as a program gives it: a path, a URL, or one of Pulumi's assets."""

from __future__ import annotations

import os
from typing import TypeAlias, Union

import pulumi

Image: TypeAlias = Union[pulumi.Input[str], pulumi.Input[pulumi.Asset], "os.PathLike[str]"]
"""The path of a file, relative to the program's, or a URL; or an asset that stands for either."""


def image_inputs(image: Image | None, url: Image | None) -> dict[str, object]:
    """As the resource's inputs carry them; a URL may be given as the image too."""
    if isinstance(image, pulumi.Output) and url is None:  # which of the two it is, the coming update may have to tell
        named = image.apply(path_or_url)
        return {"image": named.apply(lambda it: None if is_url(it) else it), "url": named.apply(url_or_none)}
    given = path_or_url(image)
    if is_url(given) and url is None:
        return {"image": None, "url": given}
    return {"image": given, "url": path_or_url(url)}


def path_or_url(image: Image | None) -> object:
    """Its path or URL. An asset is taken apart: it would put the image itself into the state."""
    if isinstance(image, pulumi.Output):
        return image.apply(path_or_url)
    if isinstance(image, pulumi.FileAsset):
        return os.fspath(image.path)
    if isinstance(image, pulumi.RemoteAsset):
        return image.uri
    return os.fspath(image) if isinstance(image, os.PathLike) else image


def url_or_none(image: object) -> object:
    return image if is_url(image) else None


def is_url(image: object) -> bool:
    return isinstance(image, str) and "://" in image
