"""The demo, run as a user runs it: what it claims comes true, and nothing of it stays, however it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "examples" / "demo.py"
FOREIGN = {
    "PULUMI_BACKEND_URL": "https://nowhere.invalid",
    "PULUMI_STACK": "not-ours",
    "PULUMI_CONFIG": '{"azure-face:endpoint": "https://nowhere.invalid"}',
    "AZURE_FACE_ENDPOINT": "https://nowhere.invalid",
    "AZURE_FACE_KEY": "not-ours",
    "AZURE_FACE_WITHOUT": "clean-errors",
}
"""Settings of a caller who works with another account and another backend."""


@dataclass
class Run:
    """A demo that runs, all it started marked by a variable in the environment, all its files below one folder."""

    process: subprocess.Popen[str]
    mark: str
    folder: Path

    def until(self, text: str) -> None:
        """Read what it says until that."""
        assert self.process.stdout is not None
        assert any(text in line for line in self.process.stdout)

    def end(self) -> str:
        """What else it says, once it has ended."""
        return self.process.communicate(timeout=200)[0]

    def left_behind(self) -> list[str]:
        """Processes that still run, and files."""
        return [*(str(pid) for pid in self.processes()), *(str(path) for path in self.folder.iterdir())]

    def kill_cli(self) -> None:
        """End the CLI as the system would that runs out of memory."""
        for pid in self.processes():
            if (Path("/proc") / str(pid) / "cmdline").read_bytes().split(b"\0")[0].endswith(b"/pulumi"):
                os.kill(pid, signal.SIGKILL)

    def processes(self) -> Iterator[int]:
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdecimal() and self.mark.encode() in (entry / "environ").read_bytes():
                    yield int(entry.name)


@contextmanager
def demo(tmp_path: Path) -> Iterator[Run]:
    """Start the demo like a shell does, with a process group of its own, in another folder."""
    mark, folder = uuid.uuid4().hex, tmp_path / "temporary"
    kept = {"XDG_CACHE_HOME": str(folder / "looks"), "XDG_STATE_HOME": str(folder / "notes")}
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, DEMO],
        cwd=tmp_path,
        env={**os.environ, **FOREIGN, **kept, "TMPDIR": str(folder), "MARK": mark},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        run = Run(process, mark, folder)
        try:
            yield run
        finally:
            for pid in run.processes():
                os.kill(pid, signal.SIGKILL)


pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds processes by their environment")


def test_everything_it_claims_comes_true(tmp_path: Path) -> None:
    """It walks all six steps with the real CLI, ends with 0, and leaves no process and no file."""
    with demo(tmp_path) as run:
        said = run.end()

        assert run.process.returncode == 0, said
        assert [line[0] for line in said.splitlines() if line[1:2] == "."] == list("123456")
        assert said.endswith("All of it came true.\n")
        assert run.left_behind() == []


@pytest.mark.parametrize(
    ("ending", "moment", "status"),
    [
        (signal.SIGINT, "Gallery staff creating", 130),
        (signal.SIGTERM, "pulumi up", 143),
        (signal.SIGHUP, "creating (0s)", 129),
    ],
    ids=["ctrl-c while enrolling", "terminated before the first call", "hung up while creating"],
)
def test_a_signal_ends_it_cleanly(tmp_path: Path, ending: signal.Signals, moment: str, status: int) -> None:
    """Ctrl-C, a termination or a closed terminal ends all that was started: no traceback, no process, no file."""
    with demo(tmp_path) as run:
        run.until(moment)

        os.killpg(run.process.pid, ending)

        said = run.end()
        assert run.process.returncode == status, said
        assert "Traceback" not in said
        assert run.left_behind() == []


def test_an_impatient_user_does_not_disturb_the_clean_up(tmp_path: Path) -> None:
    """Ctrl-C three times in a row is as good as once."""
    with demo(tmp_path) as run:
        run.until("creating (0s)")

        for _ in range(3):
            os.killpg(run.process.pid, signal.SIGINT)

        said = run.end()
        assert run.process.returncode == 130, said
        assert "Traceback" not in said
        assert run.left_behind() == []


def test_what_does_not_come_true_ends_it_with_a_line(tmp_path: Path) -> None:
    """When the CLI is killed, the demo says which claim failed, ends with 1, and still leaves nothing."""
    with demo(tmp_path) as run:
        run.until("creating (0s)")

        run.kill_cli()

        said = run.end()
        assert run.process.returncode == 1, said
        assert said.splitlines()[-1].startswith("The demo stops, for this is not true: `pulumi up` succeeds")
        assert "Traceback" not in said
        assert run.left_behind() == []
