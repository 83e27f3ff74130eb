"""The Pulumi CLI, the Pulumi SDK for Python, and the private parts of the SDK that this package uses."""

from __future__ import annotations

import re
import sys

import anyio.to_thread

from pulumi_azure_face.stacks.pulumi_cli import PulumiCliError, cli_version

from .examination import Examination
from .results import Result, failure, ok, warning
from .sdk import read_sdk

OLDEST_SDK = (3, 216, 0)
"""The first version whose `read` can return inputs. An older CLI was never tested."""
IMPORTS_FILES_SINCE = (3, 254, 0)
"""The first CLI whose `pulumi import --file` takes the inputs of dynamic resources from the file."""
UPGRADE_CLI = "Install a current version: https://www.pulumi.com/docs/install"
# What is lost without each part; the list is that of host/sdk_internals.py.
WITHOUT_PART = {
    "clean-errors": "errors end in a traceback",
    "partial-state": "the state does not keep a partly created resource, but the next create finds it",
    "progress": "progress is shown with the stack",
    "timeouts": "custom_timeouts have no effect",
    "alive": "calls continue after the engine has exited",
    "wide-pool": "four calls at a time",
    "whole-config": "accounts need `pulumi config set --path`",
    "cancel": "Ctrl-C waits for running calls",
    "fast-exit": "a failed command ends later",
}


def version_tuple(text: str) -> tuple[int, ...] | None:
    """Return the first three numbers of a version, or None for another text."""
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text)
    return tuple(int(number) for number in found.groups()) if found else None


def as_text(version: tuple[int, ...]) -> str:
    return ".".join(str(number) for number in version[:2])


async def check_cli(examination: Examination) -> Result:
    try:
        text = await anyio.to_thread.run_sync(cli_version, abandon_on_cancel=True)
    except PulumiCliError as error:
        if error.is_missing:
            return failure("`pulumi` is not on the PATH", "Install the Pulumi CLI: https://www.pulumi.com/docs/install")
        return failure(f"{error}: {error.output or 'no output'}", UPGRADE_CLI)
    version = version_tuple(text)
    if version is None:
        return failure(f"`pulumi version` prints no version: {text[:40]!r}", UPGRADE_CLI)
    if version < OLDEST_SDK:
        reason = f"this package needs {as_text(OLDEST_SDK)}, and {as_text(IMPORTS_FILES_SINCE)} to import from a file"
        return failure(f"the Pulumi CLI {text} is too old: {reason}", UPGRADE_CLI)
    if version < IMPORTS_FILES_SINCE:
        reason = f"`pulumi import --file` needs {as_text(IMPORTS_FILES_SINCE)} for resources of this package"
        return warning(f"the Pulumi CLI {text} cannot import from a file: {reason}", UPGRADE_CLI)
    return ok(f"the Pulumi CLI is {text}")


async def check_sdk(examination: Examination) -> Result:
    examination.sdk = report = await read_sdk()
    if report.problem:
        return failure(
            f"could not use the Pulumi SDK of {sys.executable}: {report.problem}",
            "Install it in the environment of this command: pip install --upgrade pulumi",
        )
    version = version_tuple(report.version)
    if version is None or version < OLDEST_SDK:
        reason = f"this package needs {as_text(OLDEST_SDK)} to repair drift"
        return failure(
            f"the Pulumi SDK {report.version} is too old: {reason}", "Upgrade it: pip install --upgrade pulumi"
        )
    return ok(f"the Pulumi SDK for Python is {report.version}")


async def check_sdk_parts(examination: Examination) -> Result:
    report = examination.sdk
    if report.missing:
        return warning(
            f"the Pulumi SDK {report.version} lacks private parts: {lost(report.missing)}",
            "Results are still correct. A newer version of pulumi-azure-face may support this SDK.",
        )
    if report.disabled:
        return warning(
            f"AZURE_FACE_WITHOUT turns off private parts of the SDK: {lost(report.disabled)}",
            "Unset AZURE_FACE_WITHOUT.",
        )
    return ok(f"all {len(WITHOUT_PART)} private parts of the SDK are active")


def lost(parts: list[str]) -> str:
    return ", ".join(f"{part} ({WITHOUT_PART.get(part, 'unknown')})" for part in parts)
