"""The state of one running emulator, shared by its route handlers and its middleware."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request

from .faults.rules import Faults
from .models.account import Account
from .models.request_log import RequestLog
from .models.token_bucket import TokenBucket
from .models.vision import Vision
from .settings import Settings


@dataclass
class AccountKey:
    """The key of the account. The admin API can change it at runtime."""

    key: str = field(repr=False)


@dataclass(frozen=True)
class Service:
    """The account and the state that the admin API reads and sets. `bucket` is None without a rate limit."""

    settings: Settings
    account: Account
    bucket: TokenBucket | None
    account_key: AccountKey
    vision: Vision = field(default_factory=Vision)
    faults: Faults = field(default_factory=Faults)
    request_log: RequestLog = field(default_factory=RequestLog)


def get_service(request: Request) -> Service:
    return cast(Service, request.app.state.service)
