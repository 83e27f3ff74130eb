"""The command `azure-face`, run as a program."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

COMMAND = Path(sys.executable).parent / "azure-face"


def test_a_taken_port_is_one_line() -> None:
    """What cannot be listened on is told in one line, with the way out."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = subprocess.run([COMMAND, "emulator", "--port", port], capture_output=True, text=True, check=False)

    assert said.returncode == 1
    assert said.stderr.splitlines() == [
        f"cannot listen on 127.0.0.1:{port}: Address already in use; choose another --port"
    ]


def test_help_imports_neither_pulumi_nor_a_server() -> None:
    """`--help` is quick because what the commands need is imported when they run."""
    code = "import sys; import pulumi_azure_face.cli.app; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    imported = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert "typer" in imported
    assert {"pulumi", "httpx", "starlette", "uvicorn", "pydantic", "grpc"}.isdisjoint(imported)
