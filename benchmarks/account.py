"""An emulated account in a process of its own, and its log of what was asked."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

TOO_MANY = 429


@dataclass(frozen=True)
class Call:
    """One call, as the service saw it. Times are seconds since 1970."""

    method: str
    path: str
    status: int
    began: float
    ended: float

    @property
    def of_content(self) -> bool:
        """Whether it is about persons or faces."""
        return "/persons" in self.path or "/persistedfaces" in self.path

    @property
    def of_training(self) -> bool:
        return self.path.endswith(("/train", "/training"))


@dataclass(frozen=True)
class Account:
    """Where it is, and its key."""

    url: str
    key: str

    def calls(self) -> list[Call]:
        """What was asked since the log was emptied."""
        log = self._own_side("GET", "requests").json()
        return [
            Call(one["method"], one["path"], one["status"], one["time"], one["time"] + one["seconds"]) for one in log
        ]

    def forget_calls(self) -> None:
        self._own_side("DELETE", "requests")

    def clear(self) -> None:
        """Make it an account of which nothing was asked yet."""
        self._own_side("POST", "reset")

    def _own_side(self, method: str, path: str) -> httpx.Response:
        headers = {"Ocp-Apim-Subscription-Key": self.key}
        url = f"{self.url}/_emulator/{path}"
        return httpx.request(method, url, headers=headers, trust_env=False, timeout=60).raise_for_status()


@contextmanager
def emulator(**options: float) -> Iterator[Account]:
    """An empty account; the options are those of `azure-face emulator`."""
    key = secrets.token_hex(16)
    program = Path(sys.executable).with_name("azure-face")
    chosen = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    environment = {**os.environ, "AZURE_FACE_KEY": key}
    command = [str(program), "emulator", "--port=0", *chosen]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield Account(process.stdout.readline().split()[-1], key)
        finally:
            process.terminate()
