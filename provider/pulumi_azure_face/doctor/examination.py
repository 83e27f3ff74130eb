"""What an examination is asked to check, and what its checks have found out for those that come after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pulumi_azure_face.client.accounts.auth import Auth
from pulumi_azure_face.client.accounts.configuration import Account, Settings
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.client.http import Response
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.schemas import Container
from pulumi_azure_face.stacks.deployment import Deployment

from .probe import Probe
from .proxies import Route
from .sdk import SdkReport

DEFAULT_TIMEOUT = 10.0  # seconds for one answer; a healthy service needs less than one


@dataclass(frozen=True)
class Request:
    """What to check."""

    find_settings: Callable[[], Settings]
    """Reads the settings of the account; raises InvalidSettingError."""
    settings_source: str
    """Where the settings come from, in words."""
    stacks: tuple[str, ...] = ()
    """The names of stacks, to be read with the CLI."""
    state_files: tuple[Path, ...] = ()
    """Exported states. `-` is standard input."""
    is_rate_probed: bool = False
    timeout: float = DEFAULT_TIMEOUT


@dataclass(frozen=True)
class ContainerCount:
    """The containers of one kind that were listed."""

    kind: Kind
    containers: list[Container]
    is_complete: bool


@dataclass
class Examination:
    """The findings of the checks so far. A check reads only what a check that it needs has set."""

    request: Request
    sdk: SdkReport = field(init=False)
    settings: Settings = field(init=False)
    endpoint: str = field(init=False)
    account: Account = field(init=False)
    auth: Auth = field(init=False)
    route: Route = field(init=False)
    probe: Probe | None = None
    reply: Response | FaceError = field(init=False)
    """The reply to the first request."""
    containers: list[ContainerCount] = field(init=False)
    deployments: list[Deployment] = field(init=False)
    secret: str = ""
    """The key. No message contains it."""
