"""Run all cases and write the figures into docs/reliability.md and README.md.

    .venv/bin/python -m tests.engine.torture                          # everything, which takes hours
    .venv/bin/python -m tests.engine.torture kills --every 10         # kill at each tenth request
    .venv/bin/python -m tests.engine.torture kills --only "create request 12 after tree new"
    .venv/bin/python -m tests.engine.torture faults --seeds 1         # each kind of fault once per command
    .venv/bin/python -m tests.engine.torture random --minutes 5
    .venv/bin/python -m tests.engine.torture --language yaml          # programs that use the provider plugin

The exit code is 1 if a case failed. The output has the evidence: the account, and the output of the command.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from typing import Any

from . import figures
from .faults import FaultCase, FaultResult, all_fault_cases, run_fault_case
from .kills import Kill, KillResult, Outcome, all_kills, run_kill
from .life import Workshop
from .random_programs import Tally, run_random_programs
from .running import open_workshops, run_cases, show

PARTS = ("kills", "faults", "random")
EXAMPLES, STEPS = 4, 8
"""Random programs start from an empty account or a saved state this often per seed, and run this many steps at most."""


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    measured: figures.Figures = {}
    with ExitStack() as stack:
        workshops = open_workshops(options.workers, options.language, stack)
        if "kills" in options.parts:
            measured["kills"] = try_kills(workshops, options)
        if "faults" in options.parts:
            measured["faults"] = try_faults(workshops, options)
        if "random" in options.parts:
            measured["random"] = try_random_programs(workshops[0], options)
        measured["secrets"] = show_secrets(workshops)
    if options.versions:
        measured["versions"] = figures.of_versions(json.loads(options.versions.read_text()))
    if not options.only and options.language == "python":
        figures.save(measured)
    return int(any(part.get("failed") or part.get("found") for part in measured.values()))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    assert __doc__ is not None
    parser = argparse.ArgumentParser(
        "python -m tests.engine.torture", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", help="kills, faults, random; all by default")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="kill at each N-th request")
    parser.add_argument("--minutes", type=float, default=60, help="how long random programs run")
    parser.add_argument("--seeds", type=int, default=5, help="how often each kind of fault is tried")
    parser.add_argument("--seed", type=int, default=1, help="of the order of kills, and the first of the others")
    parser.add_argument("--workers", type=int, default=2, help="how many kills or faults are tried at once")
    parser.add_argument(
        "--language", choices=("python", "yaml"), default="python", help="of the programs; yaml writes no figures"
    )
    parser.add_argument("--only", default="", metavar="TEXT", help="only cases with this text; writes no figures")
    parser.add_argument(
        "--versions", type=Path, metavar="FILE", help="what `tools/version_matrix.py --output FILE` wrote"
    )
    options = parser.parse_args(arguments)
    if unknown := set(options.parts).difference(PARTS):
        parser.error(f"unknown: {', '.join(unknown)}")
    options.parts = options.parts or PARTS
    return options


def try_kills(workshops: Sequence[Workshop], options: argparse.Namespace) -> dict[str, Any]:
    every_kill = all_kills(workshops[0])
    kills = [kill for kill in every_kill if not (kill.request - 1) % options.every and options.only in str(kill)]
    Random(options.seed).shuffle(kills)  # a run that is stopped early has then tried kills of every kind
    results = []
    for number, (kill, outcome) in enumerate(run_cases(kills, run_kill, workshops), 1):
        result = outcome if isinstance(outcome, KillResult) else failed_kill(kill, outcome)
        results.append(result)
        show(f"{number}/{len(kills)} {kill}: {result.outcome.value}, {result.request}\n{result.evidence}".rstrip())
    return figures.of_kills(results)


def failed_kill(kill: Kill, error: Exception) -> KillResult:
    return KillResult(kill, Outcome.FAILED, evidence=f"{type(error).__name__}: {error}")


def try_faults(workshops: Sequence[Workshop], options: argparse.Namespace) -> dict[str, Any]:
    cases = all_fault_cases(range(options.seed, options.seed + options.seeds))
    chosen = [case for case in cases if options.only in str(case)]
    results = []
    for number, (case, outcome) in enumerate(run_cases(chosen, run_fault_case, workshops), 1):
        result = outcome if isinstance(outcome, FaultResult) else failed_case(case, outcome)
        results.append(result)
        verdict = ", ".join(result.problems) or "as it must be"
        show(f"{number}/{len(chosen)} {case}: {result.injected} faults, {verdict}\n{result.evidence}".rstrip())
    return figures.of_faults(results)


def failed_case(case: FaultCase, error: Exception) -> FaultResult:
    return FaultResult(case, 0, (f"{type(error).__name__}: {error}",))


def try_random_programs(workshop: Workshop, options: argparse.Namespace) -> dict[str, Any]:
    """Run random programs, seed by seed, until the time is up."""
    tallies: list[Tally] = []
    failed, seed, end = 0, options.seed, time.monotonic() + options.minutes * 60
    while time.monotonic() < end:
        tallies.append(Tally())
        try:
            run_random_programs(workshop, tallies[-1], seed=seed, examples=EXAMPLES, steps=STEPS)
        except Exception as error:  # noqa: BLE001 - a failed example is a result, and the next seeds go on
            failed += 1
            show("\n".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", [])]))
        show(f"seed {seed}: {tallies[-1]}")
        seed += 1
    return figures.of_random_programs(tallies, failed)


def show_secrets(workshops: Sequence[Workshop]) -> dict[str, Any]:
    found = [secret for workshop in workshops for secret in workshop.secrets]
    for secret in found:
        show(f"secret found: {secret}")
    return {"found": len(found), "stacks": sum(workshop.scanned for workshop in workshops)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
