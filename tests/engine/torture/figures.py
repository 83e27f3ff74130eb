"""The measured figures: kept in figures.json, and written as a table into docs/reliability.md and README.md.

A part that was not run keeps the figures of its last run. A figure that was never measured is not a number.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .faults import FaultResult
from .kills import KillResult, Outcome
from .random_programs import Tally

ROOT = Path(__file__).parents[3]
FILE = Path(__file__).with_name("figures.json")
DOCUMENTS = ("docs/reliability.md", "README.md")
NOT_MEASURED = "not measured"

Figures = dict[str, dict[str, Any]]


def of_kills(results: Sequence[KillResult]) -> dict[str, Any]:
    outcomes = Counter(result.outcome for result in results)
    tried = len(results) - outcomes[Outcome.NOT_REACHED]
    counts = {outcome.name.lower(): outcomes[outcome] for outcome in Outcome if outcome is not Outcome.NOT_REACHED}
    return {"tried": tried, **counts}


def of_faults(results: Sequence[FaultResult]) -> dict[str, Any]:
    return {
        "injected": sum(result.injected for result in results),
        "commands": len(results),
        "named": sum(result.has_named_face for result in results),
        "failed": sum(bool(result.problems) for result in results),
    }


def of_random_programs(tallies: Sequence[Tally], failed: int) -> dict[str, Any]:
    total = sum((Counter(asdict(tally)) for tally in tallies), Counter())
    return {**{name: total[name] for name in asdict(Tally())}, "failed": failed}


def of_versions(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Group the combinations that `tools/version_matrix.py --output FILE.json` has tested by their result."""
    results = ("passed", "failed", "not available")
    return {
        result.replace(" ", "_"): [
            f"Python {row['python']} ({row['dependencies']})" for row in rows if row["result"] == result
        ]
        for result in results
    }


def save(measured: Figures) -> None:
    """Keep the figures of the parts that were run, and write all figures into the documents."""
    figures: Figures = json.loads(FILE.read_text()) if FILE.exists() else {}
    figures.update(measured)
    FILE.write_text(f"{json.dumps(figures, indent=2)}\n")
    for name, text in zip(DOCUMENTS, ("\n".join(table(figures)), sentence(figures)), strict=True):
        document = ROOT / name
        document.write_text(between_markers(document.read_text(), text))


def between_markers(document: str, text: str) -> str:
    """Replace what is between the markers of a document."""
    pattern = re.compile(r"(<!-- figures of make torture -->\n).*?(<!-- end of figures -->)", re.DOTALL)
    assert pattern.search(document), "the document has no place for the figures"
    return pattern.sub(lambda found: f"{found[1]}{text}\n{found[2]}", document)


def table(figures: Figures) -> Iterator[str]:
    """Yield the lines of the table."""
    rows = (
        ("kills tried", kills_cell(figures.get("kills"))),
        ("faults injected", faults_cell(figures.get("faults"))),
        ("random programs run", random_programs_cell(figures.get("random"))),
        ("secrets found", secrets_cell(figures.get("secrets"))),
        ("versions passed", versions_cell(figures.get("versions"))),
    )
    yield "| | |"
    yield "| --- | --- |"
    yield from (f"| {name} | {cell} |" for name, cell in rows)


def kills_cell(kills: Mapping[str, int] | None) -> str:
    if not kills:
        return NOT_MEASURED
    outcomes = f"{kills['exact']} exact, {kills['stopped']} stopped with a report, {kills['failed']} failed"
    return f"{kills['tried']}: {outcomes}"


def faults_cell(faults: Mapping[str, int] | None) -> str:
    if not faults:
        return NOT_MEASURED
    ends = f"{faults['named']} left a face that the next run names, {faults['failed']} failed"
    return f"{faults['injected']} in {faults['commands']} commands: {ends}"


def random_programs_cell(random: Mapping[str, int] | None) -> str:
    if not random:
        return NOT_MEASURED
    met = f"{random['kills']} kills, {random['faults']} faults, and {random['upgrades']} saved states of releases"
    ends = f"{random['stopped']} stopped with a report, {random['failed']} failed"
    return f"{random['programs']}, with {met}: {ends}"


def secrets_cell(secrets: Mapping[str, int] | None) -> str:
    return f"{secrets['found']} in what {secrets['stacks']} stacks left behind" if secrets else NOT_MEASURED


def versions_cell(versions: Mapping[str, Sequence[str]] | None) -> str:
    if not versions:
        return NOT_MEASURED
    named = {name: ", ".join(combinations) for name, combinations in versions.items() if combinations}
    others = "".join(f"; {name.replace('_', ' ')}: {text}" for name, text in named.items() if name != "passed")
    return f"{named.get('passed', 'none')}{others}"


def sentence(figures: Figures) -> str:
    """Return the figures in one sentence."""
    kills, faults, random = (figures.get(part, {}) for part in ("kills", "faults", "random"))
    counts = (
        (kills.get("tried"), "kills"),
        (faults.get("injected"), "faults"),
        (random.get("programs"), "random programs"),
    )
    tried = ", ".join(f"{count} {name}" for count, name in counts if count is not None)
    failed = sum(part.get("failed", 0) for part in (kills, faults, random))
    return f"Tried so far: {tried or 'nothing'}. Cases that ended wrong: {failed if tried else NOT_MEASURED}."
