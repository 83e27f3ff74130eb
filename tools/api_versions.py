"""Print docs/api-versions.md, a table of the calls in each API version, from the client's own table.

python tools/api_versions.py > docs/api-versions.md
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from pulumi_azure_face.client.api_calls import API_CALLS, DEFAULT_VERSION, VERSIONS, ApiCall

HEAD = f"""# API versions

The calls of the Face API that pulumi-azure-face makes, and the API versions that have them. Choose a version with
`azure-face:apiVersion`, `AZURE_FACE_API_VERSION`, or `--api-version`. The default is {DEFAULT_VERSION}.

A call that is missing in the chosen version uses the newest version that has it, with one warning. A call that no
version has, such as the training of a face list, is an error.

`tools/api_versions.py` generates this page from the table that the client uses.
"""


def page() -> Iterator[str]:
    yield HEAD
    for subject, calls in groupby(API_CALLS.values(), lambda call: call.resource):
        yield f"## {subject}\n"
        yield from table(calls)
        yield ""


def table(calls: Iterator[ApiCall]) -> Iterator[str]:
    yield row("operation", "call", *VERSIONS)
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
