"""What `make test-matrix` runs: the tests with each supported Python version and with other dependencies.

Each combination gets a fresh environment outside the checkout, with the wheel instead of the source. A Python version
that is not on the machine is reported as not available. docs/versioning.md says which combinations exist.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).parents[1]))  # for `tools`: a script sees only its own folder

from tools.environments import CommandError, Versions, build, create, find_python, inherited_variables, run
from tools.setup import OLDEST_SDK, ROOT, fetch_oldest_sdk, find_uv

MIDDLE_SDK = "3.243.0"  # halfway between the oldest supported SDK and the newest

ALL = ("tests",)
ENGINE_SAMPLE = ("tests/engine/test_functions.py", "tests/engine/test_packaging.py", "tests/engine/test_cli.py")
WITHOUT_ENGINE = (
    *("tests/cli", "tests/client", "tests/clients", "tests/doctor", "tests/drift", "tests/emulator", "tests/export"),
    *("tests/frozen", "tests/functions", "tests/host", "tests/lifecycle", "tests/queries", "tests/test_public.py"),
)
MOST = (*WITHOUT_ENGINE, *ENGINE_SAMPLE)
SDK = ("tests/functions", "tests/host", "tests/frozen", "tests/test_public.py", *ENGINE_SAMPLE)

PROBE = """
import importlib.metadata, pathlib, sys
import pulumi_azure_face
assert pathlib.Path(pulumi_azure_face.__file__).is_relative_to(sys.prefix), pulumi_azure_face.__file__
print(importlib.metadata.version("pulumi"))
"""


@dataclass(frozen=True)
class Combination:
    """A Python version, a set of dependencies, and the tests that run with both."""

    python: str
    versions: Versions
    tests: Sequence[str]
    pulumi: str | None = None

    @property
    def dependencies(self) -> str:
        return f"{self.versions.value}, pulumi {self.pulumi}" if self.pulumi else self.versions.value

    @property
    def name(self) -> str:
        return f"{self.python} {self.dependencies}"


COMBINATIONS = (
    Combination("3.11", Versions.LOCKED, ALL),
    Combination("3.12", Versions.LOCKED, MOST),
    Combination("3.13", Versions.LOCKED, MOST),
    Combination("3.14", Versions.LOCKED, MOST),
    Combination("3.11", Versions.LOWEST, MOST),
    Combination("3.13", Versions.NEWEST, MOST),
    Combination("3.12", Versions.NEWEST, SDK, OLDEST_SDK),
    Combination("3.12", Versions.NEWEST, SDK, MIDDLE_SDK),
)


@dataclass(frozen=True)
class Row:
    """The result of a combination. The numbers are zero and `sdk` is empty if no tests ran."""

    python: str
    dependencies: str
    result: str
    """`passed`, `failed`, or `not available`."""
    sdk: str = ""
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reason: str = ""


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the tests with each Python version and other dependencies.")
    parser.add_argument("--output", type=Path, help="write the table to this file: Markdown for .md, else JSON")
    parser.add_argument("--only", default="", help="run only combinations whose name contains this, such as '3.13'")
    parser.add_argument("--tests", nargs="+", help="run these tests instead of those of each combination")
    parser.add_argument("--workers", type=int, default=2, help="the number of test processes")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(prefix="test-matrix-") as folder:
        _, wheel = build(Path(folder) / "dist")
        for combination in COMBINATIONS:
            if options.only in combination.name:
                print(f"--- Python {combination.name}", flush=True)
                tests = options.tests or combination.tests
                rows.append(check(combination, wheel, Path(folder), tests, options.workers))
    print(markdown(rows))
    if options.output:
        options.output.write_text(markdown(rows) if options.output.suffix == ".md" else to_json(rows))
    if not rows:
        sys.exit(f"no combination contains {options.only!r}")
    sys.exit(any(row.result == "failed" for row in rows))


def check(combination: Combination, wheel: Path, folder: Path, tests: Sequence[str], workers: int) -> Row:
    """Run the tests of a combination in a fresh environment, which is deleted afterward."""
    labels = combination.python, combination.dependencies
    python = find_python(combination.python)
    if python is None:
        return Row(*labels, "not available", reason=f"no Python {combination.python} on this machine")
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        environment = Path(temporary) / "environment"
        try:
            programs = create(
                environment,
                python,
                wheel,
                combination.versions,
                extras=("emulator", "entra"),
                groups=("dev",),
                pulumi=combination.pulumi,
            )
            run(programs / "python", ROOT / "tools" / "pulumi" / "provide.py")
            run(programs / "python", "-m", "tools.languages", cwd=ROOT)
            fetch_oldest_sdk(find_uv(), programs / "python")
            sdk = run(programs / "python", "-W", "error", "-c", PROBE, cwd=Path(temporary)).strip()
        except CommandError as error:
            return Row(*labels, "failed", reason=str(error))
        report = Path(temporary) / "report.xml"
        parallel = ("-n", str(workers), "--dist", "worksteal")
        options = ("-q", "-p", "no:cacheprovider", *parallel, f"--junitxml={report}")
        command = [str(programs / "python"), "-m", "pytest", *options, *tests]
        exit_code = subprocess.run(command, cwd=ROOT, env=inherited_variables()).returncode
        if not report.exists():
            return Row(*labels, "failed", sdk, reason=f"pytest ended with exit code {exit_code} and without a report")
        passed, failed, skipped = count(report.read_text())
        return Row(*labels, "failed" if exit_code else "passed", sdk, passed, failed, skipped)


def count(report: str) -> tuple[int, int, int]:
    """Return how many tests passed, failed, and were skipped. An error counts as a failure."""
    suites = list(ET.fromstring(report).iter("testsuite"))  # noqa: S314 - pytest wrote the file just now

    def total(name: str) -> int:
        return sum(int(suite.get(name, "0")) for suite in suites)

    failed, skipped = total("failures") + total("errors"), total("skipped")
    return total("tests") - failed - skipped, failed, skipped


def markdown(rows: Sequence[Row]) -> str:
    """Format the rows as a Markdown table, with the reasons below it."""
    lines = ["| Python | dependencies | SDK | result | passed | failed | skipped |", "| --- " * 7 + "|"]
    for row in rows:
        cells = (row.python, row.dependencies, row.sdk or "-", row.result)
        numbers = (row.passed, row.failed, row.skipped) if row.passed or row.failed or row.skipped else "---"
        lines.append(f"| {' | '.join([*cells, *map(str, numbers)])} |")
    reasons = [f"{row.python}, {row.dependencies}: {row.reason}" for row in rows if row.reason]
    return "\n".join([*lines, *(["", *reasons] if reasons else [])]) + "\n"


def to_json(rows: Sequence[Row]) -> str:
    return json.dumps([asdict(row) for row in rows], indent=2) + "\n"


if __name__ == "__main__":
    main()
