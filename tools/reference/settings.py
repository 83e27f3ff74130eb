"""The page of settings and environment variables."""

from __future__ import annotations

import re
from pathlib import Path

from pulumi_azure_face.client.accounts.configuration import (
    DEFAULT_TIER,
    ENVIRONMENT,
    MAX_RATE,
    MIN_RATE,
    SETTINGS,
    TIERS,
)
from pulumi_azure_face.client.api_calls import DEFAULT_VERSION, VERSIONS
from pulumi_azure_face.host.sdk_internals import PARTS

from .docstrings import PROVIDER, UndocumentedError
from .markdown import block, code, page, table

SETTING_TEXTS = {
    "endpoint": ("the endpoint of the Face resource: `https`, or `http` on this machine", "required"),
    "key": ("one of its two keys. Without a key, Entra ID signs in", "Entra ID"),
    "apiVersion": (", ".join(code(version) for version in VERSIONS), code(DEFAULT_VERSION)),
    "tier": ("the pricing tier: `F0` (20 requests per minute) or `S0` (10 per second)", code(DEFAULT_TIER)),
    "requestsPerSecond": (f"a rate limit instead of the tier's: {MIN_RATE} to {MAX_RATE:,}", "that of the tier"),
}
VARIABLE_TEXTS = {
    "AZURE_FACE_ENDPOINT": "the endpoint, if the stack configuration has none",
    "AZURE_FACE_KEY": "the key, if the stack configuration has none. `azure-face emulator` accepts it",
    "AZURE_FACE_API_VERSION": "the API version, if the stack configuration has none",
    "AZURE_FACE_DEBUG": "`1` adds tracebacks to errors",
    "AZURE_FACE_PROGRESS_SECONDS": "seconds between progress lines; by default 30 in a log, and live on a terminal",
    "AZURE_FACE_WITHOUT": "comma-separated parts to switch off, for debugging: " + ", ".join(map(code, PARTS)),
}
OTHER_VARIABLES = {
    "XDG_CACHE_HOME": "the folder for caches on Linux: see [personal data](../personal-data.md#what-is-stored-where)",
    "XDG_STATE_HOME": "the folder for interrupted-run markers on Linux",
    "CI": "if set, progress is printed as for a log",
    "HTTPS_PROXY, NO_PROXY": "the proxy for the service. Never used for an endpoint on this machine",
}


def pages() -> dict[str, str]:
    return {"settings.md": settings_page()}


def settings_page() -> str:
    if set(SETTINGS) != set(SETTING_TEXTS):
        raise UndocumentedError(f"describe the settings {', '.join(sorted(set(SETTINGS) ^ set(SETTING_TEXTS)))}")
    check_variables()
    assert TIERS["F0"] * 60 == 20 and TIERS["S0"] == 10  # noqa: PT018
    rows = [
        [code(f"azure-face:{name}"), code(ENVIRONMENT[name]) if name in ENVIRONMENT else "", *SETTING_TEXTS[name]]
        for name in SETTINGS
    ]
    variables = [[code(name), text] for name, text in {**VARIABLE_TEXTS, **OTHER_VARIABLES}.items()]
    return page(
        "Settings and environment variables",
        "A stack's configuration takes precedence over the environment.",
        "## Settings of a stack",
        table(["setting", "environment variable", "meaning", "default"], rows),
        "Set them with `pulumi config set`, and the key with `--secret`:",
        block(
            "pulumi config set azure-face:endpoint https://my-face.cognitiveservices.azure.com\n"
            "pulumi config set --secret azure-face:key 0123456789abcdef",
            "sh",
        ).replace("```sh", "<!-- not run: needs Azure -->\n```sh"),
        "## More than one account",
        "`azure-face:accounts.<name>.<setting>` has the same settings for one more account. Select it with "
        '`account="<name>"` in the program, or `--account <name>` on the command line. A named account does not read '
        "the environment. [Several accounts and regions](../guides/accounts.md) has an example.",
        "## Environment variables",
        table(["variable", "meaning"], variables),
    )


def check_variables() -> None:
    """Raise an error if this page does not describe exactly the variables that the package reads."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(PROVIDER).rglob("*.py")))
    used = set(re.findall(r"\bAZURE_FACE_[A-Z_]+\b", source))
    if used != set(VARIABLE_TEXTS):
        raise UndocumentedError(f"describe the variables {', '.join(sorted(used ^ set(VARIABLE_TEXTS)))}")
