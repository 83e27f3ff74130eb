"""Prints docs/api-versions.md: which version of the API has which call, from the table that the client goes by.

python tools/api_versions.py > docs/api-versions.md
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pulumi_azure_face.client.api_calls import API_CALLS, DEFAULT_VERSION, VERSIONS, ApiCall

HEAD = f"""# API versions

Which version of the Face API has which call that pulumi-azure-face makes. `azure-face:apiVersion`,
`AZURE_FACE_API_VERSION` or `--api-version` chooses one; without a choice it is {DEFAULT_VERSION}.

A call that the chosen version lacks goes to the newest version that has it, and a warning says so once. What no version
has, as the training of a face list, is an error.

This page is printed by `tools/api_versions.py` from the table that the code goes by.
"""


def page() -> Iterator[str]:
    yield HEAD
    for subject, calls in groupby(API_CALLS.values(), lambda call: call.subject):
        yield f"## {subject}\n"
        yield from table(calls)
        yield ""


def table(calls: Iterator[ApiCall]) -> Iterator[str]:
    yield row("what", "call", *VERSIONS)
    yield row(*["---"] * (2 + len(VERSIONS)))
    for call in calls:
        for path in dict.fromkeys(call.paths.values()):
            yield row(
                call.verb,
                f"`{call.method} /{path}`",
                *("yes" if call.paths.get(version) == path else "" for version in VERSIONS),
            )


def row(*cells: str) -> str:
    return " ".join("|" if not cell else f"| {cell}" for cell in cells) + " |"


if __name__ == "__main__":
    print("\n".join(page()).rstrip())
