"""Fixtures of the command-line tests."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from pulumi_azure_face.emulator import Settings, background

KEY = "key-of-the-command-tests"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """Start an account for the command and return an HTTP client for it. Trainings take 0.8 s."""
    for name in ("AZURE_FACE_API_VERSION", "AZURE_FACE_DEBUG", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    with background(Settings(key=KEY, training_seconds=0.8)) as emulator:
        monkeypatch.setenv("AZURE_FACE_ENDPOINT", emulator.url)
        monkeypatch.setenv("AZURE_FACE_KEY", KEY)
        headers = {"Ocp-Apim-Subscription-Key": KEY}
        with httpx.Client(base_url=emulator.url, headers=headers, trust_env=False) as client:
            yield client
