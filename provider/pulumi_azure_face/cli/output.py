"""Output of commands: JSON for programs, tables for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pulumi_azure_face.client.errors import shorten

UNLIMITED_WIDTH = 10_000  # columns; lines in a file or pipe are not wrapped


def print_json(answer: object) -> None:
    typer.echo(json.dumps(answer, indent=2))


def print_table(results: Sequence[object], columns: Mapping[str, str]) -> None:
    """Print results as a table. `columns` maps headings to members."""
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for heading in columns:
        drawn.add_column(heading, overflow="fold")
    for result in results:
        drawn.add_row(*(cell(getattr(result, member)) for member in columns.values()))
    draw(drawn)


def print_details(members: Mapping[str, object]) -> None:
    """Print one member per line, without those that are None."""
    drawn = Table.grid(padding=(0, 2))
    for name, value in members.items():
        if value is not None:
            drawn.add_row(Text(name, style="bold"), cell(value))
    draw(drawn)


def draw(table: Table) -> None:
    console = Console()
    (console if console.is_terminal else Console(width=UNLIMITED_WIDTH)).print(table)


def cell(value: object) -> Text:
    """Make a value from the account safe for a terminal: no markup and no control characters."""
    words = {None: "", True: "yes", False: "no"}
    return Text(words[value] if value is None or isinstance(value, bool) else shorten(str(value)))
