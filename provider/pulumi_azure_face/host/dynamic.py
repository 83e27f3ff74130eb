"""The providers that the engine calls. Their import paths are saved in every state, so they never move.

They carry nothing: what they need comes from the stack's configuration when it is asked for. What they do is in
`calls`, which is imported when the engine calls: a program only names them, and should not wait for all that is behind.
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

ALLOCATIONS = 50_000
"""Between two searches for garbage. At the interpreter's own 700 a tenth of a preview goes into searching through
modules and declared photos, none of which is ever garbage.
"""


class FaceProvider(ResourceProvider):
    """What all providers of ours share; each names the lifecycle it stands for."""

    serialize_as_secret_always = False
    lifecycle: ClassVar[str]

    def configure(self, req: ConfigureRequest) -> None:
        gc.set_threshold(ALLOCATIONS)

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
    """All that a source declares, in one container."""

    lifecycle = "gallery"


class TrainingProvider(FaceProvider):
    """A container's training."""

    lifecycle = "training"


class PersonProvider(FaceProvider):
    """One person of a group."""

    lifecycle = "person"


class PersistedFaceProvider(FaceProvider):
    """One face of a person or of a list."""

    lifecycle = "face"
