"""The stack's settings as they are now.

For `destroy` and `refresh` the engine hands a provider the settings of the last update, out of the state; only `up`
and `preview` bring the current ones. A key that was changed in between would lock out both, so when a key is refused
the CLI is asked for what is set now.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping

TIMEOUT = 30.0  # seconds; the CLI answers within one, unless its backend is slow


def current_config(urn: str) -> Mapping[str, str]:
    """The configuration of the stack that a resource is in; empty when it cannot be had."""
    stack = urn.removeprefix("urn:pulumi:").partition("::")[0]
    if not stack:
        return {}
    ask = ["pulumi", "config", "--stack", stack, "--show-secrets", "--json", "--non-interactive"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True, timeout=TIMEOUT, check=True)  # noqa: S603 - a stack cannot be named like an option
        return {name: str(setting["value"]) for name, setting in json.loads(answer.stdout).items()}
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return {}
