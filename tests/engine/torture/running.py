"""Run cases on several workshops at once. A workshop has its own emulator and stacks, so cases do not meet."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from queue import Empty, Queue
from threading import Thread
from typing import TypeVar

from .life import Workshop, workshop

Case = TypeVar("Case")
Result = TypeVar("Result")


def run_cases(
    cases: Sequence[Case], run: Callable[[Workshop, Case], Result], workshops: Sequence[Workshop]
) -> Iterator[tuple[Case, Result | Exception]]:
    """Run each case in the next free workshop. Yield the results as they come, or the error that a case raised."""
    waiting: Queue[Case] = Queue()
    done: Queue[tuple[Case, Result | Exception]] = Queue()
    for case in cases:
        waiting.put(case)

    def work(place: Workshop) -> None:
        while True:
            try:
                case = waiting.get_nowait()
            except Empty:
                return
            try:
                done.put((case, run(place, case)))
            except Exception as error:  # noqa: BLE001 - the error of one case is a result, and the others go on
                done.put((case, error))

    for place in workshops:
        Thread(target=work, args=(place,), daemon=True).start()
    for _ in cases:
        yield done.get()


def open_workshops(count: int, language: str, stack: ExitStack) -> list[Workshop]:
    return [stack.enter_context(workshop(language)) for _ in range(count)]


def show(text: str) -> None:
    """Print a line of progress at once, also into a pipe."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
