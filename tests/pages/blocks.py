"""The code blocks of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(
    r"^(?:<!-- not run: (?P<reason>[^\n]+?) -->\n)?```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PROMPT = "$ "


@dataclass(frozen=True)
class Block:
    """One code block."""

    language: str
    title: str | None
    """The path of the file that the block contains."""
    code: str
    reason: str | None
    """Why the block is not run."""
    line: int
    start: int
    """The position of the code in the text of the page."""


@dataclass(frozen=True)
class Command:
    """One command of a console block, and the output that the page shows."""

    line: str
    output: list[str]
    source: str = ""
    """The lines of the page, if the command has several."""


def blocks_of(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            found["language"],
            found["title"],
            found["code"],
            found["reason"],
            text.count("\n", 0, found.start()) + 1,
            found.start("code"),
        )
        for found in BLOCK.finditer(text)
    ]


def commands_of(block: Block) -> list[Command]:
    """Return the commands of a block. A `console` block has prompts and outputs, a `sh` block only commands."""
    if block.language == "sh":
        lines = re.sub(r"\\\n\s*", "", block.code).splitlines()
        return [Command(line.partition("  #")[0].strip(), []) for line in lines if line.strip()]
    commands: list[Command] = []
    for line in block.code.splitlines():
        if line.startswith(PROMPT):
            commands.append(Command(line.removeprefix(PROMPT), []))
        elif commands and commands[-1].line.endswith("\\"):
            last = commands[-1]
            source = f"{last.source or last.line}\n{line}"
            commands[-1] = Command(last.line.removesuffix("\\") + line.strip(), [], source)
        else:
            assert commands, f"line {block.line}: a console block starts with a command"
            commands[-1].output.append(line)
    return commands
