"""Where and how often is measured."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .project import Project, make_blank

Figures = tuple[float, ...]
Contenders = Mapping[str, Callable[[], Figures]]
"""Those who do one piece of work, by their names; each measures the same figures of it."""

BLANK = "blank"
NUMBERS = count()


@dataclass(frozen=True)
class Bench:
    """A folder to work in, how often each run is made, and whether a small one will do."""

    folder: Path
    runs: int
    quick: bool

    def size(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def new_folder(self) -> Path:
        return self.folder / f"{next(NUMBERS)}"

    def project(self, program: str) -> Project:
        """A project of its own for one of `programs`, with an empty stack."""
        root = shutil.copytree(self.folder / BLANK, self.new_folder())
        return Project(root).using(program)

    def side_by_side(self, contenders: Contenders) -> dict[str, Figures]:
        """The medians of each. All take turns, so that what else the machine does meets all alike."""
        runs = [{who: contend() for who, contend in contenders.items()} for _ in range(self.runs)]
        return {who: medians([run[who] for run in runs]) for who in contenders}


def medians(runs: list[Figures]) -> Figures:
    return tuple(median(figures) for figures in zip(*runs, strict=True))


@contextmanager
def open_bench(runs: int, *, quick: bool) -> Iterator[Bench]:
    """A bench that leaves nothing behind."""
    with TemporaryDirectory(prefix="azure-face-bench-") as folder:
        make_blank(Path(folder) / BLANK)
        yield Bench(Path(folder), runs, quick)
