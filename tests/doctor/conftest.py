"""Fixtures of the doctor tests: an environment without settings of the user, and an account."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pulumi_azure_face.emulator import Settings, background

from .command import KEY

INHERITED = ("AZURE_", "PULUMI_", "SSL_CERT_", "XDG_")
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Remove settings, and give the caches an empty folder."""
    for name in os.environ:
        if name.startswith(INHERITED) or name.lower() in PROXIES:
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path / "pulumi"))


@pytest.fixture
def account(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """Start an account for the command and return an HTTP client for it. Parametrize it to choose its tier."""
    with background(Settings(key=KEY, tier=getattr(request, "param", None))) as emulator:
        monkeypatch.setenv("AZURE_FACE_ENDPOINT", emulator.url)
        monkeypatch.setenv("AZURE_FACE_KEY", KEY)
        headers = {"Ocp-Apim-Subscription-Key": KEY}
        with httpx.Client(base_url=emulator.url, headers=headers, trust_env=False) as client:
            yield client
