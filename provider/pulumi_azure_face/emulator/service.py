"""One running emulator: everything its handlers and its gates share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from starlette.requests import Request

from .faults import Faults
from .journal import Journal
from .settings import Settings
from .state import Account


@dataclass(frozen=True)
class Service:
    """The account, and what the admin side may set and see."""

    settings: Settings
    account: Account
    faults: Faults = field(default_factory=Faults)
    journal: Journal = field(default_factory=Journal)


def of(request: Request) -> Service:
    return cast(Service, request.app.state.service)
