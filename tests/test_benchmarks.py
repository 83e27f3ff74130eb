"""The benchmarks run: two rows for real, with all who take part in them, once and with small things."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[1]
ROWS = {
    "pace from first to last request, of the limit": {"plain dynamic provider", "asyncio script", "official SDK"},
    "requests refused as too fast": {"plain dynamic provider", "asyncio script", "official SDK"},
    "time over `python -c pass`, of 0.3 s": set(),
}


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the benchmarks as a user with an empty home."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    command = [sys.executable, "-m", "benchmarks", *arguments]
    environment = {**inherited, "HOME": str(home)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_rows_are_measured_judged_and_written_down(tmp_path: Path) -> None:
    """Every figure is one of real work; which budgets are met is another matter on a busy machine."""
    (home := tmp_path / "home").mkdir()
    done = run("gallery", "command", "--quick", "--runs", "1", "--into", str(tmp_path), home=home)
    assert done.stderr == ""
    assert list(home.iterdir()) == []

    rows = {row["measure"]: row for row in json.loads((tmp_path / "results.json").read_text())["rows"]}
    assert {measure: set(row["others"]) for measure, row in rows.items()} == ROWS
    pace, refused, _ = rows.values()
    assert all(figure > 0 for figure in [pace["ours"], *pace["others"].values()])
    assert {refused["ours"], *refused["others"].values()} == {0}

    assert [row["met"] for row in rows.values()] == [
        figure >= limit if row["budget"]["at_least"] else figure <= limit
        for row in rows.values()
        for figure, limit in [(row["ours"], row["budget"]["limit"])]
    ]
    assert done.returncode == (0 if all(row["met"] for row in rows.values()) else 1)
    assert [measure for measure in ROWS if measure in done.stdout] == list(ROWS)
    assert ET.parse(tmp_path / "results.svg").getroot().tag.endswith("svg")


def test_a_row_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A wrong name costs no measuring."""
    done = run("galery", home=tmp_path)

    assert done.returncode == 2
    assert "'galery' is none of gallery, containers" in " ".join(done.stderr.split())
