"""A refresh of ten thousand persons: the number of list calls and of calls for single persons or faces."""

from __future__ import annotations

from functools import partial

from benchmarks.account import Account, emulator
from benchmarks.bench import Bench
from benchmarks.photos import write_people
from benchmarks.project import Project
from benchmarks.row import OURS, Budget, Row, rows_of

PAGE_SIZE = 1000  # persons per list call


def measure(bench: Bench) -> list[Row]:
    persons = bench.size(10_000, 50)
    photos = write_people(bench.new_folder(), persons, 1)
    with emulator() as account:
        project = bench.project("our_gallery").for_account(account, photos=photos)
        project.up()
        medians = bench.medians_of({OURS: partial(count_reads, project, account)})
    return rows_of(f"refresh of a gallery of {persons:,} persons", budgets(persons), medians)


def budgets(persons: int) -> dict[str, Budget]:
    """Allow one list call for each page, one that reads the empty last page, and one spare."""
    return {"list calls": Budget(persons // PAGE_SIZE + 2), "reads of a single person or face": Budget(0)}


def count_reads(project: Project, account: Account) -> tuple[float, float]:
    account.clear_calls()
    project.refresh()
    is_list_call = [call.path.endswith("/persons") for call in account.calls() if call.is_content_call]
    return is_list_call.count(True), is_list_call.count(False)
