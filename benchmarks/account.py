"""An emulated account in a separate process, and its request log."""

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

TOO_MANY_REQUESTS = 429


@dataclass(frozen=True)
class Call:
    """One call in the service's log. Times are Unix timestamps."""

    method: str
    path: str
    status: int
    started: float
    ended: float

    @property
    def is_content_call(self) -> bool:
        """Whether the call is about persons or faces."""
        return "/persons" in self.path or "/persistedfaces" in self.path

    @property
    def is_training_call(self) -> bool:
        return self.path.endswith(("/train", "/training"))


@dataclass(frozen=True)
class Account:
    """The URL of an account and its key."""

    url: str
    key: str

    def calls(self) -> list[Call]:
        """Return the calls since the log was emptied."""
        log = self._admin("GET", "requests").json()
        return [
            Call(call["method"], call["path"], call["status"], call["time"], call["time"] + call["seconds"])
            for call in log
        ]

    def clear_calls(self) -> None:
        self._admin("DELETE", "requests")

    def clear(self) -> None:
        """Delete all content and all logged calls."""
        self._admin("POST", "reset")

    def _admin(self, method: str, path: str) -> httpx.Response:
        headers = {"Ocp-Apim-Subscription-Key": self.key}
        url = f"{self.url}/_emulator/{path}"
        return httpx.request(method, url, headers=headers, trust_env=False, timeout=60).raise_for_status()


@contextmanager
def emulator(**options: float) -> Iterator[Account]:
    """Start an empty account with options of `azure-face emulator`."""
    key = secrets.token_hex(16)
    program = Path(sys.executable).with_name("azure-face")
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    environment = {**os.environ, "AZURE_FACE_KEY": key}
    command = [str(program), "emulator", "--port=0", *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield Account(process.stdout.readline().split()[-1], key)
        finally:
            process.terminate()
