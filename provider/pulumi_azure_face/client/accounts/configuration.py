"""Which account to talk to: stack configuration first, then the environment. Nothing here is ever stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi_azure_face.client.api_calls import DEFAULT_VERSION, VERSIONS

from . import endpoint as endpoints
from .auth import entra_installed

NAMESPACE = "azure-face"
TIERS = {"F0": 20 / 60, "S0": 10.0}  # requests a second (face-api.md#rate-limit-free, face-api.md#rate-limit-standard)
DEFAULT_TIER = "S0"
"""What nearly every account is; taken where none is set."""
MIN_RATE, MAX_RATE = 0.01, 10_000  # requests a second
ENVIRONMENT = {
    "endpoint": "AZURE_FACE_ENDPOINT",
    "key": "AZURE_FACE_KEY",
    "apiVersion": "AZURE_FACE_API_VERSION",
}
SETTINGS = (*ENVIRONMENT, "tier", "requestsPerSecond")
"""All that can be set for one account."""


@dataclass(frozen=True)
class Account:
    """One Face resource and how to talk to it."""

    endpoint: str
    key: str | None = field(repr=False)
    """None means: sign in with Entra."""
    api_version: str = DEFAULT_VERSION
    requests_per_second: float = TIERS[DEFAULT_TIER]
    tier: str | None = None
    """None where nobody says."""


class InvalidSettingError(ValueError):
    """A setting that is missing or wrong: its name, and the rule with what to do."""

    def __init__(self, setting: str, rule: str) -> None:
        super().__init__(f"{setting} {rule}")
        self.setting = setting
        self.rule = rule


@dataclass(frozen=True)
class Settings:
    """What is set for one account, by short name; `account` is None for the stack's own."""

    values: Mapping[str, str] = field(repr=False)
    account: str | None = None
    """None for the stack's own; an endpoint for one that the program makes."""

    def get(self, setting: str, default: str = "") -> str:
        return self.values.get(setting, default)

    def full_name(self, setting: str) -> str:
        if self.account and not is_endpoint(self.account):
            return f"{NAMESPACE}:accounts.{self.account}.{setting}"
        given_by_program = self.account and setting in ("endpoint", "key")
        return f"account {setting}" if given_by_program else f"{NAMESPACE}:{setting}"

    def invalid(self, setting: str, rule: str) -> InvalidSettingError:
        return InvalidSettingError(self.full_name(setting), rule)

    def missing(self, setting: str, options: str = "") -> InvalidSettingError:
        """The environment is named for the stack's own account alone: it is read for no other."""
        if is_endpoint(self.account or ""):
            return InvalidSettingError("account", f"made at {self.account} has no {setting}: give it to `Account`")
        command = f"`pulumi config set {options}{self.full_name(setting)} ...`"
        variable = "" if self.account else f" or {ENVIRONMENT[setting]}"
        return self.invalid(setting, f"is not set: {command}{variable}")


def resolve(
    config: Mapping[str, str], environment: Mapping[str, str], name: str | None = None, key: str | None = None
) -> Account:
    """The account `name`, or the stack's own when it is None.

    `config` holds the stack's configuration by full name (`azure-face:key`). A name that is an endpoint stands for an
    account that the program makes itself, with `key`. Raises BadSetting.
    """
    return build_account(settings_of(config, environment, name, key))


def build_account(settings: Settings) -> Account:
    """The account that these settings make; raises BadSetting."""
    endpoint = read_endpoint(settings)
    return Account(
        endpoint=endpoint,
        key=read_key(settings, endpoint),
        api_version=read_version(settings),
        requests_per_second=read_rate(settings),
        tier=read_tier(settings),
    )


def settings_of(
    config: Mapping[str, str], environment: Mapping[str, str], name: str | None, key: str | None
) -> Settings:
    if not name:
        return default_settings(config, environment)
    if key is not None and not is_endpoint(name):
        raise InvalidSettingError("account endpoint", endpoints.RULE)
    return (
        program_account_settings(config, environment, name, key) if is_endpoint(name) else named_settings(config, name)
    )


def is_endpoint(name: str) -> bool:
    """Whether what is given as an account is the endpoint of one that the program makes."""
    return "://" in name


def program_account_settings(
    config: Mapping[str, str], environment: Mapping[str, str], endpoint: str, key: str | None
) -> Settings:
    """Those of an account that the program makes. A key that is set for it goes before the given one, which may come
    from a state that is older than the account's keys.
    """
    own = from_config(config)
    general = {name: value for name, value in own.items() if name not in ("endpoint", "key")}
    found = configured_key(endpoint, config, environment) or key
    return Settings({**general, "endpoint": endpoint, **({"key": found} if found else {})}, endpoint)


