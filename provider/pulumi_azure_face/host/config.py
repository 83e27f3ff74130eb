"""Which account a call is for: by the stack's settings, and by the keys that its program gives. Nothing is stored."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from pulumi.dynamic import Config

from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.configuration import NAMESPACE, SETTINGS, Account, InvalidSettingError
from pulumi_azure_face.lifecycle.inputs.values import Props

from . import sdk_internals
from .stack_config import current_config


class StackSettings:
    """The settings of one stack, for calls on several threads."""

    def __init__(self) -> None:
        self._config: Mapping[str, str] = {}
        self._keys: dict[str, str] = {}  # by endpoint
        self._is_reloaded = False
        self._reload_lock = Lock()

    def configure(self, config: Mapping[str, str]) -> None:
        """Take the stack's configuration. It is given again, and no newer, for each provider that is needed, so what
        was renewed in between stays.
        """
        self._config = self._config or config

    def remember_key(self, inputs: Props) -> None:
        """Remember the key that the program gives for an account of its own: what a state holds may be older."""
        account, key = inputs.get("account"), inputs.get("account_key")
        if isinstance(account, str) and isinstance(key, str):
            self._keys[account] = key

    def account(self, props: Props) -> Account:
        """The account that a resource's inputs or state name; raises BadSetting."""
        name = props.get("account")
        key = self._keys.get(name or "", props.get("account_key"))
        return configuration.resolve(self._config, os.environ, name, key)

    def known_account(self, news: Props) -> Account | None:
        """The account that inputs name; None while it is not known, or when its settings are wrong (see `faults`)."""
        try:
            return self.account(news) if has_known_account(news) else None
        except InvalidSettingError:
            return None

    def problems(self, news: Props) -> list[str]:
        """What is wrong with the settings of the account that inputs name, as far as it is known."""
        try:
            if has_known_account(news):
                self.account(news)
        except InvalidSettingError as bad:
            return [str(bad)]
        return []

    def reload(self, urn: str) -> None:
        """After a refused key: take the settings as they are now, once in a process."""
        with self._reload_lock:
            if not self._is_reloaded:
                self._is_reloaded = True
                self._config = current_config(urn) or self._config


settings = StackSettings()
"""The process's own. The engine starts a process for each preview and each update."""


def has_known_account(news: Props) -> bool:
    """Whether inputs say which account is meant. What is unknown is no text, nor is what a program gives by mistake."""
    return all(isinstance(news.get(name), (str, type(None))) for name in ("account", "account_key"))


def read_config(config: Config) -> dict[str, str]:
    """Our part of the configuration that the engine gives a provider."""
    ours = {
        name: str(value)
        for name, value in sdk_internals.whole_config(config).items()
        if name.startswith(f"{NAMESPACE}:")
    }
    return {**look_up_settings(lambda name: config.get(f"{NAMESPACE}:{name}")), **ours}


def look_up_settings(get: Callable[[str], Any], account: str | None = None) -> dict[str, str]:
    """Our part of a configuration that gives one setting at a time: what is set for a named account is found only when
    its name is said.
    """
    of_account = [f"accounts.{account}.{setting}" for setting in SETTINGS] if account else []
    found = {f"{NAMESPACE}:{name}": get(name) for name in (*SETTINGS, "accounts", *of_account)}
    return {name: str(value) for name, value in found.items() if value is not None}
