"""Python source text, formatted as `ruff format` does at 120 columns."""

from __future__ import annotations

from collections.abc import Sequence

LINE_LENGTH = 120
INDENT = "    "
ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\"}


def literal(text: str) -> str:
    """Return a string literal. Characters that cannot be seen are escaped, also those that change the direction."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    return quote + "".join(f"\\{letter}" if letter == quote else escape(letter) for letter in text) + quote


def escape(letter: str) -> str:
    if letter in ESCAPES:
        return ESCAPES[letter]
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode("ascii")


def call(function: str, arguments: Sequence[str], target: str = "") -> str:
    """Return a call with its arguments on one line if they fit, otherwise on one line each."""
    start = f"{target} = {function}" if target else function
    return bracketed(f"{start}(", arguments, ")", "")


def list_argument(name: str, items: Sequence[str]) -> str:
    """Return an argument of a call with a list of expressions."""
    return bracketed(f"{name}=[", items, "]", INDENT)


def bracketed(start: str, items: Sequence[str], end: str, indent: str) -> str:
    line = f"{start}{', '.join(items)}{end}"
    # Characters outside of ASCII can be two columns wide. A trailing comma keeps the items on lines of their own.
    if line.isascii() and "\n" not in line and len(indent) + len(line) < LINE_LENGTH:
        return line
    lines = "".join(f"{indent}{INDENT}{item},\n" for item in items)
    return f"{start}\n{lines}{indent}{end}"


def comment(text: str) -> str:
    """Return a comment, on as many lines as it needs."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > LINE_LENGTH - 2:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(f"# {line}" for line in lines)
