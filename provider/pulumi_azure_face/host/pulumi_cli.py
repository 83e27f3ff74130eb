"""What the Pulumi CLI tells about the stack of a call, because the engine does not tell it to a provider."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import Any

# The file backend writes a file beside the state in place, so a command fails that reads it in that moment.
MAX_ATTEMPTS, RETRY_DELAY = 5, 0.2  # seconds
TIMEOUT = 60.0  # seconds; the CLI answers within one second, unless its backend is slow or the state is large


class PulumiCliError(Exception):
    """The CLI failed, and the text says how."""


def current_config(urn: str) -> Mapping[str, str]:
    """Return the configuration of the stack in a URN, or an empty one if it cannot be read.

    For `destroy` and `refresh`, the engine passes the configuration of the last update to a provider; only `up` and
    `preview` pass the current one. A rotated key would make both fail, so after a rejected key the CLI is asked.
    """
    try:
        config = run_json("config", "--show-secrets", "--json", urn=urn)
        return {name: str(setting["value"]) for name, setting in config.items()}
    except (PulumiCliError, KeyError):
        return {}


def exported_deployment(urn: str, *, show_secrets: bool = False) -> Mapping[str, Any]:
    """Return the state of the stack in a URN, also while an update is running.

    Raises:
        PulumiCliError: The state cannot be read.
    """
    exported = run_json("stack", "export", *(["--show-secrets"] if show_secrets else []), urn=urn)
    deployment: Mapping[str, Any] = exported["deployment"]
    return deployment


def run_json(*arguments: str, urn: str) -> dict[str, Any]:
    """Run a command for the stack in a URN and return the JSON that it prints."""
    stack = urn.removeprefix("urn:pulumi:").partition("::")[0]
    name = f"`pulumi {' '.join(arguments)}`"
    if not stack:
        raise PulumiCliError(f"{name} needs a stack")
    command = ["pulumi", *arguments, "--stack", stack, "--non-interactive"]
    try:
        document: dict[str, Any] = json.loads(run_with_retries(command))
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        # The message of a SubprocessError would repeat the command, and its output can contain secrets.
        raise PulumiCliError(f"{name} failed ({type(error).__name__})") from error
    return document


def run_with_retries(command: Sequence[str]) -> str:
    """Return the output of a command that reads what the running update writes."""
    for _ in range(MAX_ATTEMPTS - 1):
        result = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)  # noqa: S603 - a stack name cannot start with a dash
        if result.returncode == 0:
            return result.stdout
        time.sleep(RETRY_DELAY)
    return subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=True).stdout  # noqa: S603 - as above
