"""A refresh of ten thousand persons: how often it lists, and that it asks for nobody alone."""

from __future__ import annotations

from functools import partial

from benchmarks.account import Account, emulator
from benchmarks.bench import Bench
from benchmarks.photos import put_people
from benchmarks.project import Project
from benchmarks.row import OURS, Budget, Row, rows_of

A_PAGE = 1000  # persons in one list call


def measure(bench: Bench) -> list[Row]:
    persons = bench.size(10_000, 50)
    photos = put_people(bench.new_folder(), persons, 1)
    with emulator() as account:
        project = bench.project("our_gallery").on(account, photos=photos)
        project.up()
        medians = bench.side_by_side({OURS: partial(looks, project, account)})
    return rows_of(f"refresh of a gallery of {persons:,} persons", budgets(persons), medians)


def budgets(persons: int) -> dict[str, Budget]:
    """A list call for each page, one that finds the end, and one to spare."""
    return {"list calls": Budget(persons // A_PAGE + 2), "reads of a single person or face": Budget(0)}


def looks(project: Project, account: Account) -> tuple[float, float]:
    account.forget_calls()
    project.refresh()
    listed = [call.path.endswith("/persons") for call in account.calls() if call.of_content]
    return listed.count(True), listed.count(False)
