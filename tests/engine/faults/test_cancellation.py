"""Ctrl-C and SIGTERM end a command, with everything done so far saved."""

from __future__ import annotations

import os
import re
import signal

import pytest

from pulumi_azure_face.emulator import Settings

from ..account import KEY, Account, wait_until
from ..photos import faces_in, write_photos
from ..stack import COMMAND_TIMEOUT, CommandResult, Stack

PHOTOS = 600
PROGRAM = 'visitors = face.LargeFaceList("visitors", large_face_list_id="visitors", faces="photos", train=True)'
TOO_SLOW = "2"  # requests per second, at which the photos would take longer than any command may
TOO_LONG = Settings(key=KEY, training_seconds=10 * COMMAND_TIMEOUT)


def interrupted_up(stack: Stack, account: Account, call: str, signals: tuple[int, int, bool]) -> CommandResult:
    """Send a signal to an `up` once the account has received a call a number of times. Return how the command ended."""
    count, number, to_group = signals
    with stack.start("up", "--yes", "--skip-preview") as command:
        wait_until(
            lambda: sum(re.fullmatch(call, request) is not None for request in account.requests()) >= count, call
        )
        (os.killpg if to_group else os.kill)(command.process.pid, number)
        command.process.wait(COMMAND_TIMEOUT)
        return CommandResult(command.process.returncode, command.output())


@pytest.mark.parametrize(
    ("number", "to_group"),
    [
        pytest.param(signal.SIGINT, False, id="SIGINT to the CLI"),
        pytest.param(signal.SIGINT, True, id="SIGINT to its process group"),
        pytest.param(signal.SIGTERM, False, id="SIGTERM to the CLI"),
    ],
)
def test_canceled_enrollment_is_saved(stack: Stack, account: Account, number: int, to_group: bool) -> None:
    """A canceled enrollment says how far it got and saves it; the next `up` completes it without duplicates."""
    write_photos(stack.folder / "photos", *map(str, range(PHOTOS)))
    stack.program(PROGRAM)
    stack.run("config", "set", "azure-face:requestsPerSecond", TOO_SLOW)

    result = interrupted_up(stack, account, "POST /largefacelists/visitors/persistedfaces", (5, number, to_group))

    assert result.exit_code not in (0, None)
    assert "Traceback" not in result.output
    [line] = {line for line in result.lines("canceled; enrolled") if "error" not in line.partition(":")[0]}
    assert "Completed work is saved. Run the command again to resume." in line
    [gallery] = [resource for resource in stack.resources() if resource["type"].endswith(":Gallery")]
    assert gallery["initErrors"]

    stack.run("config", "set", "azure-face:requestsPerSecond", "1000")
    stack.up()

    assert account.holds()[0].photos == faces_in(stack.folder / "photos")
    assert sum(len(container["persistedFaces"]) for container in account.containers()) == PHOTOS
    stack.preview("--expect-no-changes")


@pytest.mark.parametrize("account", [TOO_LONG], indirect=True)
def test_canceled_training_is_not_trained(stack: Stack, account: Account) -> None:
    """A canceled wait for a training fails the command, and `trained` stays false in the state."""
    write_photos(stack.folder / "photos", "one")
    stack.program(PROGRAM)

    result = interrupted_up(stack, account, "GET /largefacelists/visitors/training", (3, signal.SIGTERM, False))

    assert result.exit_code not in (0, None)
    assert result.lines("could not train LargeFaceList 'visitors': canceled")
    [training] = [resource for resource in stack.resources() if resource["type"].endswith(":Training")]
    assert (training["outputs"]["trained"], bool(training["initErrors"])) == (False, True)
