"""The table of checks, in the order in which they run, and the loop that runs them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import anyio

from . import (
    account_settings,
    containers,
    installed_plugin,
    local_store,
    network,
    ownership,
    rate,
    saved_providers,
    service,
    software,
    stack_states,
)
from .examination import Examination, Request
from .results import RUN_AGAIN, CheckResult, Result, Status, failure, skipped

MAX_SECONDS = 90.0
"""The checks that have not begun by then are skipped."""


@dataclass(frozen=True)
class Check:
    """One check. It runs only if the checks that it needs have not failed and were not skipped."""

    name: str
    run: Callable[[Examination], Awaitable[Result]]
    needs: tuple[str, ...] = ()


CHECKS = (
    Check("pulumi-cli", software.check_cli),
    Check("pulumi-sdk", software.check_sdk),
    Check("sdk-parts", software.check_sdk_parts, needs=("pulumi-sdk",)),
    Check("plugin", installed_plugin.check),
    Check("local-store", local_store.check),
    Check("settings", account_settings.check_settings),
    Check("endpoint", account_settings.check_endpoint, needs=("settings",)),
    Check("credentials", account_settings.check_credentials, needs=("endpoint",)),
    Check("proxy", network.check_proxy, needs=("endpoint",)),
    Check("dns", network.check_dns, needs=("proxy",)),
    Check("connection", network.check_connection, needs=("dns",)),
    Check("tls", network.check_tls, needs=("connection",)),
    Check("service", service.check_service, needs=("tls", "credentials")),
    Check("clock", service.check_clock, needs=("service",)),
    Check("authorization", service.check_authorization, needs=("service",)),
    Check("approval", service.check_approval, needs=("authorization",)),
    Check("api-versions", service.check_versions, needs=("approval",)),
    Check("quota", containers.check_quota, needs=("approval",)),
    Check("rate", rate.check, needs=("approval",)),
    Check("stacks", stack_states.check),
    Check("saved-providers", saved_providers.check, needs=("pulumi-sdk", "stacks")),
    Check("ownership", ownership.check, needs=("quota", "stacks")),
)


async def examine(request: Request) -> AsyncIterator[CheckResult]:
    """Run all checks and yield each result as soon as it is known."""
    examination = Examination(request)
    unmet: dict[str, str] = {}
    """The checks that later ones cannot build on, with the check that is the cause and what became of it."""
    ends_at = anyio.current_time() + MAX_SECONDS
    try:
        for check in CHECKS:
            cause = next((unmet[name] for name in check.needs if name in unmet), None)
            result = skipped(f"needs {cause}") if cause else await run(check, examination, ends_at)
            if result.status in (Status.FAILURE, Status.SKIPPED):
                what = "failed" if result.status is Status.FAILURE else "was skipped"
                unmet[check.name] = cause or f"{check.name}, which {what}"
            yield named(check, result, examination.secret)
    finally:
        if examination.probe:
            with anyio.CancelScope(shield=True):
                await examination.probe.close()


async def run(check: Check, examination: Examination, ends_at: float) -> Result:
    """Run a check. Whatever it raises is its result, because the other checks must still run."""
    if anyio.current_time() >= ends_at:
        return skipped(f"the limit of {MAX_SECONDS:.0f} s for all checks was reached")
    with anyio.CancelScope(deadline=ends_at):
        try:
            return await check.run(examination)
        except Exception as error:  # noqa: BLE001 - a bug in one check must not hide the others
            return failure(
                f"the check itself failed: {type(error).__name__}: {error}",
                "This is a bug in pulumi-azure-face. Please report it with this line.",
            )
    return failure(f"interrupted: the limit of {MAX_SECONDS:.0f} s for all checks was reached", RUN_AGAIN)


def named(check: Check, result: Result, secret: str) -> CheckResult:
    """Return the result with its name, on one line, and without the key, whatever a message quotes."""

    def clean(text: str) -> str:
        hidden = text.replace(secret, "[key]") if secret else text
        return " ".join("".join(letter if letter.isprintable() else " " for letter in hidden).split())

    return CheckResult(
        name=check.name, status=result.status, message=clean(result.message).rstrip("."), cure=clean(result.cure)
    )
