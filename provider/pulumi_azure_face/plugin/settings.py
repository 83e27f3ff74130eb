"""The settings of a provider: of the engine's default one, or of one that a program declares."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_azure_face.adapter.account_settings import AccountSettings
from pulumi_azure_face.client.accounts.configuration import NAMESPACE, InvalidSettingError

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


def setting_problems(values: Mapping[str, object], *, is_explicit: bool) -> list[str]:
    """Return the problem with the settings, by the names that the program or the configuration of the stack has."""
    settings = AccountSettings()
    configure(settings, values, is_explicit=is_explicit)
    try:
        settings.account({})
    except InvalidSettingError as error:
        return [as_input_problem(error) if is_explicit else str(error)]
    return []


def as_input_problem(error: InvalidSettingError) -> str:
    """Describe a setting as an input of a provider, which `pulumi config` does not set."""
    rule, _, is_missing = error.rule.partition(". Run `pulumi config")
    return f"{error.setting.removeprefix(f'{NAMESPACE}:')} {rule}{'. Pass it to the provider' if is_missing else ''}"
