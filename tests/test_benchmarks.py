"""The benchmarks run: two of them once, with small inputs and with all alternatives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[1]
ALTERNATIVES_BY_MEASURE = {
    "pace from first to last request, of the limit": {"plain dynamic provider", "asyncio script", "official SDK"},
    "requests refused as too fast": {"plain dynamic provider", "asyncio script", "official SDK"},
    "time over `python -c pass`, of 0.3 s": set(),
}


def run(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the benchmarks with an empty home folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    command = [sys.executable, "-m", "benchmarks", *arguments]
    environment = {**inherited, "HOME": str(home)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_results_are_measured_and_saved(tmp_path: Path) -> None:
    """A run measures every figure, compares it with its budget, and saves table, JSON, and picture."""
    # A busy machine may miss a budget, so the test checks only that each verdict matches its figure.
    (home := tmp_path / "home").mkdir()
    result = run("gallery", "command", "--quick", "--runs", "1", "--into", str(tmp_path), home=home)
    assert result.stderr == ""
    assert list(home.iterdir()) == []

    rows = {row["measure"]: row for row in json.loads((tmp_path / "results.json").read_text())["rows"]}
    assert {measure: set(row["others"]) for measure, row in rows.items()} == ALTERNATIVES_BY_MEASURE
    rate, throttled, _ = rows.values()
    assert all(figure > 0 for figure in [rate["ours"], *rate["others"].values()])
    assert {throttled["ours"], *throttled["others"].values()} == {0}

    assert [row["met"] for row in rows.values()] == [
        figure >= limit if row["budget"]["at_least"] else figure <= limit
        for row in rows.values()
        for figure, limit in [(row["ours"], row["budget"]["limit"])]
    ]
    assert result.returncode == (0 if all(row["met"] for row in rows.values()) else 1)
    assert [measure for measure in ALTERNATIVES_BY_MEASURE if measure in result.stdout] == list(ALTERNATIVES_BY_MEASURE)
    assert ET.parse(tmp_path / "results.svg").getroot().tag.endswith("svg")


def test_unknown_benchmark_is_rejected(tmp_path: Path) -> None:
    """An unknown name ends the command before any measurement."""
    result = run("galery", home=tmp_path)

    assert result.returncode == 2
    assert "'galery' is not one of gallery, containers" in " ".join(result.stderr.split())
