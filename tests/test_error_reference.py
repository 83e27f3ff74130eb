"""docs/errors.md: it has every error and every rule, with the messages that the emulator provokes now."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pulumi_azure_face
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.inputs import rules
from tools.error_reference import INVALID_VALUES
from tools.provoked_errors import SCENARIOS

ROOT = Path(__file__).parents[1]


def subclasses(of: type[FaceError]) -> Iterator[type[FaceError]]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def error_classes() -> list[type[FaceError]]:
    """Return the errors of all modules that need no optional package."""
    for module in pkgutil.walk_packages(pulumi_azure_face.__path__, "pulumi_azure_face."):
        if ".emulator" not in module.name:
            importlib.import_module(module.name)
    return [each for each in subclasses(FaceError) if each.__module__.startswith("pulumi_azure_face.")]


def advice_names(error_class: type[FaceError]) -> list[str]:
    return [name for name in vars(error_class) if name == "advice" or name.endswith("_advice")]


def test_every_error_has_a_cause_and_a_cure() -> None:
    """Each class of error has a docstring of its own and at least one advice."""
    classes = error_classes()

    assert len(classes) > 10
    assert [each.__name__ for each in classes if not vars(each).get("__doc__")] == []
    assert [
        each.__name__ for each in classes if not all(getattr(each, name) for name in advice_names(each) or [""])
    ] == []


def test_every_cure_is_provoked() -> None:
    """Each advice of each class has a scenario that raises the error."""
    expected = {(each, name) for each in error_classes() for name in advice_names(each)}

    assert set(SCENARIOS) == expected


def test_every_rule_is_broken() -> None:
    """Each rule of an input that a program can set has an invalid value."""
    names = [name for name, rule in vars(rules).items() if name[0].isupper() and get_args(rule)]

    assert set(INVALID_VALUES) == {*names} - {"KindName", "Annotated"}


def test_page_shows_what_is_raised() -> None:
    """docs/errors.md is the output of the tool, which provokes each error anew."""
    command = [sys.executable, "-m", "tools.error_reference"]
    result = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)

    assert (ROOT / "docs" / "errors.md").read_text() == result.stdout
