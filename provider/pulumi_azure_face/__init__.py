"""Azure AI Face containers, the faces in them and their training, declared in a Pulumi program.

```python
import pulumi_azure_face as face

staff = face.PersonGroup("staff", persons="photos/staff", train=True)
```
"""

from .resources.containers import Container, LargeFaceList, PersonGroup
from .resources.gallery import Gallery
from .resources.training import Training

__all__ = ["Container", "Gallery", "LargeFaceList", "PersonGroup", "Training"]
