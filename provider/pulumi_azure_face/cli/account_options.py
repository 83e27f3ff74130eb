"""The account of a command: from options and the environment, or a named account of the selected stack."""

from __future__ import annotations

import json
import subprocess

from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import ENVIRONMENT, Account, InvalidSettingError, Settings

from .options import AccountOptions

OPTIONS = {"endpoint": "--endpoint", "key": "--key", "apiVersion": "--api-version"}


class OptionSettings(Settings):
    """Settings whose errors name the command-line options."""

    def full_name(self, setting: str) -> str:
        return OPTIONS[setting]

    def missing(self, setting: str, options: str = "") -> InvalidSettingError:
        return self.invalid(setting, f"is missing: give it, or set {ENVIRONMENT[setting]}")


def resolve_account(given: AccountOptions) -> Account:
    """Return the account of a command; raises InvalidSettingError."""
    if given.account is not None:
        return configuration.resolve(stack_config(), {}, given.account)
    values = {"endpoint": given.endpoint, "key": given.key, "apiVersion": given.api_version}
    return configuration.build_account(OptionSettings({name: value for name, value in values.items() if value}))


def stack_config() -> dict[str, str]:
    """Return the configuration of the selected stack, including secrets, from the CLI."""
    command = ["pulumi", "config", "--json", "--show-secrets", "--non-interactive"]
    try:
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - a fixed command
    except FileNotFoundError:
        raise InvalidSettingError("--account", "needs `pulumi`, which is not on the PATH") from None
    except subprocess.CalledProcessError as error:
        raise InvalidSettingError(
            "--account", f"needs a stack: `pulumi config` says {' '.join(error.stderr.split())}"
        ) from None
    return {name: entry["value"] for name, entry in json.loads(output).items() if "value" in entry}
