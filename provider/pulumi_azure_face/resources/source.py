"""Sources of photos in a program."""

from __future__ import annotations

import os
from typing import TypeAlias, Union

import pulumi

Source: TypeAlias = Union[pulumi.Input[str], "os.PathLike[str]"]
"""The path of a folder or manifest, or a glob; relative to the program."""


def path_of(source: Source) -> pulumi.Input[str]:
    if isinstance(source, pulumi.Output):
        return source.apply(os.fspath)
    return os.fspath(source) if isinstance(source, os.PathLike) else source
