"""Which account to talk to: stack configuration first, then the environment. Nothing here is ever stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from . import endpoint as endpoints
from .auth import entra_installed

VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")
DEFAULT_VERSION = "v1.2"
NAMESPACE = "azure-face"
TIERS = {"F0": 20 / 60, "S0": 10.0}  # requests a second (contract 12.3)
SLOWEST, FASTEST = 0.01, 10_000  # requests a second
ENVIRONMENT = {
    "endpoint": "AZURE_FACE_ENDPOINT",
    "key": "AZURE_FACE_KEY",
    "apiVersion": "AZURE_FACE_API_VERSION",
}


@dataclass(frozen=True)
class Account:
    """One Face resource and how to talk to it."""

    endpoint: str
    key: str | None = field(repr=False)
    """None means: sign in with Entra."""
    api_version: str = DEFAULT_VERSION
    requests_per_second: float = TIERS["S0"]

    @property
    def base_url(self) -> str:
        return f"{self.endpoint}/face/{self.api_version}"


class BadSetting(ValueError):
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

    def get(self, setting: str, default: str = "") -> str:
        return self.values.get(setting, default)

    def full_name(self, setting: str) -> str:
        return f"{NAMESPACE}:accounts.{self.account}.{setting}" if self.account else f"{NAMESPACE}:{setting}"

    def wrong(self, setting: str, rule: str) -> BadSetting:
        return BadSetting(self.full_name(setting), rule)

    def missing(self, setting: str, options: str = "") -> BadSetting:
        """The environment is named for the stack's own account alone: it is read for no other."""
        command = f"`pulumi config set {options}{self.full_name(setting)} ...`"
        variable = "" if self.account else f" or {ENVIRONMENT[setting]}"
        return self.wrong(setting, f"is not set: {command}{variable}")


def resolve(config: Mapping[str, str], environment: Mapping[str, str], name: str | None = None) -> Account:
    """The account `name`, or the stack's own when it is None.

    `config` holds the stack's configuration by full name (`azure-face:key`); raises BadSetting.
    """
    settings = named_settings(config, name) if name else own_settings(config, environment)
    endpoint = read_endpoint(settings)
    return Account(
        endpoint=endpoint,
        key=read_key(settings, endpoint),
        api_version=read_version(settings),
        requests_per_second=read_rate(settings),
    )


def own_settings(config: Mapping[str, str], environment: Mapping[str, str]) -> Settings:
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
        raise BadSetting("account", f"{name!r} is not configured: `pulumi config set {NAMESPACE}:{prefix}endpoint ...`")
    return Settings(settings, name)


def from_nested(text: str, name: str) -> dict[str, str]:
    try:
        accounts = json.loads(text)
    except ValueError:
        accounts = None
    settings = accounts.get(name, {}) if isinstance(accounts, dict) else None
    if not isinstance(settings, dict):
        rule = "must be an object of objects; set its members with `pulumi config set --path`"
        raise BadSetting(f"{NAMESPACE}:accounts", rule)
    return {key: str(value) for key, value in settings.items() if value not in (None, "")}


def read_endpoint(settings: Settings) -> str:
    if not settings.get("endpoint"):
        raise settings.missing("endpoint")
    try:
        return endpoints.normalise(settings.get("endpoint"))
    except ValueError as rule:
        raise settings.wrong("endpoint", str(rule)) from None


def read_key(settings: Settings, endpoint: str) -> str | None:
    """The key, or None where signing in with Entra can take its place."""
    key = settings.get("key").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        rule = "must be plain printable characters without spaces; copy it again from the portal"
        raise settings.wrong("key", rule)
    if not key and not entra_may_do(endpoint):
        raise settings.missing("key", "--secret ")
    return key or None


def entra_may_do(endpoint: str) -> bool:
    """Entra needs azure-identity and a host of the resource's own: a regional host refuses tokens (contract 2)."""
    regional = endpoint.endswith(".api.cognitive.microsoft.com")
    return entra_installed() and not regional and not endpoints.on_this_machine(endpoint)


def read_version(settings: Settings) -> str:
    version = settings.get("apiVersion", DEFAULT_VERSION)
    if version not in VERSIONS:
        raise settings.wrong("apiVersion", f"must be one of {', '.join(VERSIONS)}; it is {version!r}")
    return version


def read_rate(settings: Settings) -> float:
    """Requests a second: as given, else by tier; S0 when neither is set, which is what nearly every account is."""
    text = settings.get("requestsPerSecond")
    if not text:
        return rate_by_tier(settings)
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not SLOWEST <= float(text) <= FASTEST:
        raise settings.wrong("requestsPerSecond", f"must be a number from {SLOWEST} to {FASTEST}; it is {text!r}")
    return float(text)


def rate_by_tier(settings: Settings) -> float:
    tier = settings.get("tier", "S0")
    if tier not in TIERS:
        raise settings.wrong("tier", f"must be F0 or S0; it is {tier!r}")
    return TIERS[tier]
