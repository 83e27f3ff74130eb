"""Set up what the tests of programs in other languages need: language hosts, generators of SDKs, and packages.

`make languages` runs it. Everything is optional: what a machine has no Go, Node.js, Java, or Maven for is left out, and
its tests are skipped. The script skips each step whose result exists.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.pulumi.provide import (
    ENVIRONMENT,
    UnavailableError,
    cache,
    engine_version,
    ensure_go,
    go_build,
    link_program,
)
from tools.setup import ROOT

MODULES = ROOT / "tools" / "pulumi"
GO_TOOLS = {
    "pulumi-language-go": "go-language-host",
    "pulumi-language-java": "java-language-host",
    "pulumi-language-yaml": "yaml-language-host",
    "azure-face-sdks": "sdk-generator",
    "azure-face-dotnet-sdk": "dotnet-sdk-generator",
}
"""Programs for languages other than Python, and the folders of their Go modules."""
JAVASCRIPT = (ROOT / "tests" / "clients" / "js", ROOT / "tests" / "engine" / "plugin" / "typescript")
EXAMPLES = ROOT / "examples" / "languages"


def main() -> None:
    for program, module in GO_TOOLS.items():
        provide_go_tool(program, module)
    for folder in JAVASCRIPT:
        fetch_javascript(folder)
    fetch_go()
    fetch_java()
    build_actionlint()


# --- programs that are built with Go ----------------------------------------------------------------------------------


def provide_go_tool(name: str, module: str) -> None:
    """Link a program that is built with Go, from the cache if there is one of the same sources."""
    program = cache() / "go-tools" / f"{name}-{digest_of(MODULES / module)}" / name
    link_path = ENVIRONMENT / name
    if link_path.exists() and link_path.resolve() == program.resolve():
        return
    try:
        if not program.exists():
            build_go_tool(module, program)
        link_program(program)
    except UnavailableError as reason:
        print(f"no {name}: {reason}")


def digest_of(folder: Path) -> str:
    """Return a digest of the files in a folder."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def build_go_tool(module: str, program: Path) -> None:
    ensure_go()
    print(f"building {program.name} with Go, once ...", flush=True)
    program.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=program.parent) as temporary:
        binary = Path(temporary) / program.name
        package = "tool" if "\ntool " in (MODULES / module / "go.mod").read_text() else "."
        go_build(module, binary, engine_version(), package)
        binary.replace(program)


def build_actionlint() -> None:
    """Build the checker of GitHub workflows, once. Without Go, one test is skipped."""
    subprocess.run([sys.executable, ROOT / "tools" / "actionlint" / "provide.py"], stdout=subprocess.DEVNULL)


# --- packages ---------------------------------------------------------------------------------------------------------


def fetch_javascript(folder: Path) -> None:
    """Install the packages in a lock file if Node.js is available. Without it, the tests that need them are skipped."""
    installed, lock = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
    if not (shutil.which("node") and shutil.which("npm")):
        return
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    if subprocess.run(["npm", "ci", "--loglevel=error"], cwd=folder, stdout=subprocess.DEVNULL).returncode:
        print(f"npm could not install the packages of {folder.name}; their tests will be skipped", flush=True)


def fetch_go() -> None:
    """Fetch the modules of the example in Go into Go's own folder, without the SDK that each user generates."""
    lines = (EXAMPLES / "go" / "go.mod").read_text().splitlines(keepends=True)
    module = "".join(line for line in lines if "pulumi-azure-face/sdk/go" not in line)
    checksums = (EXAMPLES / "go" / "go.sum").read_text()
    fetch_once("go", {"go.mod": module, "go.sum": checksums}, "go", "mod", "download")


def fetch_java() -> None:
    """Fetch what the example in Java needs into Maven's own folder, with the goals of a program but without sources."""
    project = (EXAMPLES / "java" / "pom.xml").read_text()
    fetch_once("java", {"pom.xml": project}, "mvn", "--batch-mode", "--quiet", "compile", "exec:java", "-Dexec.skip")


def fetch_once(language: str, files: dict[str, str], *command: str) -> None:
    """Run a command for the files of a project in a folder of the environment. The files there say that it is done."""
    folder = ENVIRONMENT.parent / "fetched" / language
    is_fetched = all((folder / name).exists() and (folder / name).read_text() == files[name] for name in files)
    if is_fetched or not shutil.which(command[0]):
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    result = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode:
        shutil.rmtree(folder)
        print(result.stdout)
        print(f"{command[0]} could not fetch the packages for the test in {language}; it will be skipped", flush=True)


if __name__ == "__main__":
    main()
