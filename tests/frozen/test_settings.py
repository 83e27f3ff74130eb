"""Stack configuration and environment variables, which stacks and pipelines set."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path

import pytest

import pulumi_azure_face
from pulumi_azure_face.adapter.debugging import is_debugging
from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import Account
from pulumi_azure_face.host import sdk_internals
from pulumi_azure_face.host.config import look_up_settings

PACKAGE = Path(inspect.getfile(pulumi_azure_face)).parent
ENVIRONMENT = {
    "AZURE_FACE_API_VERSION",
    "AZURE_FACE_DEBUG",
    "AZURE_FACE_ENDPOINT",
    "AZURE_FACE_KEY",
    "AZURE_FACE_PROGRESS_SECONDS",
    "AZURE_FACE_WITHOUT",
}
PARTS = {
    "alive",
    "clean-errors",
    "partial-state",
    "progress",
    "timeouts",
    "whole-config",
    "cancel",
    "fast-exit",
    "wide-pool",
}
ENDPOINT = "https://my-face.cognitiveservices.azure.com"


def test_environment_variables() -> None:
    """The code reads these variables of ours, and of others' only `CI` and `PULUMI_HOME`."""
    code = "\n".join(file.read_text() for file in PACKAGE.rglob("*.py"))

    assert set(re.findall(r"AZURE_FACE_[A-Z_]+", code)) == ENVIRONMENT
    assert set(re.findall(r"(?:environ(?:\.get)?[\[(]|getenv\()\s*\"([A-Z_]+)\"", code)) == {
        "AZURE_FACE_DEBUG",
        "AZURE_FACE_PROGRESS_SECONDS",
        "AZURE_FACE_WITHOUT",
        "CI",
        "PULUMI_HOME",
    }


@pytest.mark.parametrize("part", sorted(PARTS))
def test_parts_that_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """`AZURE_FACE_WITHOUT` takes these values, several of them parted by commas."""
    monkeypatch.delenv("AZURE_FACE_WITHOUT", raising=False)
    assert sdk_internals.is_enabled(part)

    monkeypatch.setenv("AZURE_FACE_WITHOUT", f"{part},unheard-of")

    assert [one for one in sorted(PARTS) if not sdk_internals.is_enabled(one)] == [part]


def test_nothing_else_can_be_switched_off() -> None:
    """`AZURE_FACE_WITHOUT` has no other values."""
    assert set(sdk_internals.PARTS) == PARTS


def test_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    """`AZURE_FACE_DEBUG` is on with the value 1 alone."""
    for value, on in (("1", True), ("0", False), ("true", False)):
        monkeypatch.setenv("AZURE_FACE_DEBUG", value)
        assert is_debugging() is on


def test_the_stacks_own_account() -> None:
    """These keys of the stack's configuration, or these variables, name the stack's own account."""
    config = {
        "azure-face:endpoint": ENDPOINT,
        "azure-face:key": "0123456789abcdef",
        "azure-face:apiVersion": "v1.3-preview.1",
        "azure-face:tier": "F0",
        "azure-face:requestsPerSecond": "5",
    }
    environment = {
        "AZURE_FACE_ENDPOINT": ENDPOINT,
        "AZURE_FACE_KEY": "fedcba9876543210",
        "AZURE_FACE_API_VERSION": "v1.0",
    }

    assert configuration.resolve(config, environment) == Account(
        ENDPOINT, "0123456789abcdef", "v1.3-preview.1", 5.0, "F0"
    )
    assert configuration.resolve({}, environment) == Account(ENDPOINT, "fedcba9876543210", "v1.0", 10.0, None)


@pytest.mark.parametrize(
    "config",
    [
        {
            "azure-face:accounts.second.endpoint": ENDPOINT,
            "azure-face:accounts.second.key": "0123456789abcdef",
            "azure-face:accounts.second.apiVersion": "v1.0",
            "azure-face:accounts.second.tier": "S0",
            "azure-face:accounts.second.requestsPerSecond": "5",
        },
        {
            "azure-face:accounts": json.dumps(
                {
                    "second": {
                        "endpoint": ENDPOINT,
                        "key": "0123456789abcdef",
                        "apiVersion": "v1.0",
                        "tier": "S0",
                        "requestsPerSecond": 5,
                    }
                }
            )
        },
    ],
    ids=["flat", "nested"],
)
def test_named_accounts(config: dict[str, str]) -> None:
    """These keys name one more account, each as a key of its own or as members of one value."""
    assert configuration.resolve(config, {}, "second") == Account(ENDPOINT, "0123456789abcdef", "v1.0", 5.0, "S0")


def test_settings_that_are_look_up_settings() -> None:
    """Where the engine gives one setting at a time, these are asked for."""
    names = ("endpoint", "key", "apiVersion", "tier", "requestsPerSecond")
    config = dict.fromkeys((*names, "accounts", *(f"accounts.second.{name}" for name in names)), "value")

    assert look_up_settings({**config, "unheard-of": "value"}.get, "second") == {
        f"azure-face:{name}": value for name, value in config.items()
    }


def test_values() -> None:
    """The versions of the API, the default one, and the tiers keep their names."""
    for version in ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1"):
        config = {
            "azure-face:endpoint": ENDPOINT,
            "azure-face:key": "0123456789abcdef",
            "azure-face:apiVersion": version,
        }
        assert configuration.resolve(config, {}).api_version == version
    plain = {"azure-face:endpoint": ENDPOINT, "azure-face:key": "0123456789abcdef"}
    assert configuration.resolve(plain, {}).api_version == "v1.2"
    assert configuration.resolve({**plain, "azure-face:tier": "S0"}, {}).requests_per_second == 10.0
    assert configuration.resolve({**plain, "azure-face:tier": "F0"}, {}).requests_per_second == 20 / 60
