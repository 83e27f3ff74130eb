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
    from .resources.containers import Container, LargeFaceList, PersonGroup
    from .resources.gallery import Gallery
    from .resources.training import Training

__all__ = ["Container", "Gallery", "LargeFaceList", "PersonGroup", "Training"]

_HOMES = {
    "Container": ".resources.containers",
    "Gallery": ".resources.gallery",
    "LargeFaceList": ".resources.containers",
    "PersonGroup": ".resources.containers",
    "Training": ".resources.training",
}


def __getattr__(name: str) -> object:
    """Import a resource when a program asks for it: the command and the emulator get by without Pulumi."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
