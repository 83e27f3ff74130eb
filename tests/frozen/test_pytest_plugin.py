"""The pytest plugin, which other projects name in their `conftest.py` and whose fixtures their tests take."""

from __future__ import annotations

import dataclasses
import inspect
from importlib import import_module
from typing import Any

PLUGIN: Any = import_module("pulumi_azure_face.emulator.pytest")
METHODS = {
    "answer": {"status": ..., "code": None, "message": str, "headers": None, "calls": ...},
    "drop": {"worked": True, "calls": ...},
    "delay": {"seconds": ..., "calls": ...},
    "fail_training": {"message": str, "container": None, "times": 1},
    "faceless": {"image": ...},
    "shows": {"image": ..., "faces": ...},
    "environment": {},
    "dump": {},
    "reset": {},
}


def default_of(parameter: inspect.Parameter) -> Any:
    """The default; of a text only that it is one, because messages may change."""
    if parameter.default is parameter.empty:
        return ...
    return str if isinstance(parameter.default, str) else parameter.default


def test_public_names() -> None:
    """The plugin offers these names, of which the last two are its fixtures."""
    assert PLUGIN.__all__ == ["Call", "Calls", "FaceEmulator", "Fault", "face_emulator", "face_emulator_settings"]


def test_no_options_and_no_settings() -> None:
    """The plugin has no command-line options, no ini settings and no other hooks."""
    assert [name for name in vars(PLUGIN) if name.startswith("pytest_")] == []


def test_methods() -> None:
    """The fixture's object has these methods, with these parameters and defaults, and these attributes."""
    methods = {name: one for name, one in vars(PLUGIN.FaceEmulator).items() if not name.startswith("_")}
    signatures = {
        name: {
            parameter.name: default_of(parameter) for parameter in list(inspect.signature(one).parameters.values())[1:]
        }
        for name, one in methods.items()
        if inspect.isfunction(one)
    }
    assert signatures == METHODS
    assert [name for name, one in methods.items() if isinstance(one, property)] == ["requests"]
    assert isinstance(vars(PLUGIN.Fault)["hits"], property)


def test_members() -> None:
    """A call has these members, and these select the calls that a fault meets."""
    assert [one.name for one in dataclasses.fields(PLUGIN.Call)] == ["method", "path", "query", "status", "seconds"]
    assert sorted(PLUGIN.Calls.__annotations__) == ["method", "path", "skip", "times"]


def test_the_environment() -> None:
    """`environment()` leads the provider and the command to the emulator by these variables."""
    emulated = PLUGIN.FaceEmulator("http://127.0.0.1:5000", "key", None)

    assert (emulated.url, emulated.key) == ("http://127.0.0.1:5000", "key")
    assert emulated.environment() == {"AZURE_FACE_ENDPOINT": "http://127.0.0.1:5000", "AZURE_FACE_KEY": "key"}
