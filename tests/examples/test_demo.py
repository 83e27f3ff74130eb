"""The demo, run as a user runs it: all checks pass, and it leaves no process and no file behind."""

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
USER_SETTINGS = {
    "PULUMI_BACKEND_URL": "https://nowhere.invalid",
    "PULUMI_STACK": "users-own",
    "PULUMI_CONFIG": '{"azure-face:endpoint": "https://nowhere.invalid"}',
    "AZURE_FACE_ENDPOINT": "https://nowhere.invalid",
    "AZURE_FACE_KEY": "users-own",
    "AZURE_FACE_WITHOUT": "clean-errors",
}
"""Settings of a user who works with another account and another backend."""


@dataclass
class DemoRun:
    """A running demo. An environment variable identifies its processes, and one folder contains its files."""

    process: subprocess.Popen[str]
    run_id: str
    folder: Path

    def wait_for_output(self, text: str) -> None:
        assert self.process.stdout is not None
        assert any(text in line for line in self.process.stdout)

    def wait(self) -> str:
        """Wait for the end and return the remaining output."""
        return self.process.communicate(timeout=200)[0]

    def leftovers(self) -> list[str]:
        """Return the ids of running processes and the paths of files."""
        return [*(str(pid) for pid in self.processes()), *(str(path) for path in self.folder.iterdir())]

    def kill_cli(self) -> None:
        """Kill the CLI as the system does when it runs out of memory."""
        for pid in self.processes():
            if (Path("/proc") / str(pid) / "cmdline").read_bytes().split(b"\0")[0].endswith(b"/pulumi"):
                os.kill(pid, signal.SIGKILL)

    def processes(self) -> Iterator[int]:
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdecimal() and self.run_id.encode() in (entry / "environ").read_bytes():
                    yield int(entry.name)


@contextmanager
def demo(tmp_path: Path) -> Iterator[DemoRun]:
    """Start the demo in another folder and in a new process group, as a shell does."""
    run_id, folder = uuid.uuid4().hex, tmp_path / "temporary"
    xdg_folders = {"XDG_CACHE_HOME": str(folder / "cache"), "XDG_STATE_HOME": str(folder / "create-log")}
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, DEMO],
        cwd=tmp_path,
        env={**os.environ, **USER_SETTINGS, **xdg_folders, "TMPDIR": str(folder), "DEMO_RUN_ID": run_id},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    with process:
        run = DemoRun(process, run_id, folder)
        try:
            yield run
        finally:
            for pid in run.processes():
                os.kill(pid, signal.SIGKILL)


pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds processes by their environment")


def test_demo_passes_all_checks(tmp_path: Path) -> None:
    """The demo runs all six steps with the real CLI, exits with 0, and leaves no process and no file behind."""
    with demo(tmp_path) as run:
        output = run.wait()

        assert run.process.returncode == 0, output
        assert [line[0] for line in output.splitlines() if line[1:2] == "."] == list("123456")
        assert output.endswith("All checks passed.\n")
        assert run.leftovers() == []


@pytest.mark.parametrize(
    ("stop_signal", "output_line", "exit_code"),
    [
        (signal.SIGINT, "Gallery staff creating", 130),
        (signal.SIGTERM, "pulumi up", 143),
        (signal.SIGHUP, "creating (0s)", 129),
    ],
    ids=["ctrl-c while enrolling", "SIGTERM before the first call", "SIGHUP while creating"],
)
def test_signal_ends_the_demo_cleanly(
    tmp_path: Path, stop_signal: signal.Signals, output_line: str, exit_code: int
) -> None:
    """Ctrl-C, SIGTERM, or SIGHUP ends the demo without a traceback and leaves no process and no file behind."""
    with demo(tmp_path) as run:
        run.wait_for_output(output_line)

        os.killpg(run.process.pid, stop_signal)

        output = run.wait()
        assert run.process.returncode == exit_code, output
        assert "Traceback" not in output
        assert run.leftovers() == []


def test_repeated_ctrl_c_does_not_disturb_the_cleanup(tmp_path: Path) -> None:
    """Ctrl-C three times in a row ends the demo as cleanly as one Ctrl-C."""
    with demo(tmp_path) as run:
        run.wait_for_output("creating (0s)")

        for _ in range(3):
            os.killpg(run.process.pid, signal.SIGINT)

        output = run.wait()
        assert run.process.returncode == 130, output
        assert "Traceback" not in output
        assert run.leftovers() == []


def test_failed_check_ends_the_demo_with_one_line(tmp_path: Path) -> None:
    """When the CLI is killed, the demo prints the failed check, exits with 1, and leaves nothing behind."""
    with demo(tmp_path) as run:
        run.wait_for_output("creating (0s)")

        run.kill_cli()

        output = run.wait()
        assert run.process.returncode == 1, output
        assert output.splitlines()[-1].startswith("The demo stopped because a check failed: `pulumi up` succeeds")
        assert "Traceback" not in output
        assert run.leftovers() == []
