"""What the Pulumi CLI tells about a stack: its configuration and its state.

The command line needs the configuration of a stack without a running engine. A provider needs it because the engine
passes an older one to `destroy` and `refresh`, and it needs the state because the engine tells it about one resource at
a time.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

# The file backend writes the attributes of a state in place, so an export that reads them in that moment fails.
MAX_EXPORTS, EXPORT_RETRY_DELAY = 5, 0.2  # seconds
TIMEOUT = 60.0  # seconds; the CLI answers within one second, unless its backend is slow or the state is large
VERSION_TIMEOUT = 15.0  # seconds; no backend is involved


class PulumiCliError(Exception):
    """The CLI is missing or failed. The text names the command, but not its output, which can contain secrets."""

    def __init__(self, command: str, reason: Exception) -> None:
        super().__init__(f"`{command}` failed ({type(reason).__name__})")
        self.is_missing = isinstance(reason, FileNotFoundError)
        self.output = ""
        """What the CLI printed as an error."""
        if isinstance(reason, subprocess.CalledProcessError):
            self.output = " ".join(str(reason.stderr).split()).removeprefix("error: ")

    @property
    def details(self) -> str:
        """The error with what the CLI printed. It can contain secrets, so it is for the user's terminal only."""
        return f"{self}: {self.output}" if self.output else str(self)


def cli_version() -> str:
    """Return the version of the CLI, such as `3.259.0`.

    Raises:
        PulumiCliError: The CLI is missing or does not work.
    """
    command = ["pulumi", "version"]
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1"}
    try:
        result = subprocess.run(  # noqa: S603 - a constant command
            command, capture_output=True, text=True, timeout=VERSION_TIMEOUT, check=True, env=environment
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PulumiCliError("pulumi version", error) from error
    return result.stdout.strip().removeprefix("v")


def stack_config(stack: str | None = None, folder: Path | None = None) -> Mapping[str, str]:
    """Return the configuration of a stack, or of the selected one, with secrets decrypted.

    Args:
        stack: The name of the stack.
        folder: The folder of the project; defaults to the current folder.

    Raises:
        PulumiCliError: The configuration cannot be read.
    """
    settings = run_json("config", "--json", "--show-secrets", stack=stack, folder=folder)
    return {name: str(setting["value"]) for name, setting in settings.items() if "value" in setting}


def stack_deployment(stack: str | None, *, show_secrets: bool = False, folder: Path | None = None) -> Mapping[str, Any]:
    """Return the state of a stack, or of the selected one, also while an update is running.

    Args:
        stack: The name of the stack.
        show_secrets: Whether to decrypt the secrets in it.
        folder: The folder of the project; defaults to the current folder.

    Raises:
        PulumiCliError: The state cannot be read.
    """
    arguments = ("stack", "export", *(["--show-secrets"] if show_secrets else []))
    for attempt in count(1):
        try:
            deployment: Mapping[str, Any] = run_json(*arguments, stack=stack, folder=folder)["deployment"]
            break
        except PulumiCliError as error:
            if error.is_missing or attempt == MAX_EXPORTS:
                raise
        time.sleep(EXPORT_RETRY_DELAY)
    return deployment


def selected_stack(folder: Path | None = None) -> str:
    """Return the name of the selected stack.

    Raises:
        PulumiCliError: No stack is selected.
    """
    return run("stack", "--show-name", folder=folder).strip()


def stack_of(urn: str) -> str:
    """Return the name of the stack in a URN.

    Raises:
        PulumiCliError: The URN is unknown. Without a name, the CLI would take the selected stack, which can be another.
    """
    stack = urn.removeprefix("urn:pulumi:").partition("::")[0]
    if not stack:
        raise PulumiCliError("pulumi --stack", LookupError("the engine's call names no stack"))
    return stack


def run_json(*arguments: str, stack: str | None, folder: Path | None) -> dict[str, Any]:
    """Run a command for a stack and return the JSON that it prints."""
    selected = [] if stack is None else ["--stack", stack]
    try:
        document: dict[str, Any] = json.loads(run(*arguments, *selected, folder=folder))
    except ValueError as error:
        raise PulumiCliError(f"pulumi {' '.join(arguments)}", error) from error
    return document


def run(*arguments: str, folder: Path | None) -> str:
    """Run a command and return what it prints."""
    command = ["pulumi", *arguments, "--non-interactive"]
    try:
        result = subprocess.run(  # noqa: S603 - a stack name cannot start with a dash
            command, capture_output=True, text=True, timeout=TIMEOUT, check=True, cwd=folder
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PulumiCliError(f"pulumi {' '.join(arguments)}", error) from error
    return result.stdout
