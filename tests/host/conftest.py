"""What a host keeps on its machine stays in the test."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _looks_and_notes_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is kept of photos, and of what was made, is not kept in the developer's home."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("looks")))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("notes")))
