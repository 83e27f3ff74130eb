"""The command `azure-face` as a separate process."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import pulumi_azure_face as face

COMMAND = Path(sys.executable).parent / "azure-face"
GROUP_COUNT = 2500  # three list pages
TIMEOUT = 60.0  # seconds; an idle machine needs less than one


def put_groups(account: httpx.Client, *ids: str) -> None:
    for group_id in ids:
        account.put(f"/face/v1.2/largepersongroups/{group_id}", json={"name": group_id}).raise_for_status()


def azure_face(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_occupied_port_is_reported() -> None:
    """An occupied port is reported in one line that suggests another port."""
    with socket.create_server(("127.0.0.1", 0)) as occupied:
        port = str(occupied.getsockname()[1])
        failed = azure_face("emulator", "--port", port)

    assert failed.returncode == 1
    assert failed.stderr.splitlines() == [
        f"error: cannot listen on 127.0.0.1:{port}: Address already in use. Choose another --port"
    ]


def test_help_imports_no_heavy_modules() -> None:
    """`--help` is fast because commands import their dependencies only when they run."""
    code = "import sys; import pulumi_azure_face.cli.app; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert "typer" in imported
    assert {"pulumi", "httpx", "starlette", "uvicorn", "pydantic", "anyio", "rich", "grpc"}.isdisjoint(imported)


def test_commands_do_not_import_pulumi(account: httpx.Client) -> None:
    """Commands that call the account run without importing Pulumi."""
    code = (
        "import sys; from pulumi_azure_face.cli.app import app; "
        "app(['list', 'face-list'], standalone_mode=False); assert 'pulumi' not in sys.modules"
    )

    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_help_lists_all_exit_codes() -> None:
    """`--help` documents every exit code."""
    help_text = " ".join(azure_face("--help").stdout.split())

    assert all(
        code in help_text
        for code in ("0 success", "1 the service", "2 wrong", "3 a training", "7 `azure-face drift`", "130 Ctrl-C")
    )


def test_long_list_is_complete(account: httpx.Client) -> None:
    """The command and the function return three pages of groups completely and in order."""
    ids = [f"g{number}" for number in range(GROUP_COUNT)]
    put_groups(account, *ids)

    groups = json.loads(azure_face("list", "large-person-group", "--json").stdout)
    assert [group["id"] for group in groups] == sorted(ids)
    rows = azure_face("list", "large-person-group").stdout.splitlines()[1:]
    assert [row.split()[0] for row in rows] == sorted(ids)
    assert [group.id for group in face.list_large_person_groups()] == sorted(ids)


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["table", "JSON"])
def test_closed_pipe_is_no_error(account: httpx.Client, options: list[str]) -> None:
    """The command ends without an error message when its reader closes the pipe, as `head` does."""
    put_groups(account, "staff")
    with start("list", "large-person-group", *options) as run:
        assert run.stdout is not None
        run.stdout.close()
        assert run.stderr is not None
        assert run.stderr.read() == ""


def test_ctrl_c_interrupts_a_wait(account: httpx.Client) -> None:
    """Ctrl-C during a wait ends the command at once, without a traceback and with exit code 130."""
    put_groups(account, "staff")
    account.post("/_emulator/rules", json={"path": ".*/training", "status": 429, "headers": {"Retry-After": "300"}})
    with start("train", "large-person-group", "staff") as run:
        assert run.stderr is not None
        assert run.stderr.readline().startswith("retrying in 300.0 s: 429")
        run.send_signal(signal.SIGINT)
        _, rest = run.communicate(timeout=TIMEOUT)

    assert (run.returncode, rest) == (130, "")


INTERRUPTED_EXIT = """
import atexit, os, signal
import pulumi_azure_face.cli

atexit.register(os.kill, os.getpid(), signal.SIGINT)
pulumi_azure_face.cli.main()
"""


def test_ctrl_c_during_exit_is_silent(account: httpx.Client) -> None:
    """Ctrl-C once the command has printed its result adds no traceback."""
    command = [sys.executable, "-c", INTERRUPTED_EXIT, "list", "large-person-group", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout, run.stderr) == (-signal.SIGINT, "[]\n", "")


INTERRUPTED_IMPORT = """
import os, signal, sys
import pulumi_azure_face.cli

def interrupt(event, arguments):
    if event == "import" and arguments[0] == "pulumi_azure_face.cli.app":
        os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(interrupt)
pulumi_azure_face.cli.main()
"""


def test_ctrl_c_during_startup_is_silent() -> None:
    """Ctrl-C while the command is still importing ends it without any output."""
    run = subprocess.run([sys.executable, "-c", INTERRUPTED_IMPORT], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout, run.stderr) == (-signal.SIGINT, "", "")


def test_terminal_shows_the_wait(account: httpx.Client) -> None:
    """A terminal shows a wait in one updating line with the elapsed time, and replaces it with the result."""
    put_groups(account, "staff")
    controller, terminal = pty.openpty()
    with start("train", "large-person-group", "staff", terminal=terminal) as run:
        read_until(controller, "training of LargePersonGroup 'staff': running")
        read_until(controller, "0:00:00")
        read_until(controller, "\x1b[2Kerror: could not train LargePersonGroup 'staff': There is no person")
        run.wait(timeout=TIMEOUT)
    os.close(controller)
    os.close(terminal)

    assert run.returncode == 3


@pytest.mark.parametrize(("answer", "remaining"), [("y", 0), ("n", 1)])
def test_delete_by_age_asks_on_a_terminal(account: httpx.Client, answer: str, remaining: int) -> None:
    """On a terminal, `sessions delete --older-than` asks before it deletes."""
    session = {"livenessOperationMode": "Passive", "deviceCorrelationIdSetInClient": True}
    account.post("/face/v1.2/detectLiveness-sessions", json=session).raise_for_status()
    controller, terminal = pty.openpty()
    with start("sessions", "delete", "--older-than", "0s", terminal=terminal) as run:
        read_until(controller, "Sessions to delete: 1. Delete them? [y/N]: ")
        os.write(controller, f"{answer}\n".encode())
        read_until(controller, "Sessions deleted: 1" if answer == "y" else "Aborted")
        run.wait(timeout=TIMEOUT)
    os.close(controller)
    os.close(terminal)

    assert len(account.get("/face/v1.2-preview.1/detectLiveness/singleModal/sessions").json()) == remaining


@contextmanager
def start(*arguments: str, terminal: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """Start the command on a terminal or with pipes, and kill it at the end of the block."""
    output = subprocess.PIPE if terminal is None else terminal
    with subprocess.Popen([COMMAND, *arguments], stdin=terminal, stdout=output, stderr=output, text=True) as run:
        try:
            yield run
        finally:
            run.kill()


def read_until(terminal: int, text: str) -> None:
    output = ""
    deadline = time.monotonic() + TIMEOUT
    while text not in output:
        assert time.monotonic() < deadline, output
        output += os.read(terminal, 1024).decode()
