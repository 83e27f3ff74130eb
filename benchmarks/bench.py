"""The workspace of the benchmarks, and the number of runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .project import Project, create_template

Figures = tuple[float, ...]
Contenders = Mapping[str, Callable[[], Figures]]
"""The alternatives that do one task, by name. Each returns the same figures of it."""

TEMPLATE = "template"
FOLDER_NUMBERS = count()


@dataclass(frozen=True)
class Bench:
    """A temporary folder, the number of runs, and whether inputs are small."""

    folder: Path
    runs: int
    quick: bool

    def size(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def new_folder(self) -> Path:
        return self.folder / f"{next(FOLDER_NUMBERS)}"

    def project(self, program: str) -> Project:
        """Create a project with an empty stack for one of the `programs`."""
        root = shutil.copytree(self.folder / TEMPLATE, self.new_folder())
        return Project(root).with_program(program)

    def medians_of(self, contenders: Contenders) -> dict[str, Figures]:
        """Return the median figures of each contender. They take turns, so other load affects all of them."""
        runs = [{name: measure() for name, measure in contenders.items()} for _ in range(self.runs)]
        return {name: medians([run[name] for run in runs]) for name in contenders}


def medians(runs: list[Figures]) -> Figures:
    return tuple(median(figures) for figures in zip(*runs, strict=True))


@contextmanager
def open_bench(runs: int, *, quick: bool) -> Iterator[Bench]:
    """Create a bench whose folder is deleted at the end."""
    with TemporaryDirectory(prefix="azure-face-bench-") as folder:
        create_template(Path(folder) / TEMPLATE)
        yield Bench(Path(folder), runs, quick)
