"""The provider classes that the engine calls. Their import paths are saved in every state, so they never move.

The classes have no state: credentials come from the stack's configuration at the time of a call. The work is in
`operations`, which the first call imports: a program only refers to the classes and should not wait for slow imports.
"""

from __future__ import annotations

import gc
from typing import Any, ClassVar

from pulumi.dynamic import (
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from pulumi_azure_face.adapter.garbage_collection import GC_THRESHOLD


class FaceProvider(ResourceProvider):
    """The base of all providers. Each subclass names its lifecycle."""

    serialize_as_secret_always = False
    lifecycle: ClassVar[str]

    def configure(self, req: ConfigureRequest) -> None:
        gc.set_threshold(GC_THRESHOLD)

        from . import operations

        operations.configure(req)

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        from . import operations

        return operations.check(self.lifecycle, olds, news)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        from . import operations

        return operations.diff(self.lifecycle, olds, news)

    def create(self, props: dict[str, Any]) -> CreateResult:
        from . import operations

        return operations.create(self.lifecycle, props)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        from . import operations

        return operations.read(self.lifecycle, id_, props)

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        from . import operations

        return operations.update(self.lifecycle, id_, olds, news)

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        from . import operations

        operations.delete(self.lifecycle, id_, props)


class ContainerProvider(FaceProvider):
    """Containers of every kind; the kind is an input."""

    lifecycle = "container"


class GalleryProvider(FaceProvider):
    """The persons or faces of a source, in one container."""

    lifecycle = "gallery"


class TrainingProvider(FaceProvider):
    """A container's training."""

    lifecycle = "training"


class PersonProvider(FaceProvider):
    """A single person of a group."""

    lifecycle = "person"


class PersistedFaceProvider(FaceProvider):
    """A single face of a person or of a list."""

    lifecycle = "face"
