"""`azure-face doctor`: what is wrong between a program and its account, and what to do about it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulumi_azure_face.cli.exit_codes import FAILED
from pulumi_azure_face.cli.options import AccountOptions, with_account_options

if TYPE_CHECKING:
    from pulumi_azure_face.doctor.examination import Request
    from pulumi_azure_face.doctor.results import CheckResult

EXAMPLES = """
azure-face doctor
azure-face doctor --stack dev
azure-face doctor --state state.json --probe-rate --json
"""
COLORS = {"ok": "green", "warning": "yellow", "failure": "red", "skipped": "bright_black"}


@with_account_options
def doctor(
    options: AccountOptions,
    stack: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Also check this stack. The configuration of the first one takes precedence over the options.",
        ),
    ] = None,
    state: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Also check an exported state; '-' is standard input."),
    ] = None,
    probe_rate: Annotated[
        bool,
        typer.Option(
            "--probe-rate", help="Send 30 concurrent GETs, which use up a second of S0's rate or a minute of F0's."
        ),
    ] = False,
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", help="How long to wait for each response.", min=0.1, max=60.0)
    ] = 10.0,
) -> None:
    """Check everything between a program and its account. Only reads."""
    import anyio

    from pulumi_azure_face.cli.output import print_json
    from pulumi_azure_face.cli.running import enable_interrupts
    from pulumi_azure_face.doctor.results import Status, diagnosis

    enable_interrupts()
    request = make_request(options, tuple(stack or ()), tuple(state or ()), is_rate_probed=probe_rate, timeout=timeout)
    found = diagnosis(anyio.run(examine, request, options.as_json))
    if options.as_json:
        print_json(found.model_dump(mode="json"))
    if found.status is Status.FAILURE:
        raise typer.Exit(FAILED)


def make_request(
    options: AccountOptions, stacks: tuple[str, ...], states: tuple[Path, ...], *, is_rate_probed: bool, timeout: float
) -> Request:
    from pulumi_azure_face.cli.account_options import find_settings
    from pulumi_azure_face.doctor.examination import Request

    first_stack = stacks[0] if stacks else None
    source = f"stack {first_stack}" if first_stack else "options and environment"
    if options.account is not None:
        source = f"account {options.account} of {f'stack {first_stack}' if first_stack else 'the selected stack'}"
    return Request(lambda: find_settings(options, first_stack), source, stacks, states, is_rate_probed, timeout)


async def examine(request: Request, is_quiet: bool) -> list[CheckResult]:
    """Run the checks, and print each result as soon as it is known."""
    from pulumi_azure_face.doctor import checks

    results = []
    async for result in checks.examine(request):
        results.append(result)
        if not is_quiet:
            print_result(result)
    return results


def print_result(result: CheckResult) -> None:
    status = typer.style(f"{result.status.value:<9}", fg=COLORS[result.status.value])
    cure = f". {result.cure}" if result.cure else ""
    typer.echo(f"{status}{result.name:<17}{result.message}{cure}")
