"""A plugin process that somebody starts, for example in a debugger, and to which several commands attach."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from ..account import KEY, Account, emulated
from ..photos import faces_in, write_photos
from ..stack import Stack
from .programs import VISITORS
from .sdks import PLUGIN

PHOTOS = 40
TOO_SLOW = "2"  # requests per second, at which Ctrl-C meets the enrollment


@pytest.fixture
def plugin(stack: Stack) -> Iterator[subprocess.Popen[str]]:
    """Start the plugin in the folder of the program, and let each command of the stack attach to it."""
    process = subprocess.Popen(
        [PLUGIN], cwd=stack.folder, env=stack.process_environment(), stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout
        stack.environment["PULUMI_DEBUG_PROVIDERS"] = f"azure-face:{process.stdout.readline().strip()}"
        yield process
        process.kill()


def test_one_process_serves_several_commands(stack: Stack, account: Account, plugin: subprocess.Popen[str]) -> None:
    """Preview, update, Ctrl-C, its resumption, and destruction work in one process as in one for each of them."""
    photos = stack.folder / "photos"
    write_photos(photos, "first")
    stack.yaml_program(VISITORS)
    assert "+ 1 face" in stack.preview().output
    assert account.writes() == []
    stack.up()
    stack.up("--expect-no-changes")

    write_photos(photos, *map(str, range(PHOTOS)))
    stack.run("config", "set", "azure-face:requestsPerSecond", TOO_SLOW)
    path = "POST /largefacelists/visitors/persistedfaces"
    result = stack.interrupted_up(lambda: account.requests().count(path) >= 3)
    assert result.exit_code not in (0, None)
    assert result.lines("canceled; enrolled", "Run the command again to resume.")

    stack.run("config", "set", "azure-face:requestsPerSecond", "1000")
    stack.up()
    [visitors] = account.holds()
    assert (visitors.photos, visitors.trained) == (faces_in(photos), True)
    stack.preview("--expect-no-changes")

    account.http.patch("/largefacelists/visitors", json={"name": "DRIFTED"}).raise_for_status()
    stack.refresh_preview(exit_code=7)

    stack.destroy()
    assert account.containers() == []
    assert plugin.poll() is None


@pytest.mark.usefixtures("plugin")
def test_one_process_serves_one_account(stack: Stack, account: Account) -> None:
    """A program with two accounts fails, because all calls would go to one of them."""
    with emulated() as other:
        stack.yaml_program(
            f"""
            resources:
              lab:
                type: pulumi:providers:azure-face
                properties: {{endpoint: "{other.url}", key: {KEY}}}
              staff: {{type: azure-face:PersonGroup, options: {{provider: "${{lab}}"}}}}
              visitors: {{type: azure-face:LargeFaceList}}
            """
        )
        output = stack.up(exit_code=1).output

        assert "could not configure the provider: the attached process serves one provider" in output
        assert {container["kind"] for container in other.containers()} <= {"persongroups"}
        assert {container["kind"] for container in account.containers()} <= {"largefacelists"}
