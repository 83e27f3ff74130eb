"""The current configuration of the stack, read from the CLI.

For `destroy` and `refresh`, the engine passes the configuration of the last update to a provider; only `up` and
`preview` pass the current one. A rotated key would make both fail, so after a rejected key the CLI is asked.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping

TIMEOUT = 30.0  # seconds; the CLI answers within one second, unless its backend is slow


def current_config(urn: str) -> Mapping[str, str]:
    """Return the configuration of the stack in a URN, or an empty one if it cannot be read."""
    stack = urn.removeprefix("urn:pulumi:").partition("::")[0]
    if not stack:
        return {}
    command = ["pulumi", "config", "--stack", stack, "--show-secrets", "--json", "--non-interactive"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=True)  # noqa: S603 - a stack name cannot start with a dash
        return {name: str(setting["value"]) for name, setting in json.loads(result.stdout).items()}
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return {}
