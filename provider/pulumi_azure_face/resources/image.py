"""An image as a program gives it: a path, a URL, or one of Pulumi's assets."""

from __future__ import annotations

import os
from typing import TypeAlias, Union

import pulumi

Image: TypeAlias = Union[pulumi.Input[str], pulumi.Input[pulumi.Asset], "os.PathLike[str]"]
"""The path of a file, relative to the program's, or a URL; or an asset that stands for either."""


def plain(image: Image | None) -> object:
    """Its path or URL. An asset is taken apart: it would put the image itself into the state."""
    if isinstance(image, pulumi.Output):
        return image.apply(plain)
    if isinstance(image, pulumi.FileAsset):
        return os.fspath(image.path)
    if isinstance(image, pulumi.RemoteAsset):
        return image.uri
    return os.fspath(image) if isinstance(image, os.PathLike) else image
