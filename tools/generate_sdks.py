"""Generate the SDKs of the provider plugin from its schema: typed packages for TypeScript, Go, C#, Java, and Python.

    python tools/generate_sdks.py FOLDER [nodejs] [go] [python] [dotnet] [java]

`make languages` builds the generators if Go is available. The SDKs are not checked in.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import metadata
from json import dumps, loads
from pathlib import Path

SCHEMA = Path(__file__).resolve().parent.parent / "provider" / "pulumi_azure_face" / "plugin" / "schema.json"
GENERATORS = {
    "nodejs": "azure-face-sdks",
    "go": "azure-face-sdks",
    "python": "azure-face-sdks",
    "dotnet": "azure-face-dotnet-sdk",
    "java": "pulumi-language-java",
}
"""The program that generates the SDK of each language."""
BIN = Path(sys.executable).parent
GO_MOD = """module pulumi-azure-face/sdk/go

go 1.24

require github.com/pulumi/pulumi/sdk/v3 v3.259.0
"""
"""The generator writes packages, and no module around them."""


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(f"usage: python tools/generate_sdks.py FOLDER [{'] ['.join(GENERATORS)}]")
    generate(Path(sys.argv[1]), sys.argv[2:] or list(GENERATORS))


def generate(folder: Path, languages: Sequence[str]) -> None:
    """Write the SDK of each language into a subfolder with the name of the language."""
    schema = {**loads(SCHEMA.read_text()), "version": metadata.version("pulumi-azure-face")}
    with tempfile.TemporaryDirectory() as temporary:
        file = Path(temporary) / "schema.json"
        file.write_text(dumps(schema))
        for language in languages:
            generator = BIN / GENERATORS[language]
            if not generator.exists():
                sys.exit(f"{generator.name} is not installed: run `make languages` with Go on PATH")
            if run_generator(generator, file, folder, language):
                sys.exit(f"{generator.name} failed; its error output is above")
    if "go" in languages:
        (folder / "go" / "go.mod").write_text(GO_MOD)


def run_generator(generator: Path, schema: Path, folder: Path, language: str) -> int:
    """Run a generator and return its exit code. For Java, the CLI asks the language host.

    `--local` makes sources and resources that Maven can compile, too. Without it, they need Gradle.
    """
    command: list[str | Path] = [generator, schema, folder, language]
    if language == "java":
        command = [BIN / "pulumi", "package", "gen-sdk", schema, "--language", language, "--local", "--out", folder]
    search_path = os.pathsep.join([str(BIN), os.environ.get("PATH", "")])
    return subprocess.run(command, env={**os.environ, "PATH": search_path}).returncode


if __name__ == "__main__":
    main()
