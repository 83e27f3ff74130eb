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
        super().__init__(f"{setting}: {rule}")
        self.setting = setting
        self.rule = rule


def resolve(config: Mapping[str, str], environment: Mapping[str, str], name: str | None = None) -> Account:
    """The account `name`, or the stack's own when it is None.

    `config` holds the stack's configuration by full name (`azure-face:key`); raises BadSetting.
    """
    settings = named_settings(config, name) if name else {**from_environment(environment), **own_settings(config)}
    endpoint, key = read_endpoint(settings, name), read_key(settings)
    if key is None and not entra_may_do(endpoint):
        raise BadSetting(
            "key", f"is not set: `pulumi config set --secret {full_name('key', name)} ...` or AZURE_FACE_KEY"
        )
    return Account(
        endpoint=endpoint,
        key=key,
        api_version=read_version(settings),
        requests_per_second=read_rate(settings),
    )


def entra_may_do(endpoint: str) -> bool:
    """Entra needs azure-identity and a host of the resource's own: a regional host refuses tokens (contract 2)."""
    regional = endpoint.endswith(".api.cognitive.microsoft.com")
    return entra_installed() and not regional and not endpoints.on_this_machine(endpoint)


def full_name(setting: str, account: str | None) -> str:
    return f"{NAMESPACE}:accounts.{account}.{setting}" if account else f"{NAMESPACE}:{setting}"


def own_settings(config: Mapping[str, str]) -> dict[str, str]:
    prefix = f"{NAMESPACE}:"
    return {key.removeprefix(prefix): value for key, value in config.items() if key.startswith(prefix) and value}


def from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    return {setting: environment[name] for setting, name in ENVIRONMENT.items() if environment.get(name)}


def named_settings(config: Mapping[str, str], name: str) -> dict[str, str]:
    """`azure-face:accounts.<name>.*`, as flat keys or as the nested value that `pulumi config set --path` makes."""
    prefix = f"accounts.{name}."
    own = own_settings(config)
    flat = {key.removeprefix(prefix): value for key, value in own.items() if key.startswith(prefix)}
    settings = {**nested_settings(own.get("accounts"), name), **flat}
    if not settings:
        raise BadSetting("account", f"{name!r} is not configured: `pulumi config set {NAMESPACE}:{prefix}endpoint ...`")
    return settings


def nested_settings(text: str | None, name: str) -> dict[str, str]:
    try:
        accounts = json.loads(text or "{}")
    except ValueError:
        raise BadSetting("accounts", "must be an object; set its members with `pulumi config set --path`") from None
    settings = accounts.get(name) if isinstance(accounts, dict) else None
    return {key: str(value) for key, value in settings.items()} if isinstance(settings, dict) else {}


def read_endpoint(settings: Mapping[str, str], name: str | None) -> str:
    if not settings.get("endpoint"):
        command = f"pulumi config set {full_name('endpoint', name)} https://..."
        raise BadSetting("endpoint", f"is not set: `{command}` or AZURE_FACE_ENDPOINT")
    try:
        return endpoints.normalise(settings["endpoint"])
    except ValueError as rule:
        raise BadSetting("endpoint", str(rule)) from None


def read_key(settings: Mapping[str, str]) -> str | None:
    """The key, or None where signing in with Entra can take its place."""
    key = settings.get("key", "").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise BadSetting("key", "must be plain printable characters without spaces; copy it again from the portal")
    return key or None


def read_version(settings: Mapping[str, str]) -> str:
    version = settings.get("apiVersion", DEFAULT_VERSION)
    if version not in VERSIONS:
        raise BadSetting("apiVersion", f"must be one of {', '.join(VERSIONS)}; it is {version!r}")
    return version


def read_rate(settings: Mapping[str, str]) -> float:
    """Requests a second: as given, else by tier; S0 when neither is set, which is what nearly every account is."""
    if "requestsPerSecond" not in settings:
        tier = settings.get("tier", "S0")
        if tier not in TIERS:
            raise BadSetting("tier", f"must be F0 or S0; it is {tier!r}")
        return TIERS[tier]
    text = settings["requestsPerSecond"]
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not 0.01 <= float(text) <= 10_000:
        raise BadSetting("requestsPerSecond", f"must be a number from 0.01 to 10000; it is {text!r}")
    return float(text)
