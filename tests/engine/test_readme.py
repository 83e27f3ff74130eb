"""The README, run: every program, every command."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .account import KEY, Account
from .photos import jpeg, put_people, put_photos
from .stack import Stack

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
PYTHON = [text for language, text in BLOCKS if language == "python"]
PROGRAMS = [text for text in PYTHON if "import pulumi\n" in text]
TESTS = [text for text in PYTHON if text not in PROGRAMS]
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
    assert len(account.containers()) == len(re.findall(r"face\.(?:Large)?(?:PersonGroup|FaceList)\(", program))


@pytest.mark.parametrize("text", TESTS, ids=lambda text: re.findall(r"def (\w+)", text)[0])
def test_a_test_passes(tmp_path: Path, text: str) -> None:
    """Each test of the README passes, in a project that has nothing but the plugin."""
    put_photos(tmp_path / "photos" / "visitors", "dora")
    (tmp_path / "conftest.py").write_text('pytest_plugins = "pulumi_azure_face.emulator.pytest"\n')
    (tmp_path / "test_mine.py").write_text(text)
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:xdist", str(tmp_path)]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout
    assert "1 passed" in run.stdout


@pytest.mark.parametrize("command", of_program("make"))
def test_a_make_target_is_there(command: str) -> None:
    """Each target of the README exists; running `make test` from here would run this test again."""
    said = subprocess.run([*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert said.stdout


@pytest.mark.parametrize("command", [command for command in of_program("azure-face") if " emulator" in command])
def test_the_emulator_starts(command: str) -> None:
    """The emulator's command runs as written, but for the port, which a test must not fix."""
    words = re.sub(r"--port \d+", "--port 0", command)
    program, *options = shlex.split(words)
    with subprocess.Popen([Path(sys.executable).parent / program, *options], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        line = run.stdout.readline()
        run.send_signal(signal.SIGINT)

    assert line.startswith("Azure AI Face emulator on http://127.0.0.1:")


def test_the_commands_about_an_account_run(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other `azure-face` commands of the README run on an account with a group that can be trained."""
    account.stranger("staff")
    person = account.face.post("/persongroups/staff/persons", json={"name": "Ann"}).json()["personId"]
    binary = {"Content-Type": "application/octet-stream"}
    account.face.post(f"/persongroups/staff/persons/{person}/persistedfaces", content=jpeg("ann"), headers=binary)
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", account.url)
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    for command in of_program("azure-face"):
        if " emulator" not in command:
            subprocess.run([Path(sys.executable).parent / "azure-face", *shlex.split(command)[1:]], check=True)


def test_the_commands_of_the_cli_run(stack: Stack, account: Account) -> None:
    """The `pulumi` commands of the README run one after the other, as somebody who reads it would type them."""
    with_photos(stack, PROGRAMS[0])
    key = account.face.headers["Ocp-Apim-Subscription-Key"]
    for command in of_program("pulumi"):
        words = shlex.split(command.replace(FIXED_ADDRESS, account.url).replace("emulator-key", key))[1:]
        on_azure = "0123456789abcdef" in words or "cognitiveservices" in command
        stack.run(*words, *(["--stack", "dev", "--config-file", "Pulumi.azure.yaml"] if on_azure else []))

    assert [held.trained for held in account.holds()] == [True, True]
