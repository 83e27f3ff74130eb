"""The settings of a provider: of the engine's default one, or of one that a program declares."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_azure_face.adapter.account_settings import AccountSettings
from pulumi_azure_face.client.accounts.configuration import NAMESPACE

DEFAULT_PROVIDER = "default"
"""The beginning of the names of the engine's own providers, which use the configuration of the stack."""


def is_explicit(provider_name: str) -> bool:
    """Whether a program declares the provider."""
    return bool(provider_name) and not provider_name.startswith(DEFAULT_PROVIDER)


def configure(settings: AccountSettings, values: Mapping[str, object], *, is_explicit: bool) -> None:
    config = {f"{NAMESPACE}:{name}": str(value) for name, value in values.items()}
    if is_explicit:
        settings.configure_explicitly(config)
    else:
        settings.configure(config)
