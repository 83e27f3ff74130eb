"""The result of an examination: one line per check. The member names in JSON are those of the models."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from pulumi_azure_face.client.errors import ErrorDetails, FaceError

RUN_AGAIN = "Run the command again."


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, but not entirely as it should."""
    FAILURE = "failure"
    SKIPPED = "skipped"
    """It was not checked; the message says why."""


@dataclass(frozen=True)
class Result:
    """What a check found."""

    status: Status
    message: str
    """What was found and why. One line without a period at its end."""
    cure: str = ""
    """What to do about it, as complete sentences. Empty if there is nothing to do."""


def ok(message: str) -> Result:
    return Result(Status.OK, message)


def warning(message: str, cure: str) -> Result:
    return Result(Status.WARNING, message, cure)


def failure(message: str, cure: str) -> Result:
    return Result(Status.FAILURE, message, cure)


def skipped(reason: str) -> Result:
    return Result(Status.SKIPPED, reason)


def reason_of(error: FaceError) -> str:
    """Return the reason of an error as part of a message, with the request id that Azure support asks for."""
    request = error.reason.request if isinstance(error.reason, ErrorDetails) else ""
    return f"{str(error.reason).rstrip('.')}{request}"


class CheckResult(BaseModel):
    """The result of one check, with its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    status: Status
    message: str
    cure: str = ""


class Diagnosis(BaseModel):
    """All results."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int = 1
    """The version of this format."""
    status: Status
    """The worst status of a check: `failure`, `warning`, or `ok`."""
    checks: list[CheckResult]


def diagnosis(checks: list[CheckResult]) -> Diagnosis:
    found = {check.status for check in checks}
    worst = next((status for status in (Status.FAILURE, Status.WARNING) if status in found), Status.OK)
    return Diagnosis(status=worst, checks=checks)
