"""Account settings: from the stack configuration first, then from the environment. Nothing is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pulumi_azure_face.client.api_calls import DEFAULT_VERSION, VERSIONS
from pulumi_azure_face.client.errors import ExpectedError

from . import endpoint as endpoints
from .auth import is_entra_installed

NAMESPACE = "azure-face"
TIERS = {
    "F0": 20 / 60,
    "S0": 10.0,
}  # requests per second (face-api.md#rate-limit-free, face-api.md#rate-limit-standard)
DEFAULT_TIER = "S0"
"""The tier of nearly every account."""
MIN_RATE, MAX_RATE = 0.01, 10_000  # requests per second
ENVIRONMENT = {
    "endpoint": "AZURE_FACE_ENDPOINT",
    "key": "AZURE_FACE_KEY",
    "apiVersion": "AZURE_FACE_API_VERSION",
}
SETTINGS = (*ENVIRONMENT, "tier", "requestsPerSecond")
"""Every setting of an account."""


@dataclass(frozen=True)
class Account:
    """One Face resource in Azure, or an emulator, and how to reach it."""

    endpoint: str
    key: str | None = field(repr=False)
    """None signs in with Entra ID."""
    api_version: str = DEFAULT_VERSION
    requests_per_second: float = TIERS[DEFAULT_TIER]
    tier: str | None = None
    """None if not configured."""


class InvalidSettingError(ExpectedError):
    """A missing or invalid setting."""

    def __init__(self, setting: str, rule: str) -> None:
        super().__init__(f"{setting} {rule}")
        self.setting = setting
        self.rule = rule


@dataclass(frozen=True)
class Settings:
    """The settings of one account by short name."""

    values: Mapping[str, str] = field(repr=False)
    account: str | None = None
    """The configured name; None for the default account; an endpoint for an account that the program creates."""

    def get(self, setting: str, default: str = "") -> str:
        return self.values.get(setting, default)

    def full_name(self, setting: str) -> str:
        if self.account and not is_endpoint(self.account):
            return f"{NAMESPACE}:accounts.{self.account}.{setting}"
        is_program_input = self.account and setting in ("endpoint", "key")
        return f"account {setting}" if is_program_input else f"{NAMESPACE}:{setting}"

    def invalid(self, setting: str, rule: str) -> InvalidSettingError:
        return InvalidSettingError(self.full_name(setting), rule)

    def missing(self, setting: str, options: str = "") -> InvalidSettingError:
        """Return the error for a missing setting. It names the environment variable only for the default account, the
        only one that reads the environment.
        """
        if is_endpoint(self.account or ""):
            return InvalidSettingError(
                "account", f"at {self.account} has no {setting}. Pass {setting}=... to `Account`"
            )
        command = f"Run `pulumi config set {options}{self.full_name(setting)} ...`"
        variable = "" if self.account else f" or set {ENVIRONMENT[setting]}"
        return self.invalid(setting, f"is not set. {command}{variable}")


def resolve(
    config: Mapping[str, str], environment: Mapping[str, str], name: str | None = None, key: str | None = None
) -> Account:
    """Return the account `name`.

    Args:
        config: The stack's configuration by full name (`azure-face:key`).
        environment: The environment variables.
        name: A configured account; None for the default account; an endpoint for an account that the program creates.
        key: The key of an account that the program creates.

    Raises:
        InvalidSettingError: A setting is missing or invalid.
    """
    return build_account(find_settings(config, environment, name, key))


def build_account(settings: Settings) -> Account:
    """Validate settings and return their account; raises InvalidSettingError."""
    endpoint = read_endpoint(settings)
    return Account(
        endpoint=endpoint,
        key=read_key(settings, endpoint),
        api_version=read_version(settings),
        requests_per_second=read_rate(settings),
        tier=read_tier(settings),
    )


def find_settings(
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
    """Whether an account is given by its endpoint, which means that the program creates it."""
    return "://" in name


def program_account_settings(
    config: Mapping[str, str], environment: Mapping[str, str], endpoint: str, key: str | None
) -> Settings:
    """Return the settings of an account that the program creates.

    A configured key for its endpoint takes precedence: the given one may come from an old state.
    """
    defaults = {name: value for name, value in from_config(config).items() if name not in ("endpoint", "key")}
    current_key = configured_key(endpoint, config, environment) or key
    return Settings({**defaults, "endpoint": endpoint, **({"key": current_key} if current_key else {})}, endpoint)


def configured_key(endpoint: str, config: Mapping[str, str], environment: Mapping[str, str]) -> str | None:
    """Return the configured key for an endpoint, of any account. A key without any endpoint is valid for all."""
    defaults, configured = default_settings(config, environment), from_config(config)
    if "endpoint" not in defaults.values and "key" in configured:
        return configured["key"]
    for settings in (defaults, *(named_settings(config, name) for name in account_names(config))):
        if settings.get("key") and is_same_endpoint(settings.get("endpoint"), endpoint):
            return settings.get("key")
    return None


def account_names(config: Mapping[str, str]) -> list[str]:
    """Return the names of all configured accounts."""
    configured = from_config(config)
    flat = {key.split(".")[1] for key in configured if key.startswith("accounts.") and key.count(".") > 1}
    nested = (name for name, settings in read_nested(configured.get("accounts", "{}")).items() if settings)
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
    """Return `azure-face:accounts.<name>.*`, from flat keys or the nested value that `config set --path` writes."""
    prefix = f"accounts.{name}."
    configured = from_config(config)
    flat = {key.removeprefix(prefix): value for key, value in configured.items() if key.startswith(prefix)}
    settings = {**from_nested(configured.get("accounts", "{}"), name), **flat}
    if not settings:
        raise InvalidSettingError(
            "account", f"{name!r} is not configured. Run `pulumi config set {NAMESPACE}:{prefix}endpoint ...`"
        )
    return Settings(settings, name)


def from_nested(text: str, name: str) -> dict[str, str]:
    settings = read_nested(text).get(name, {})
    return {key: str(value) for key, value in settings.items() if value not in (None, "")}


def read_nested(text: str) -> dict[str, dict[str, object]]:
    """Parse `azure-face:accounts` as `pulumi config set --path` writes it: settings by account."""
    try:
        accounts = json.loads(text)
    except ValueError:
        accounts = None
    if not isinstance(accounts, dict) or not all(isinstance(settings, dict) for settings in accounts.values()):
        rule = "must be an object of objects. Set its members with `pulumi config set --path`"
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
    """Return the key, or None if Entra ID can sign in instead."""
    key = settings.get("key").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        rule = "must have only printable ASCII characters and no spaces. Copy it again from the Azure portal"
        raise settings.invalid("key", rule)
    if not key and not can_use_entra(endpoint):
        raise settings.missing("key", "--secret ")
    return key or None


def can_use_entra(endpoint: str) -> bool:
    """Whether Entra ID can sign in. It needs azure-identity and a custom subdomain: regional endpoints reject tokens
    (face-api.md#auth-entra-custom-subdomain).
    """
    is_regional = endpoint.endswith(".api.cognitive.microsoft.com")
    return is_entra_installed() and not is_regional and not endpoints.is_local(endpoint)


def read_version(settings: Settings) -> str:
    version = settings.get("apiVersion", DEFAULT_VERSION)
    if version not in VERSIONS:
        raise settings.invalid("apiVersion", f"must be one of {', '.join(VERSIONS)}, got {version!r}")
    return version


def read_rate(settings: Settings) -> float:
    """Return the requests per second: as configured, else of the tier."""
    text = settings.get("requestsPerSecond")
    if not text:
        return TIERS[read_tier(settings) or DEFAULT_TIER]
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not MIN_RATE <= float(text) <= MAX_RATE:
        raise settings.invalid("requestsPerSecond", f"must be a number from {MIN_RATE} to {MAX_RATE}, got {text!r}")
    return float(text)


def read_tier(settings: Settings) -> str | None:
    tier = settings.get("tier") or None
    if tier is not None and tier not in TIERS:
        raise settings.invalid("tier", f"must be {' or '.join(TIERS)}, got {tier!r}")
    return tier
