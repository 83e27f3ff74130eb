"""The README, run: every program, every command."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .account import Account
from .photos import put_people, put_photos
from .stack import Stack

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
PROGRAMS = [text for language, text in BLOCKS if language == "python"]
COMMANDS = [
    line.partition("  #")[0].strip() for language, text in BLOCKS if language == "sh" for line in text.splitlines()
]
FIXED_ADDRESS = "http://127.0.0.1:5000"


def of_program(name: str) -> list[str]:
    return [command for command in COMMANDS if shlex.split(command)[0] == name]


def with_photos(stack: Stack, program: str) -> None:
    put_people(stack.folder / "photos" / "staff", {"ann": ["ann-1", "ann-2"], "bob": ["bob-1"]})
    put_photos(stack.folder / "photos" / "visitors", "carl", "dora")
    (stack.folder / "__main__.py").write_text(program)


def test_every_block_is_run_by_a_test() -> None:
    """A block in another language, or a command of another program, would go unseen by the tests below."""
    assert {language for language, _ in BLOCKS} == {"python", "sh"}
    assert {shlex.split(command)[0] for command in COMMANDS} == {"make", "azure-face", "pulumi"}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: re.findall(r'face\.\w+\("(\w+)"', program)[0])
def test_a_program_runs(stack: Stack, account: Account, program: str) -> None:
    """Each program of the README comes up, and is clean the second time."""
    with_photos(stack, program)
    stack.up()

    stack.preview("--expect-no-changes")
    assert len(account.containers()) == len(re.findall(r"face\.(?:PersonGroup|LargeFaceList)\(", program))


@pytest.mark.parametrize("command", of_program("make"))
def test_a_make_target_is_there(command: str) -> None:
    """Each target of the README exists; running `make test` from here would run this test again."""
    said = subprocess.run([*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout


@pytest.mark.parametrize("command", of_program("azure-face"))
def test_the_emulator_starts(command: str) -> None:
    """The emulator's command runs as written, but for the port, which a test must not fix."""
    words = re.sub(r"--port \d+", "--port 0", command)
    program, *options = shlex.split(words)
    with subprocess.Popen([Path(sys.executable).parent / program, *options], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        line = run.stdout.readline()
        run.send_signal(signal.SIGINT)

    assert line.startswith("Azure AI Face emulator on http://127.0.0.1:")


def test_the_commands_of_the_cli_run(stack: Stack, account: Account) -> None:
    """The `pulumi` commands of the README run one after the other, as somebody who reads it would type them."""
    with_photos(stack, PROGRAMS[0])
    key = account.face.headers["Ocp-Apim-Subscription-Key"]
    for command in of_program("pulumi"):
        words = shlex.split(command.replace(FIXED_ADDRESS, account.url).replace("emulator-key", key))[1:]
        on_azure = "0123456789abcdef" in words or "cognitiveservices" in command
        stack.run(*words, *(["--stack", "dev", "--config-file", "Pulumi.azure.yaml"] if on_azure else []))

    assert [held.trained for held in account.holds()] == [True, True]