def configured_key(endpoint: str, config: Mapping[str, str], environment: Mapping[str, str]) -> str | None:
    """The key that the settings hold for an endpoint: under any account's name, or beside no endpoint at all."""
    own, ours = default_settings(config, environment), from_config(config)
    if "endpoint" not in own.values and "key" in ours:
        return ours["key"]
    for settings in (own, *(named_settings(config, name) for name in account_names(config))):
        if settings.get("key") and is_same_endpoint(settings.get("endpoint"), endpoint):
            return settings.get("key")
    return None


def account_names(config: Mapping[str, str]) -> list[str]:
    """All accounts that the settings name."""
    ours = from_config(config)
    flat = {key.split(".")[1] for key in ours if key.startswith("accounts.") and key.count(".") > 1}
    nested = (name for name, settings in read_nested(ours.get("accounts", "{}")).items() if settings)
    return sorted({*flat, *nested})


def is_same_endpoint(one: str, other: str) -> bool:
    try:
        return endpoints.normalize(one) == endpoints.normalize(other)
    except ValueError:
        return False


def default_settings(config: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
    return Settings({**from_environment(environment), **from_config(config)})


def from_config(config: Mapping[str, str]) -> dict[str, str]:
    prefix = f"{NAMESPACE}:"
    return {key.removeprefix(prefix): value for key, value in config.items() if key.startswith(prefix) and value}


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {setting: environment[name] for setting, name in ENVIRONMENT.items() if environment.get(name)}


def named_settings(config: Mapping[str, str], name: str) -> Settings:
    """`azure-face:accounts.<name>.*`, as flat keys or as the nested value that `pulumi config set --path` makes."""
    prefix = f"accounts.{name}."
    ours = from_config(config)
    flat = {key.removeprefix(prefix): value for key, value in ours.items() if key.startswith(prefix)}
    settings = {**from_nested(ours.get("accounts", "{}"), name), **flat}
    if not settings:
        raise InvalidSettingError(
            "account", f"{name!r} is not configured: `pulumi config set {NAMESPACE}:{prefix}endpoint ...`"
        )
    return Settings(settings, name)


def from_nested(text: str, name: str) -> dict[str, str]:
    settings = read_nested(text).get(name, {})
    return {key: str(value) for key, value in settings.items() if value not in (None, "")}


def read_nested(text: str) -> dict[str, dict[str, object]]:
    """`azure-face:accounts` as `pulumi config set --path` makes it: settings by account."""
    try:
        accounts = json.loads(text)
    except ValueError:
        accounts = None
    if not isinstance(accounts, dict) or not all(isinstance(settings, dict) for settings in accounts.values()):
        rule = "must be an object of objects; set its members with `pulumi config set --path`"
        raise InvalidSettingError(f"{NAMESPACE}:accounts", rule)
    return accounts


def read_endpoint(settings: Settings) -> str:
    if not settings.get("endpoint"):
        raise settings.missing("endpoint")
    try:
        return endpoints.normalize(settings.get("endpoint"))
    except ValueError as rule:
        raise settings.invalid("endpoint", str(rule)) from None


def read_key(settings: Settings, endpoint: str) -> str | None:
    """The key, or None where signing in with Entra can take its place."""
    key = settings.get("key").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        rule = "must be plain printable characters without spaces; copy it again from the portal"
        raise settings.invalid("key", rule)
    if not key and not can_use_entra(endpoint):
        raise settings.missing("key", "--secret ")
    return key or None


def can_use_entra(endpoint: str) -> bool:
    """Entra needs azure-identity and a host of the resource's own: a regional host refuses tokens
    (face-api.md#auth-entra-custom-subdomain).
    """
    regional = endpoint.endswith(".api.cognitive.microsoft.com")
    return entra_installed() and not regional and not endpoints.is_local(endpoint)


def read_version(settings: Settings) -> str:
    version = settings.get("apiVersion", DEFAULT_VERSION)
    if version not in VERSIONS:
        raise settings.invalid("apiVersion", f"must be one of {', '.join(VERSIONS)}; it is {version!r}")
    return version


def read_rate(settings: Settings) -> float:
    """Requests a second: as given, else by tier."""
    text = settings.get("requestsPerSecond")
    if not text:
        return TIERS[read_tier(settings) or DEFAULT_TIER]
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not MIN_RATE <= float(text) <= MAX_RATE:
        raise settings.invalid("requestsPerSecond", f"must be a number from {MIN_RATE} to {MAX_RATE}; it is {text!r}")
    return float(text)


def read_tier(settings: Settings) -> str | None:
    tier = settings.get("tier") or None
    if tier is not None and tier not in TIERS:
        raise settings.invalid("tier", f"must be {' or '.join(TIERS)}; it is {tier!r}")
    return tier
