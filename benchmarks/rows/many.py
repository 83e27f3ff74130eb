"""A thousand unchanged resources: the time of a preview and the size of the state, relative to plain resources."""

from __future__ import annotations

from functools import partial

from benchmarks.account import Account, emulator
from benchmarks.bench import Bench
from benchmarks.project import Project
from benchmarks.row import OURS, PLAIN, Budget, Row, rows_of

PARALLEL = "64"
MEASURES = {
    "time of a preview, of that of plain resources": Budget(1),
    "size of the state, of that of plain resources": Budget(0.5),
}


def measure(bench: Bench) -> list[Row]:
    count = bench.size(1000, 20)
    with emulator() as account:
        ours = create_resources(bench, "our_containers", account, count)
        plain = create_resources(bench, "plain_containers", account, count)
        medians = bench.medians_of({OURS: partial(measure_project, ours), PLAIN: partial(measure_project, plain)})
    relative = {name: ratios(figures, medians[PLAIN]) for name, figures in medians.items()}
    return rows_of(f"{count:,} resources, nothing changed", MEASURES, relative)


def create_resources(bench: Bench, program: str, account: Account, count: int) -> Project:
    """Create a stack with `count` resources."""
    # The engine saves the state once instead of after each step, which takes minutes and is not measured.
    engine_variables = {"pulumi_experimental": 1, "pulumi_skip_checkpoints": 1}
    project = bench.project(program).for_account(account, count=count, **engine_variables)
    project.up("--parallel", PARALLEL)
    return project


def measure_project(project: Project) -> tuple[float, float]:
    """Return the time of a preview and the size of the state."""
    return project.preview(), project.state_size()


def ratios(figures: tuple[float, ...], references: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(figure / reference for figure, reference in zip(figures, references, strict=True))
