"""The command `azure-face`, run as a program."""

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
MANY = 2500
PATIENCE = 60.0  # seconds; for what takes a moment on a machine with nothing else to do


def put_groups(account: httpx.Client, *ids: str) -> None:
    for one in ids:
        account.put(f"/face/v1.2/largepersongroups/{one}", json={"name": one}).raise_for_status()


def said(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([COMMAND, *words], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_a_taken_port_is_one_line() -> None:
    """What cannot be listened on is told in one line, with the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = said("emulator", "--port", port)

    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        f"cannot listen on 127.0.0.1:{port}: Address already in use; choose another --port"
    ]


def test_help_imports_neither_pulumi_nor_a_server() -> None:
    """`--help` is quick because what the commands need is imported when they run."""
    code = "import sys; import pulumi_azure_face.cli.app; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert "typer" in imported
    assert {"pulumi", "httpx", "starlette", "uvicorn", "pydantic", "anyio", "rich", "grpc"}.isdisjoint(imported)


def test_commands_do_without_pulumi(account: httpx.Client) -> None:
    """What asks the account needs no engine, and does not wait for it to be imported."""
    code = "import sys; from pulumi_azure_face.cli.app import app; app(['list', 'face-list'], standalone_mode=False); assert 'pulumi' not in sys.modules"

    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_help_tells_the_exit_codes() -> None:
    """All of them."""
    told = " ".join(said("--help").stdout.split())

    assert all(code in told for code in ("0 done", "1 refused", "2 wrong", "3 a training", "130 Ctrl-C"))


def test_a_long_list_is_whole(account: httpx.Client) -> None:
    """Three pages of groups come completely and in order, from the command and from the function."""
    ids = [f"g{number}" for number in range(MANY)]
    put_groups(account, *ids)

    assert [one["id"] for one in json.loads(said("list", "large-person-group", "--json").stdout)] == sorted(ids)
    assert [line.split()[0] for line in said("list", "large-person-group").stdout.splitlines()[1:]] == sorted(ids)
    assert [one.id for one in face.list_large_person_groups()] == sorted(ids)


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["a table", "JSON"])
def test_whoever_reads_no_further_ends_it(account: httpx.Client, options: list[str]) -> None:
    """A closed pipe, as of `head`, is no error to speak of."""
    put_groups(account, "staff")
    with started("list", "large-person-group", *options) as run:
        assert run.stdout is not None
        run.stdout.close()
        assert run.stderr is not None
        assert run.stderr.read() == ""


def test_ctrl_c_ends_a_wait(account: httpx.Client) -> None:
    """At once, without a traceback, and with the usual exit code."""
    put_groups(account, "staff")
    account.post("/_emulator/rules", json={"path": ".*/training", "status": 429, "headers": {"Retry-After": "300"}})
    with started("train", "large-person-group", "staff") as run:
        assert run.stderr is not None
        assert run.stderr.readline().startswith("trying again in 300.0s: 429")
        run.send_signal(signal.SIGINT)
        _, rest = run.communicate(timeout=PATIENCE)

    assert (run.returncode, rest) == (130, "")


INTERRUPTED = """
import os, signal, sys
import pulumi_azure_face.cli

def interrupt(event, arguments):
    if event == "import" and arguments[0] == "pulumi_azure_face.cli.app":
        os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(interrupt)
pulumi_azure_face.cli.main()
"""


def test_ctrl_c_may_come_early() -> None:
    """While the command is still being imported, there is nothing to say about it."""
    run = subprocess.run([sys.executable, "-c", INTERRUPTED], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout, run.stderr) == (-signal.SIGINT, "", "")


def test_a_terminal_shows_that_it_waits(account: httpx.Client) -> None:
    """In one moving line, with the time that has gone by; what comes of it stands alone."""
    put_groups(account, "staff")
    ours, theirs = pty.openpty()
    with started("train", "large-person-group", "staff", terminal=theirs) as run:
        read_until(ours, "training of LargePersonGroup 'staff': running")
        read_until(ours, "0:00:00")
        read_until(ours, "\x1b[2Kerror: could not train LargePersonGroup 'staff': There is no person")
        run.wait(timeout=PATIENCE)
    os.close(ours)
    os.close(theirs)

    assert run.returncode == 3


@pytest.mark.parametrize(("answer", "left"), [("y", 0), ("n", 1)])
def test_a_person_is_asked(account: httpx.Client, answer: str, left: int) -> None:
    """Before what an age finds is deleted."""
    session = {"livenessOperationMode": "Passive", "deviceCorrelationIdSetInClient": True}
    account.post("/face/v1.2/detectLiveness-sessions", json=session).raise_for_status()
    ours, theirs = pty.openpty()
    with started("sessions", "delete", "--older-than", "0s", terminal=theirs) as run:
        read_until(ours, "Sessions to delete: 1. Go on? [y/N]: ")
        os.write(ours, f"{answer}\n".encode())
        read_until(ours, "Sessions deleted: 1" if answer == "y" else "Aborted")
        run.wait(timeout=PATIENCE)
    os.close(ours)
    os.close(theirs)

    assert len(account.get("/face/v1.2-preview.1/detectLiveness/singleModal/sessions").json()) == left


@contextmanager
def started(*words: str, terminal: int | None = None) -> Iterator[subprocess.Popen[str]]:
    """The command on its way, at a terminal or at pipes. At the end of the block it is gone."""
    at = subprocess.PIPE if terminal is None else terminal
    with subprocess.Popen([COMMAND, *words], stdin=terminal, stdout=at, stderr=at, text=True) as run:
        try:
            yield run
        finally:
            run.kill()


def read_until(terminal: int, words: str) -> None:
    seen = ""
    deadline = time.monotonic() + PATIENCE
    while words not in seen:
        assert time.monotonic() < deadline, seen
        seen += os.read(terminal, 1024).decode()
