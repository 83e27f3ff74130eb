"""Images in a program: a path, a URL, or a Pulumi asset."""

from __future__ import annotations

import os
from typing import TypeAlias, Union

import pulumi

Image: TypeAlias = Union[pulumi.Input[str], pulumi.Input[pulumi.Asset], "os.PathLike[str]"]
"""The path of a file, relative to the program, or a URL; or an asset for either."""


def image_inputs(image: Image | None, url: Image | None) -> dict[str, object]:
    """Return the inputs of a face. A URL may also be passed as `image`."""
    # An output can be a path or a URL. Which one may be unknown until the update.
    if isinstance(image, pulumi.Output) and url is None:
        location = image.apply(path_or_url)
        return {
            "image": location.apply(lambda value: None if is_url(value) else value),
            "url": location.apply(url_or_none),
        }
    value = path_or_url(image)
    if is_url(value) and url is None:
        return {"image": None, "url": value}
    return {"image": value, "url": path_or_url(url)}


def path_or_url(image: Image | None) -> object:
    """Return the path or URL of an image. As an input, an asset would put the image itself into the state."""
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
