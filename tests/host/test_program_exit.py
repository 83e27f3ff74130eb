"""The exit of a program that the engine interrupts while a resource registration waits for the engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

PROGRAM = """
import socket
import sys
from concurrent.futures import ThreadPoolExecutor

import grpc

from pulumi_azure_face.host.sdk_internals import end_program_on_interrupt

end_program_on_interrupt()
listener = socket.create_server(("127.0.0.1", 0))  # accepts connections and never answers
channel = grpc.insecure_channel(f"127.0.0.1:{listener.getsockname()[1]}")
register = channel.unary_unary("/pulumirpc.ResourceMonitor/RegisterResource")
del channel  # as in the SDK, which keeps only the stub
executor = ThreadPoolExecutor()
executor.submit(register, b"", wait_for_ready=True)
print("waiting", flush=True)
try:
    listener.accept()
    listener.accept()
finally:
    executor.shutdown(wait=True)  # as in the language executor of the SDK
"""


@pytest.mark.parametrize(("without", "exits"), [("", True), ("fast-exit", False)], ids=["enabled", "disabled"])
def test_interrupted_program_exits(without: str, exits: bool) -> None:
    """An interrupted program cancels its calls and exits without a traceback. Without that, it waits for the engine."""
    environment = {**os.environ, "AZURE_FACE_WITHOUT": without}
    command = [sys.executable, "-c", PROGRAM]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "waiting\n"
        program.send_signal(signal.SIGINT)
        try:
            _, errors = program.communicate(timeout=30 if exits else 2)
            assert (program.returncode, errors, exits) == (128 + signal.SIGINT, "", True)
        except subprocess.TimeoutExpired:
            program.kill()
            assert not exits
