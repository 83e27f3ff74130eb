"""Unit tests of programs without an engine and without an account.

```python
import pulumi
from pulumi_azure_face.testing import Mocks

pulumi.runtime.set_mocks(Mocks())
import program  # its resources have the ids, digests, and counts that `pulumi preview` would show
```

It belongs to programs' tests. For a Face service that tests can call, use `pulumi_azure_face.emulator`.
"""

from __future__ import annotations

from .mocks import Mocks

__all__ = ["Mocks"]
