"""Azure AI Face containers, the faces in them and their training, declared in a Pulumi program.

```python
import pulumi_azure_face as face

staff = face.PersonGroup("staff", persons="photos/staff", train=True)
```
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi_azure_face.functions.containers import (
        get_face_list,
        get_face_list_output,
        get_large_face_list,
        get_large_face_list_output,
        get_large_person_group,
        get_large_person_group_output,
        get_person_group,
        get_person_group_output,
        list_face_lists,
        list_face_lists_output,
        list_large_face_lists,
        list_large_face_lists_output,
        list_large_person_groups,
        list_large_person_groups_output,
        list_person_groups,
        list_person_groups_output,
    )
    from pulumi_azure_face.functions.faces import (
        get_large_face_list_face,
        get_large_face_list_face_output,
        get_large_person_group_person_face,
        get_large_person_group_person_face_output,
        get_person_group_person_face,
        get_person_group_person_face_output,
        list_large_face_list_faces,
        list_large_face_list_faces_output,
    )
    from pulumi_azure_face.functions.liveness_sessions import (
        get_liveness_session,
        get_liveness_session_output,
        list_liveness_sessions,
        list_liveness_sessions_output,
    )
    from pulumi_azure_face.functions.persons import (
        get_large_person_group_person,
        get_large_person_group_person_output,
        get_person_group_person,
        get_person_group_person_output,
        list_large_person_group_persons,
        list_large_person_group_persons_output,
        list_person_group_persons,
        list_person_group_persons_output,
    )
    from pulumi_azure_face.functions.training import (
        get_large_face_list_training_status,
        get_large_face_list_training_status_output,
        get_large_person_group_training_status,
        get_large_person_group_training_status_output,
        get_person_group_training_status,
        get_person_group_training_status_output,
    )
    from pulumi_azure_face.queries.results import (
        FaceListResult,
        LargeFaceListResult,
        LargePersonGroupResult,
        LivenessSessionResult,
        PersistedFaceResult,
        PersonGroupResult,
        PersonResult,
        TrainingStatusResult,
    )

    from .resources.account import Account
    from .resources.composition import Container
    from .resources.face import Face
    from .resources.gallery import Gallery
    from .resources.groups import LargePersonGroup, PersonGroup
    from .resources.lists import FaceList, LargeFaceList
    from .resources.person import Person
    from .resources.training import Training

__all__ = [
    "Account",
    "Container",
    "Face",
    "FaceList",
    "FaceListResult",
    "Gallery",
    "LargeFaceList",
    "LargeFaceListResult",
    "LargePersonGroup",
    "LargePersonGroupResult",
    "LivenessSessionResult",
    "PersistedFaceResult",
    "Person",
    "PersonGroup",
    "PersonGroupResult",
    "PersonResult",
    "Training",
    "TrainingStatusResult",
    "get_face_list",
    "get_face_list_output",
    "get_large_face_list",
    "get_large_face_list_face",
    "get_large_face_list_face_output",
    "get_large_face_list_output",
    "get_large_face_list_training_status",
    "get_large_face_list_training_status_output",
    "get_large_person_group",
    "get_large_person_group_output",
    "get_large_person_group_person",
    "get_large_person_group_person_face",
    "get_large_person_group_person_face_output",
    "get_large_person_group_person_output",
    "get_large_person_group_training_status",
    "get_large_person_group_training_status_output",
    "get_liveness_session",
    "get_liveness_session_output",
    "get_person_group",
    "get_person_group_output",
    "get_person_group_person",
    "get_person_group_person_face",
    "get_person_group_person_face_output",
    "get_person_group_person_output",
    "get_person_group_training_status",
    "get_person_group_training_status_output",
    "list_face_lists",
    "list_face_lists_output",
    "list_large_face_list_faces",
    "list_large_face_list_faces_output",
    "list_large_face_lists",
    "list_large_face_lists_output",
    "list_large_person_group_persons",
    "list_large_person_group_persons_output",
    "list_large_person_groups",
    "list_large_person_groups_output",
    "list_liveness_sessions",
    "list_liveness_sessions_output",
    "list_person_group_persons",
    "list_person_group_persons_output",
    "list_person_groups",
    "list_person_groups_output",
]

_NAMES = {
    ".queries.results": (
        "FaceListResult",
        "LargeFaceListResult",
        "LargePersonGroupResult",
        "LivenessSessionResult",
        "PersistedFaceResult",
        "PersonGroupResult",
        "PersonResult",
        "TrainingStatusResult",
    ),
    ".resources.account": ("Account",),
    ".resources.composition": ("Container",),
    ".resources.face": ("Face",),
    ".functions.containers": (
        "get_face_list",
        "get_large_face_list",
        "get_large_person_group",
        "get_person_group",
        "list_face_lists",
        "list_large_face_lists",
        "list_large_person_groups",
        "list_person_groups",
    ),
    ".functions.faces": (
        "get_large_face_list_face",
        "get_large_person_group_person_face",
        "get_person_group_person_face",
        "list_large_face_list_faces",
    ),
    ".functions.persons": (
        "get_large_person_group_person",
        "get_person_group_person",
        "list_large_person_group_persons",
        "list_person_group_persons",
    ),
    ".functions.liveness_sessions": (
        "get_liveness_session",
        "list_liveness_sessions",
    ),
    ".functions.training": (
        "get_large_face_list_training_status",
        "get_large_person_group_training_status",
        "get_person_group_training_status",
    ),
    ".resources.gallery": ("Gallery",),
    ".resources.groups": (
        "LargePersonGroup",
        "PersonGroup",
    ),
    ".resources.lists": (
        "FaceList",
        "LargeFaceList",
    ),
    ".resources.person": ("Person",),
    ".resources.training": ("Training",),
}
"""The names of each module. The `_output` variant of a function is in the same module."""

_HOMES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a name on first use, so that the command line and the emulator start without Pulumi."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name.removesuffix("_output")], __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
