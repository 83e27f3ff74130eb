"""Docstrings, signatures, and attributes of the package, read from its source by griffe."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from pathlib import Path

import griffe

PROVIDER = Path(__file__).parents[2] / "provider"


class UndocumentedError(Exception):
    """Something public has no docstring, or a docstring names something that does not exist."""


@dataclass(frozen=True)
class Documentation:
    """The parts of a docstring."""

    text: list[str] = field(default_factory=list)
    """Paragraphs and examples, in order."""
    arguments: dict[str, str] = field(default_factory=dict)
    """The description of each argument."""
    errors: list[str] = field(default_factory=list)
    """The errors, one item each if the docstring has a section for them."""


@cache
def package() -> griffe.Module:
    loaded = griffe.load("pulumi_azure_face", search_paths=[PROVIDER], docstring_parser="google")
    assert isinstance(loaded, griffe.Module)
    return loaded


def get_class(path: str) -> griffe.Class:
    """Return a class by its path below the package, such as `resources.person.Person`."""
    found = package()[path]
    assert isinstance(found, griffe.Class)
    return found


def parse(documented: griffe.Object | griffe.Alias, path: str) -> Documentation:
    """Parse a docstring; raises UndocumentedError if there is none."""
    if documented.docstring is None:
        raise UndocumentedError(f"{path} has no docstring")
    documentation = Documentation()
    for section in documented.docstring.parse("google", warnings=False):
        if section.kind is griffe.DocstringSectionKind.text:
            documentation.text.append(section.value)
        elif section.kind is griffe.DocstringSectionKind.parameters:
            documentation.arguments.update({argument.name: argument.description for argument in section.value})
        elif section.kind is griffe.DocstringSectionKind.raises:
            documentation.errors.extend(each.description for each in section.value)
        elif section.kind is griffe.DocstringSectionKind.admonition:
            documentation.text.append(f"{section.title or ''}\n{section.value.contents}".strip())
        elif section.kind is griffe.DocstringSectionKind.examples:
            documentation.text.extend(text for _, text in section.value)
    return documentation


def split_examples(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """Separate Python examples from text."""
    whole = "\n\n".join(paragraphs)
    pattern = re.compile(r"^```python\n.*?^```$", re.MULTILINE | re.DOTALL)
    text = re.sub(r"\n{3,}", "\n\n", pattern.sub("", whole)).strip()
    return ([text] if text else []), pattern.findall(whole)


def attributes(cls: type) -> Iterator[tuple[str, str, str]]:
    """Yield the name, the type, and the description of each attribute, and then of those of the bases.

    Raises:
        UndocumentedError: An annotated attribute has no docstring.
    """
    for base in cls.__mro__:
        if base.__module__.partition(".")[0] == "pulumi_azure_face":
            yield from own_attributes(base)


def own_attributes(cls: type) -> Iterator[tuple[str, str, str]]:
    [declaration] = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(declaration, ast.ClassDef)
    for attribute, following in pairwise(declaration.body):
        if not isinstance(attribute, ast.AnnAssign) or "ClassVar" in ast.dump(attribute.annotation):
            continue
        name = ast.unparse(attribute.target)
        if not (isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant)):
            raise UndocumentedError(f"{cls.__name__}.{name} has no docstring")
        yield name, ast.unparse(attribute.annotation), str(following.value.value)
