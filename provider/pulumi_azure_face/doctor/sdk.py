"""Asks the host package, in a process of its own, what the Pulumi SDK of this environment offers."""

from __future__ import annotations

import subprocess
import sys

import anyio.to_thread
from pydantic import BaseModel, ConfigDict, Field, ValidationError

REPORT_TIMEOUT = 60.0  # seconds; importing the SDK takes two on a slow machine


class SdkReport(BaseModel):
    """What host/sdk_report.py prints."""

    model_config = ConfigDict(frozen=True)

    problem: str = ""
    """Why the SDK cannot be used."""
    version: str = ""
    missing: list[str] = Field(default_factory=list)
    disabled: list[str] = Field(default_factory=list)
    unloadable: dict[str, str] = Field(default_factory=dict)


async def read_sdk(*providers: str) -> SdkReport:
    """Return what the SDK offers, and which of these provider classes (`module:Class`) cannot be imported."""
    return await anyio.to_thread.run_sync(run_report, providers, abandon_on_cancel=True)


def run_report(providers: tuple[str, ...]) -> SdkReport:
    command = [sys.executable, "-P", "-m", "pulumi_azure_face.host.sdk_report", *providers]
    try:
        ended = subprocess.run(  # noqa: S603 - only names of this package's classes
            command, capture_output=True, text=True, timeout=REPORT_TIMEOUT, check=False
        )
        return SdkReport.model_validate_json(ended.stdout)
    except (OSError, subprocess.SubprocessError, ValidationError) as error:
        last_line = ended.stderr.strip().rpartition("\n")[2] if isinstance(error, ValidationError) else str(error)
        return SdkReport(problem=last_line or type(error).__name__)
