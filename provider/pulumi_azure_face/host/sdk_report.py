"""What the installed Pulumi SDK offers, as JSON: `python -m pulumi_azure_face.host.sdk_report [MODULE:CLASS]...`.

`azure-face doctor` runs this in a process of its own, so that only this package knows the SDK and imports it. The
arguments are provider classes of this package that a state names; the answer says which of them cannot be imported.
"""

from __future__ import annotations

import importlib.metadata
import json
import sys

PACKAGE = "pulumi_azure_face"


def main(providers: list[str]) -> None:
    sys.stdout.write(json.dumps(report(providers)))


def report(providers: list[str]) -> dict[str, object]:
    try:
        from . import sdk_internals

        version = importlib.metadata.version("pulumi")
        parts = {
            "missing": sdk_internals.missing_parts(),
            "disabled": [part for part in sdk_internals.PARTS if not sdk_internals.is_enabled(part)],
        }
    except (ImportError, importlib.metadata.PackageNotFoundError) as error:
        return {"problem": f"{type(error).__name__}: {error}"}
    unloadable = {provider: problem for provider in providers if (problem := problem_of(provider))}
    return {"version": version, **parts, "unloadable": unloadable}


def problem_of(provider: str) -> str:
    """Return why a provider class cannot be used, or an empty text. Only modules of this package are imported."""
    from pulumi.dynamic import ResourceProvider

    module, _, name = provider.partition(":")
    assert module.partition(".")[0] == PACKAGE
    try:
        found = getattr(importlib.import_module(module), name, None)
    except ImportError:
        return f"this version of pulumi-azure-face has no module {module}"
    if not isinstance(found, type) or not issubclass(found, ResourceProvider):
        return f"module {module} has no provider {name}"
    return ""


if __name__ == "__main__":
    main(sys.argv[1:])
