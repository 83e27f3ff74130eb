"""The settings of this package in the configuration that the SDK passes to a dynamic provider or a program."""

from __future__ import annotations

from collections.abc import Callable

from pulumi.dynamic import Config

from pulumi_azure_face.client.accounts.configuration import NAMESPACE, SETTINGS

from . import sdk_internals


def read_config(config: Config) -> dict[str, str]:
    """Return the settings of this package from the configuration that the engine passes to a provider."""
    all_settings = {
        name: str(value)
        for name, value in sdk_internals.whole_config(config).items()
        if name.startswith(f"{NAMESPACE}:")
    }
    return {**look_up_settings(lambda name: config.get(f"{NAMESPACE}:{name}")), **all_settings}


def look_up_settings(get: Callable[[str], object], account: str | None = None) -> dict[str, str]:
    """Return the settings of this package from a configuration that can only be read by name.

    The settings of a named account are found only if `account` is its name.
    """
    account_settings = [f"accounts.{account}.{setting}" for setting in SETTINGS] if account else []
    values = {f"{NAMESPACE}:{name}": get(name) for name in (*SETTINGS, "accounts", *account_settings)}
    return {name: str(value) for name, value in values.items() if value is not None}
