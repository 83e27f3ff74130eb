"""Every program, test, and command in the README runs."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .account import KEY, Account
from .photos import jpeg, write_people, write_photos
from .stack import Stack

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
CODE_BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
PYTHON_BLOCKS = [code for language, code in CODE_BLOCKS if language == "python"]
PROGRAMS = [code for code in PYTHON_BLOCKS if "import pulumi\n" in code]
TESTS = [code for code in PYTHON_BLOCKS if code not in PROGRAMS]
COMMANDS = [
    line.partition("  #")[0].strip() for language, code in CODE_BLOCKS if language == "sh" for line in code.splitlines()
]
EMULATOR_URL = "http://127.0.0.1:5000"


def commands_of(program: str) -> list[str]:
    return [command for command in COMMANDS if shlex.split(command)[0] == program]


def write_project(stack: Stack, program: str) -> None:
    """Write the program and the photos that it names."""
    write_people(stack.folder / "photos" / "staff", {"ann": ["ann-1", "ann-2"], "bob": ["bob-1"]})
    write_photos(stack.folder / "photos" / "visitors", "carl", "dora")
    (stack.folder / "__main__.py").write_text(program)


def test_every_code_block_is_tested() -> None:
    """The README has no code in a language, and no command of a program, that the tests below do not run."""
    assert {language for language, _ in CODE_BLOCKS} == {"python", "sh"}
    assert {shlex.split(command)[0] for command in COMMANDS} == {"make", "azure-face", "pulumi"}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: re.findall(r'face\.\w+\("(\w+)"', program)[0])
def test_readme_program_runs(stack: Stack, account: Account, program: str) -> None:
    """Each program of the README succeeds and needs no changes afterwards."""
    write_project(stack, program)
    stack.up()

    stack.preview("--expect-no-changes")
    assert len(account.containers()) == len(re.findall(r"face\.(?:Large)?(?:PersonGroup|FaceList)\(", program))


@pytest.mark.parametrize("code", TESTS, ids=lambda code: re.findall(r"def (\w+)", code)[0])
def test_readme_test_passes(tmp_path: Path, code: str) -> None:
    """Each test of the README passes in a project that contains only the pytest plugin."""
    write_photos(tmp_path / "photos" / "visitors", "dora")
    (tmp_path / "conftest.py").write_text('pytest_plugins = "pulumi_azure_face.emulator.pytest"\n')
    (tmp_path / "test_readme.py").write_text(code)
    command = [sys.executable, "-m", "pytest", "-p", "no:randomly", "-p", "no:xdist", str(tmp_path)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout
    assert "1 passed" in result.stdout


@pytest.mark.parametrize("command", commands_of("make"))
def test_readme_make_target_exists(command: str) -> None:
    """Each make target of the README exists."""
    # Running `make test` here would run this test again.
    command_line = [*shlex.split(command), "--dry-run"]
    result = subprocess.run(command_line, cwd=ROOT, capture_output=True, text=True, check=True)

    assert result.stdout


@pytest.mark.parametrize("command", [command for command in commands_of("azure-face") if " emulator" in command])
def test_readme_emulator_command_starts(command: str) -> None:
    """Each emulator command of the README starts the emulator."""
    # A free port replaces the fixed one, which another process may use.
    program, *options = shlex.split(re.sub(r"--port \d+", "--port 0", command))
    command_line = [str(Path(sys.executable).parent / program), *options]
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        process.send_signal(signal.SIGINT)

    assert line.startswith("Azure AI Face emulator on http://127.0.0.1:")


def test_readme_account_commands_run(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other `azure-face` commands of the README succeed on an account with a group that can be trained."""
    account.create_unmanaged_group("staff")
    person = account.http.post("/persongroups/staff/persons", json={"name": "Ann"}).json()["personId"]
    headers = {"Content-Type": "application/octet-stream"}
    account.http.post(f"/persongroups/staff/persons/{person}/persistedfaces", content=jpeg("ann"), headers=headers)
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", account.url)
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")  # for `doctor`
    for command in commands_of("azure-face"):
        if " emulator" not in command:
            subprocess.run([Path(sys.executable).parent / "azure-face", *shlex.split(command)[1:]], check=True)


def test_readme_pulumi_commands_run(stack: Stack, account: Account) -> None:
    """The `pulumi` commands of the README succeed one after the other."""
    write_project(stack, PROGRAMS[0])
    key = account.http.headers["Ocp-Apim-Subscription-Key"]
    for command in commands_of("pulumi"):
        arguments = shlex.split(command.replace(EMULATOR_URL, account.url).replace("emulator-key", key))[1:]
        is_for_azure = "0123456789abcdef" in arguments or "cognitiveservices" in command
        options = ["--stack", "dev", "--config-file", "Pulumi.azure.yaml"] if is_for_azure else []
        stack.run(*arguments, *options)

    assert [container.trained for container in account.holds()] == [True, True]
