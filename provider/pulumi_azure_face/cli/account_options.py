"""The account of a command: from options and the environment, or a named account of the selected stack."""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import ENVIRONMENT, Account, InvalidSettingError, Settings
from pulumi_azure_face.stacks.pulumi_cli import PulumiCliError, stack_config

from .options import AccountOptions

OPTIONS = {"endpoint": "--endpoint", "key": "--key", "apiVersion": "--api-version"}


class OptionSettings(Settings):
    """Settings whose errors name the command-line options."""

    def full_name(self, setting: str) -> str:
        return OPTIONS[setting]

    def missing(self, setting: str, options: str = "") -> InvalidSettingError:
        return self.invalid(setting, f"is required. Pass it, or set {ENVIRONMENT[setting]}")


def resolve_account(given: AccountOptions) -> Account:
    """Return the account of a command; raises InvalidSettingError."""
    if given.account is not None:
        return configuration.resolve(selected_stack_config(), {}, given.account)
    values = {"endpoint": given.endpoint, "key": given.key, "apiVersion": given.api_version}
    return configuration.build_account(OptionSettings({name: value for name, value in values.items() if value}))


def selected_stack_config() -> Mapping[str, str]:
    try:
        return stack_config()
    except PulumiCliError as error:
        if error.is_missing:
            reason = "needs the Pulumi CLI, but `pulumi` is not on the PATH. Install it, or use --endpoint and --key"
        else:
            reason = f"needs a selected stack, but `pulumi config` failed: {error.output}"
        raise InvalidSettingError("--account", reason) from None
