"""Run all cases and write the figures into docs/reliability.md.

.venv/bin/python -m tests.engine.torture                          # everything; hours
.venv/bin/python -m tests.engine.torture kills --every 10         # each tenth kill
.venv/bin/python -m tests.engine.torture kills --only "create request 12 after tree new"
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from random import Random

from .kills import Kill, KillResult, Outcome, all_kills, run_kill
from .life import Workshop
from .running import open_workshops, run_cases, show


def main(arguments: Sequence[str]) -> int:
    options = parse(arguments)
    with ExitStack() as stack:
        workshops = open_workshops(options.workers, stack)
        results = try_kills(workshops, options.every, options.only, options.seed)
    return int(any(result.outcome is Outcome.FAILED for result in results))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.engine.torture")
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    return parser.parse_args(arguments)


def try_kills(workshops: Sequence[Workshop], every: int, only: str, seed: int) -> list[KillResult]:
    kills = [kill for kill in all_kills(workshops[0]) if not (kill.request - 1) % every and only in str(kill)]
    Random(seed).shuffle(kills)  # a run that is stopped early has then tried kills of every kind
    results = []
    for number, (kill, result) in enumerate(run_cases(kills, run_kill, workshops), 1):
        results.append(result if isinstance(result, KillResult) else crashed(kill, result))
        latest = results[-1]
        show(f"{number}/{len(kills)} {kill}: {latest.outcome.value} {latest.request}\n{latest.evidence}".rstrip())
    show(str(Counter(result.outcome.value for result in results)))
    return results


def crashed(kill: Kill, error: Exception) -> KillResult:
    return KillResult(kill, Outcome.FAILED, evidence=f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
