"""An account and a stack for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .account import Account, emulated
from .stack import Stack, copy_of, make_blank


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Iterator[Account]:
    """An empty account; a test may choose its settings."""
    with emulated(getattr(request, "param", None)) as account:
        yield account


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """Made once by each worker."""
    return make_blank(tmp_path_factory.mktemp("blank") / "stack")


@pytest.fixture
def stack(blank: Stack, account: Account, tmp_path: Path) -> Stack:
    """An empty stack for the account."""
    return copy_of(blank, tmp_path / "stack", account.url)
