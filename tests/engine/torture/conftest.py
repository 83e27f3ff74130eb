"""The workshop that all cases of a worker process share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..account import emulated
from ..stack import Stack
from .life import Workshop


@pytest.fixture(scope="session")
def workshop(stack_template: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with emulated() as account:
        yield Workshop(account, tmp_path_factory.mktemp("workshop"), stack_template)
