"""Pages of functions and results. mkdocstrings fills them from the docstrings."""

from __future__ import annotations

import inspect

import pulumi_azure_face

from .markdown import code, page, table

SUBJECTS = {
    "containers": "Containers",
    "training": "Training status",
    "persons": "Persons",
    "faces": "Faces",
    "liveness_sessions": "Liveness sessions",
}
OUTPUT = "_output"


def pages() -> dict[str, str]:
    return {"functions.md": functions_page(), "results.md": results_page(), "pytest-plugin.md": plugin_page()}


def functions() -> dict[str, list[str]]:
    """Return the names of the plain functions by the module that defines them."""
    by_module: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    for name in pulumi_azure_face.__all__:
        found = getattr(pulumi_azure_face, name)
        if inspect.isfunction(found) and not name.endswith(OUTPUT):
            by_module[inspect.unwrap(found).__module__.rpartition(".")[2]].append(name)
    return by_module


def functions_page() -> str:
    parts = []
    for module, names in functions().items():
        parts.append(f"## {SUBJECTS[module]}")
        for name in names:
            parts.append(f"::: pulumi_azure_face.functions.{module}.{name}")
            parts.append(f"::: pulumi_azure_face.functions.{module}.{name}{OUTPUT}")
    rows = [
        [SUBJECTS[module], ", ".join(f"[`{name}`][pulumi_azure_face.functions.{module}.{name}]" for name in names)]
        for module, names in functions().items()
    ]
    return page(
        "Functions",
        "Functions read what is in the account, whoever created it. They are attributes of `pulumi_azure_face`.",
        "Each function has two variants. `get_person_group(...)` takes plain values and returns a result at once. "
        "`get_person_group_output(...)` takes outputs of resources and returns an output. It waits until the resources "
        "behind its inputs exist: in the preview that would create them, its result is unknown.",
        "A list is complete and ordered by ID. `start` begins after an ID, and `top` (1 to 1000) limits the length to "
        "one request. A result never contains a key or the token of a session.",
        table(["subject", "functions"], rows),
        *parts,
    )


def results_page() -> str:
    names = [name for name in pulumi_azure_face.__all__ if name.endswith("Result")]
    return page(
        "Results",
        "What [functions](functions.md) return, and what `azure-face ... --json` prints. Members have the names of the "
        "resources' outputs.",
        ", ".join(code(name) for name in names) + ".",
        *(
            f"::: pulumi_azure_face.queries.results.{name}\n    options:\n      inherited_members: true"
            for name in names
        ),
    )


def plugin_page() -> str:
    module = "pulumi_azure_face.emulator.pytest"
    return page(
        "Pytest plugin",
        f'`pytest_plugins = "{module}"` in a `conftest.py` provides the fixture `face_emulator`. '
        "[Test your application](../guides/testing.md) has examples.",
        f"::: {module}.FaceEmulator",
        f"::: {module}.Calls",
        f"::: {module}.Call",
        f"::: {module}.Fault",
        f"::: {module}.face_emulator_settings",
        "::: pulumi_azure_face.emulator.settings.Settings",
    )
