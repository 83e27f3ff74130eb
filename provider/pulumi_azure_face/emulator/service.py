"""One running emulator: everything its handlers and its gates share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request

from pulumi_azure_face.emulator.faults.rules import Faults
from pulumi_azure_face.emulator.middleware.rate_limit import Bucket
from pulumi_azure_face.emulator.middleware.request_log import RequestLog
from pulumi_azure_face.emulator.models.account import Account
from pulumi_azure_face.emulator.models.vision import Vision

from .settings import Settings


@dataclass
class AccountKey:
    """The key that opens the account; it may be changed while the emulator runs, as a real one may."""

    key: str


@dataclass(frozen=True)
class Service:
    """The account, and what the admin side may set and see. Without a limit on calls there is no bucket."""

    settings: Settings
    account: Account
    bucket: Bucket | None
    account_key: AccountKey
    vision: Vision = field(default_factory=Vision)
    faults: Faults = field(default_factory=Faults)
    request_log: RequestLog = field(default_factory=RequestLog)


def service_of(request: Request) -> Service:
    return cast(Service, request.app.state.service)
