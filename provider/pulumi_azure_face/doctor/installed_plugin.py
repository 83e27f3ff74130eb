"""The provider plugin, which programs in other languages than Python need: whether it starts, and its version."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import anyio.to_thread

from .examination import Examination
from .results import Result, failure, ok, warning

DISTRIBUTION = "pulumi-azure-face"
PROGRAM = "pulumi-resource-azure-face"
START_TIMEOUT = 10.0  # seconds


class PluginError(Exception):
    """The plugin does not start."""


async def check(examination: Examination) -> Result:
    """Look at the plugin that the engine takes: that on the PATH, or else the newest one that is installed."""
    version = metadata.version(DISTRIBUTION)
    on_path = shutil.which(PROGRAM)
    program = on_path or newest_installed()
    if program is None:
        return ok("there is no provider plugin; only programs in other languages than Python need it")
    plugin = f"the provider plugin {'on the PATH' if on_path else 'in the plugins of the CLI'}"
    own_program = Path(sys.executable).parent / PROGRAM
    cure = f"Install it again: pulumi plugin install resource azure-face {version} --reinstall --file {own_program}"
    try:
        found = await anyio.to_thread.run_sync(plugin_version, program)
    except PluginError as error:
        return failure(f"{plugin} does not start: {error}", cure)
    if found != version:
        return warning(f"{plugin} is {found}, and this package is {version}", cure)
    return ok(f"{plugin} is {version}")


def newest_installed() -> str | None:
    """Return the program that `pulumi plugin install` has installed last."""
    plugins = Path(os.environ.get("PULUMI_HOME") or Path.home() / ".pulumi") / "plugins"
    programs = sorted(plugins.glob(f"resource-azure-face-v*/{PROGRAM}"), key=lambda program: program.lstat().st_mtime)
    return str(programs[-1]) if programs else None


def plugin_version(program: str) -> str:
    """Return the version that a plugin prints.

    Raises:
        PluginError: It does not start.
    """
    try:
        command = [program, "--version"]
        ended = subprocess.run(  # noqa: S603 - the program that the engine would run
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=START_TIMEOUT
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PluginError(f"{program}: {getattr(error, 'strerror', None) or type(error).__name__}") from None
    if ended.returncode:
        raise PluginError(f"{program}: {(ended.stderr.strip().splitlines() or ['no output'])[-1]}")
    return ended.stdout.strip()
