"""The examples in the docstrings of resources run: their names and arguments exist.

They are parts of programs, so they run with Pulumi's mocks and after the same declarations. The guides have whole
programs, which run on the emulator.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from pages.blocks import blocks_of
from pages.session import ROOT
from tools.reference import resources

EXAMPLES = {
    page.stem: block.code
    for page in sorted((ROOT / "docs" / "reference").glob("*.md"))
    for block in blocks_of(page)
    if block.language == "python"
}
RUNNER = """
import json
import sys
import traceback
from types import SimpleNamespace

import pulumi
import pulumi.runtime


class Echo(pulumi.runtime.Mocks):
    def new_resource(self, args):
        return f"{args.name}-id", {**args.inputs, "trained": True, "revision": "1"}

    def call(self, args):
        return {}


pulumi.runtime.set_mocks(Echo())

import pulumi_azure_face as face

# What the program of an example has declared before.
properties = SimpleNamespace(endpoint="https://example.cognitiveservices.azure.com")
declared = {
    "pulumi": pulumi,
    "face": face,
    **{name: getattr(face, name) for name in face.__all__},
    "staff": face.PersonGroup("declared-before"),
    "cognitive": SimpleNamespace(properties=properties),
    "keys": SimpleNamespace(key1="key"),
}
for name, example in json.load(sys.stdin).items():
    try:
        exec(compile(example, name, "exec"), dict(declared))
    except Exception:
        traceback.print_exc()
"""


def test_examples_run(tmp_path: Path) -> None:
    """The example of each resource is a valid part of a program."""
    result = subprocess.run(
        [sys.executable, "-c", RUNNER],
        cwd=tmp_path,
        input=json.dumps(EXAMPLES),
        capture_output=True,
        text=True,
        check=True,
    )

    assert "Traceback" not in result.stderr, result.stderr


def test_every_resource_has_an_example() -> None:
    """Each page of a resource has an example."""
    assert {page.file.removesuffix(".md") for page in resources.PAGES} | {"account"} <= EXAMPLES.keys()
