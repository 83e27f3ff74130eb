"""Python source text: literals mean the same text, and `ruff format` has nothing to change."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.export.python_source import call, comment, list_argument, literal


@given(st.text(st.characters()))
def test_a_literal_means_its_text(text: str) -> None:
    """A literal is one line of characters that can be seen, and evaluates to the text."""
    source = literal(text)

    assert ast.literal_eval(source) == text
    assert source.isprintable()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("staff", '"staff"'),
        ('say "hi"', "'say \"hi\"'"),
        ("it's", '"it\'s"'),
        ("both ' and \"", '"both \' and \\""'),
        ("a\nb\\", '"a\\nb\\\\"'),
        ("\u202eevil", '"\\u202eevil"'),
        ("日本 😀", '"日本 😀"'),
    ],
)
def test_literals(text: str, source: str) -> None:
    """Double quotes are the default, and characters that change the direction of text are escaped."""
    assert literal(text) == source


def calls(length: int) -> list[str]:
    """Return calls whose lengths grow with `length`."""
    names = [f"name_{number}" for number in range(length - 59)]
    arguments = [literal("x" * (length - 20)), literal("é" * 5), list_argument("triggers", names)]
    return [call("face.Training", [literal("y" * length)], "target"), call("face.Training", arguments)]


def test_calls_are_formatted(tmp_path: Path) -> None:
    """Calls of any length have the format that `ruff format` gives them."""
    file = tmp_path / "program.py"
    file.write_text("\n".join(text for length in range(60, 130) for text in calls(length)) + "\n", encoding="utf-8")
    ruff = [
        str(Path(sys.executable).parent / "ruff"),
        "format",
        "--check",
        "--isolated",
        "--line-length",
        "120",
        str(file),
    ]
    subprocess.run(ruff, check=True)


def test_comments_are_wrapped() -> None:
    """A long comment has several lines of at most 120 characters."""
    lines = comment("word " * 60).splitlines()

    assert len(lines) == 3
    assert all(line.startswith("# word") and len(line) <= 120 for line in lines)
