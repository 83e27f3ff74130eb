"""Generated SDKs for the tests, and programs that use them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from required_tools import missing, require_go_tool, require_programs
from tools.generate_sdks import GENERATORS, generate

from ..stack import COMMAND_TIMEOUT, Stack

PLUGIN = Path(sys.executable).parent / "pulumi-resource-azure-face"
EXAMPLES = Path(__file__).parents[3] / "examples" / "languages"
TYPESCRIPT = Path(__file__).parent / "typescript"
MODULES = TYPESCRIPT / "node_modules"


def generated_sdk(folder: Path, language: str) -> Path:
    """Generate the SDK of a language and return its folder."""
    require_go_tool(GENERATORS[language])
    generate(folder, [language])
    return folder / language


def compile_typescript(folder: Path, sources: Mapping[str, str]) -> Path:
    """Compile a program in TypeScript against the generated SDK.

    Args:
        folder: An empty folder.
        sources: The texts of the files. `program.ts` exports the function `program`.

    Returns:
        The script that runs the program.
    """
    require_programs("node")
    if not (MODULES / "typescript").exists():
        missing("the packages for TypeScript are not installed. Run `make languages`")
    sdk = generated_sdk(folder, "nodejs")
    link_modules(folder / "node_modules")
    run_tsc(sdk)
    shutil.copy(sdk / "package.json", sdk / "bin")
    (folder / "node_modules" / "pulumi-azure-face").symlink_to(sdk / "bin")
    for name, text in {"run.ts": (TYPESCRIPT / "run.ts").read_text(), **sources}.items():
        (folder / name).write_text(text)
    options = {"module": "commonjs", "target": "es2020", "strict": True, "skipLibCheck": True, "types": ["node"]}
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options, "files": ["run.ts"]}))
    run_tsc(folder)
    return folder / "run.js"


def link_modules(folder: Path) -> None:
    """Link the installed packages into a folder that can have further ones."""
    folder.mkdir()
    for module in MODULES.iterdir():
        if not module.name.startswith("."):
            (folder / module.name).symlink_to(module)


def run_tsc(folder: Path) -> None:
    compiler = MODULES / "typescript" / "bin" / "tsc"
    result = subprocess.run(["node", compiler, "-p", folder], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def run_typescript(stack: Stack, program: Path, command: str) -> dict[str, Any]:
    """Run a command of the Automation API for a stack and return its result."""
    result = subprocess.run(
        ["node", program, stack.folder, command],
        env=stack.process_environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=COMMAND_TIMEOUT,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    outcome: dict[str, Any] = json.loads(result.stdout.strip().splitlines()[-1])
    return outcome


def install_python_sdk(folder: Path, target: Path) -> None:
    """Install the generated SDK into a folder, without the network and without its dependencies."""
    sdk = generated_sdk(folder, "python")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"]
    result = subprocess.run([*command, "--target", target, sdk], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def write_go(folder: Path, project: Path, main: str) -> dict[str, str]:
    """Write a program in Go into a project, and return the variables with which it builds without the network.

    Args:
        folder: An empty folder for the generated SDK.
        project: The folder of the project.
        main: The text of `main.go`.
    """
    require_go_tool("pulumi-language-go")
    require_programs("go")
    sdk = generated_sdk(folder, "go")
    (project / "main.go").write_text(main)
    shutil.copy(EXAMPLES / "go" / "go.sum", project)
    module = (EXAMPLES / "go" / "go.mod").read_text()
    (project / "go.mod").write_text(module.replace("=> ../../../sdk/go", f"=> {sdk}"))
    # The tests have a cache folder of their own, and an empty build cache would take minutes to fill.
    cache = subprocess.run(["go", "env", "GOCACHE"], capture_output=True, text=True, check=True).stdout.strip()
    offline = {"GOCACHE": cache, "GOPROXY": "off", "GOFLAGS": "-mod=mod -buildvcs=false"}
    result = subprocess.run(
        ["go", "build", "-o", os.devnull, "."],
        cwd=project,
        env={**os.environ, **offline},
        capture_output=True,
        text=True,
        check=False,
    )
    if "module lookup disabled" in result.stderr:
        missing("the Go modules of the SDK are not on this machine. Run `make languages`")
    assert result.returncode == 0, result.stderr
    return offline


def write_java(stack: Stack) -> None:
    """Write the example in Java into the project of a stack, with the SDK that the CLI generates."""
    require_go_tool("pulumi-language-java")
    require_programs("java", "mvn")
    shutil.copytree(EXAMPLES / "java", stack.folder, dirs_exist_ok=True)
    (stack.folder / "Pulumi.yaml").write_text("name: engine-tests\nruntime: java\n")
    result = stack.run_unchecked("package", "add", str(PLUGIN))  # also compiles
    if "DependencyResolutionException" in result.output or "PluginResolutionException" in result.output:
        missing(
            "the packages for Java are not on this machine, and Maven Central cannot be reached. Run `make languages`"
        )
    assert result.exit_code == 0, result.output
