"""The account of each call, from the configuration that the engine passes and the keys in inputs. Nothing is stored."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from threading import Lock

from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import Account, InvalidSettingError
from pulumi_azure_face.stacks.pulumi_cli import PulumiCliError, stack_config, stack_of

from .cli_process import folder_of_cli


class AccountSettings:
    """The settings of one process, shared by calls on several threads."""

    def __init__(self) -> None:
        self._config: Mapping[str, str] = {}
        self._environment: Mapping[str, str] = os.environ
        self._keys: dict[str, str] = {}  # by endpoint
        self._is_reloaded = False
        self._reload_lock = Lock()

    def configure(self, config: Mapping[str, str]) -> None:
        """Set the stack's configuration.

        The engine passes the same configuration again for every provider class, so a reloaded one is kept.
        """
        self._config = self._config or config

    def configure_explicitly(self, config: Mapping[str, str]) -> None:
        """Set the configuration of a provider that a program declares. The stack has no other one to reload.

        With an endpoint, the environment does not apply: its key can be that of another account.
        """
        self._config, self._is_reloaded = config, True
        if f"{configuration.NAMESPACE}:endpoint" in config:
            self._environment = {}

    def remember_key(self, inputs: Mapping[str, object]) -> None:
        """Remember the key of an account that the program creates: the key in a state may be older."""
        account, key = inputs.get("account"), inputs.get("account_key")
        if isinstance(account, str) and isinstance(key, str):
            self._keys[account] = key

    def account(self, props: Mapping[str, object]) -> Account:
        """Return the account that inputs or a state name; raises InvalidSettingError."""
        name, given_key = text_or_none(props.get("account")), text_or_none(props.get("account_key"))
        key = self._keys.get(name or "", given_key)
        return configuration.resolve(self._config, self._environment, name, key)

    def known_account(self, news: Mapping[str, object]) -> Account | None:
        """Return the account that inputs name; None if it is unknown or its settings are invalid (see `problems`)."""
        try:
            return self.account(news) if has_known_account(news) else None
        except InvalidSettingError:
            return None

    def problems(self, news: Mapping[str, object]) -> list[str]:
        """Return the problems with the settings of the account that inputs name, if it is known."""
        try:
            if has_known_account(news):
                self.account(news)
        except InvalidSettingError as error:
            return [str(error)]
        return []

    def reload(self, urn: str) -> None:
        """Read the current configuration from the CLI after a rejected key, once per process.

        For `destroy` and `refresh`, the engine passes the configuration of the last update; only `up` and `preview`
        pass the current one. A rotated key would make both fail.
        """
        with self._reload_lock:
            if self._is_reloaded:
                return
            self._is_reloaded = True
            with suppress(PulumiCliError):
                self._config = stack_config(stack_of(urn), folder_of_cli()) or self._config


def text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def has_known_account(news: Mapping[str, object]) -> bool:
    """Whether the account in the inputs is known: unknown values and wrong types are not strings."""
    return all(isinstance(news.get(name), (str, type(None))) for name in ("account", "account_key"))
