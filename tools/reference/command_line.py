"""The page of the `azure-face` command: commands, arguments, options, and exit codes."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import typer

from pulumi_azure_face.cli.app import app

from .docstrings import UndocumentedError
from .markdown import block, code, page, table

PROGRAM = "azure-face"


def pages() -> dict[str, str]:
    return {"command-line.md": command_line_page()}


def command_line_page() -> str:
    root = typer.main.get_command(app)
    return page(
        "Command line",
        "`azure-face` reads an account. It needs neither a program nor a stack. Results go to stdout. Progress and "
        "warnings go to stderr. An error is one line.",
        completion(root),
        exit_codes(root.epilog or ""),
        *(command_section(path, command) for path, command in commands(root, (PROGRAM,))),
    )


def completion(root: Any) -> str:
    """Return how to complete commands with Tab, if the command can install that."""
    if "install_completion" not in (parameter.name for parameter in root.params):
        return ""
    return (
        "## Shell completion\n\n`azure-face --install-completion` sets up the shell that runs it (bash, zsh, fish, or "
        "PowerShell). In a new terminal, Tab completes commands, kinds, and options. `azure-face --show-completion` "
        "prints the script instead."
    )


def commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield all commands with their paths, groups excluded."""
    subcommands = getattr(command, "commands", None)
    if subcommands is None:
        yield path, command
        return
    for name, subcommand in subcommands.items():
        yield from commands(subcommand, (*path, name))


def command_section(path: tuple[str, ...], command: Any) -> str:
    name = " ".join(path)
    if not command.help:
        raise UndocumentedError(f"{name} has no help text")
    context = typer.Context(command, info_name=name)
    usage = re.sub(r"[{}]", "", " ".join(command.collect_usage_pieces(context)))
    parts = [f"## {name}", command_help(command.help), block(f"{name} {usage}", "text")]
    if command.epilog and command.epilog.strip() not in parts:
        parts.append(command_help(command.epilog))
    rows = [option_row(name, parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
    parts.append(table(["argument or option", "meaning", "default"], rows))
    return "\n\n".join(parts)


def command_help(text: str) -> str:
    """Return help text as Markdown: indented lines are examples."""
    lines: list[str] = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text).replace("\b", "")):
        is_example = all(line.startswith((" ", "$", "azure-face ")) for line in paragraph.splitlines() if line)
        lines.append(block(paragraph, "text") if is_example else paragraph)
    return "\n\n".join(lines)


def option_row(command: str, parameter: Any) -> list[str]:
    help_text = getattr(parameter, "help", None)
    if not help_text:
        raise UndocumentedError(f"{command}: {parameter.name} has no help text")
    names = ", ".join(code(name) for name in (*parameter.opts, *parameter.secondary_opts))
    if parameter.param_type_name == "argument":
        names = code(parameter.metavar or parameter.human_readable_name)
    variable = f" Environment variable: `{parameter.envvar}`." if parameter.envvar else ""
    return [names, f"{help_text}{variable}", default_of(parameter)]


def default_of(parameter: Any) -> str:
    if parameter.required:
        return "required"
    default = parameter.default
    if default is None or callable(default) or "Sentinel" in type(default).__name__ or default in ((), []):
        return ""
    if isinstance(default, bool):
        on, off = parameter.opts[-1], (parameter.secondary_opts or [""])[-1]
        return code(on) if default else code(off) if off else "off"
    return code(str(default))


def exit_codes(epilog: str) -> str:
    """Return the exit codes as a table, from the text at the end of `azure-face --help`."""
    listed = re.search(r"Exit codes:(.*?)(?:\n\s*\n|$)", epilog, re.DOTALL | re.IGNORECASE)
    items = re.split(r";\s*|\n\s*(?=\d)", listed[1].strip()) if listed else []
    found = [match for item in items if (match := re.match(r"(\d+)\W+(.+)", item, re.DOTALL))]
    if len(found) < 4:
        raise UndocumentedError("azure-face --help does not list its exit codes")
    return "## Exit codes\n\n" + table(
        ["exit code", "meaning"], ([code(row[1]), row[2].removesuffix(".")] for row in found)
    )
