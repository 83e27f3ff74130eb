"""The help of each command, and shell completion."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from pulumi_azure_face.cli.app import app

from .command import azure_face

ROOT: Any = typer.main.get_command(app)


def commands(under: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each command with its name, but no group of commands."""
    for own_name, command in getattr(under, "commands", {}).items():
        yield from commands(command, f"{name} {own_name}".strip())
    if not hasattr(under, "commands"):
        yield name, under


COMMANDS = dict(commands(ROOT))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_parameter_has_help(name: str) -> None:
    """A command has a description, and so has each of its arguments and options."""
    command = COMMANDS[name]

    assert command.help
    assert [parameter.name for parameter in command.params if not parameter.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_shows_examples_that_parse(name: str) -> None:
    """The help ends with examples, unwrapped, and each of them is valid usage of the command."""
    examples = [
        line for line in azure_face(*name.split(), "--help").out.partition("Examples:\n")[2].splitlines() if line
    ]

    assert len(examples) > 1
    for example in examples:
        program, *words = shlex.split(example)
        own_words = words[len(name.split()) :]
        assert [program, *words] == ["azure-face", *name.split(), *own_words]
        COMMANDS[name].make_context(name, own_words)


def test_help_groups_options() -> None:
    """The options that select the account are a group of their own."""
    help_text = azure_face("list", "--help").out
    sections = [line for line in help_text.splitlines() if line.endswith(":") and not line.startswith(" ")]

    assert sections == ["Arguments:", "Options:", "Account:", "Examples:"]
    assert "--endpoint" in help_text.partition("Account:")[2]


@pytest.mark.parametrize(
    ("words", "completions"),
    [
        ("azure-face sh", ["show"]),
        ("azure-face list large-", ["large-person-group", "large-face-list"]),
        ("azure-face sessions delete --ol", ["--older-than"]),
    ],
)
def test_shell_completion_knows_commands_kinds_and_options(words: str, completions: list[str]) -> None:
    """The shell completes commands, kinds of containers, and options."""
    environment = {
        "_AZURE_FACE_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    result = CliRunner().invoke(app, env=environment, prog_name="azure-face")

    assert result.stdout.split() == completions
