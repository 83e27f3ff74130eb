"""Install a working Pulumi CLI with its Python language host into this environment.

The script takes the first working CLI from three sources: the machine (PATH, then $PULUMI_HOME/bin), the vendor's
installer (through the Automation API, with a deadline), and a build from the Go modules next to this file. It caches
the results of the last two by version in the user's cache folder, where other checkouts find them.

Run it with the environment's own Python. It links the programs next to that Python and prints the source in one line.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = Path(sys.executable).parent
PROGRAMS = ("pulumi", "pulumi-language-python", "pulumi-language-python-exec", "pulumi-resource-pulumi-python")
INSTALLER_DEADLINE = 300.0  # seconds; enough for 100 MB on a slow connection
SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
VERSION_VARIABLE = f"{SDK_MODULE}/go/common/version.Version"
# These files come from the SDK module. The CLI expects them next to its binaries.
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
ADVICE = (
    "No working Pulumi CLI is available. Install it (https://www.pulumi.com/docs/install) so that `pulumi` is on PATH, "
    "or install Go (https://go.dev/dl) and run `make setup` again to build it."
)


class UnavailableError(Exception):
    """A source of the CLI does not work on this machine. The message says why."""


def main() -> None:
    if is_linked():
        return
    reasons = []
    for name, find_folder in (("machine", on_machine), ("installer", from_installer), ("Go build", from_go)):
        try:
            folder = find_folder()
        except UnavailableError as reason:
            reasons.append(f"  {name}: {reason}")
        else:
            link(folder)
            print(f"pulumi {version_of(ENVIRONMENT / 'pulumi')}, {name}: {folder}")
            return
    sys.exit("\n".join([ADVICE, *reasons]))


def is_linked() -> bool:
    return all((ENVIRONMENT / program).exists() for program in PROGRAMS) and is_working(ENVIRONMENT)


def link(folder: Path) -> None:
    for program in PROGRAMS:
        link_program(folder / program)


def link_program(program: Path) -> None:
    link_path = ENVIRONMENT / program.name
    link_path.unlink(missing_ok=True)
    link_path.symlink_to(program)


def is_working(folder: Path) -> bool:
    is_complete = all((folder / program).exists() for program in PROGRAMS)
    return is_complete and version_of(folder / "pulumi") is not None


def version_of(pulumi: Path) -> str | None:
    """Return the version that `pulumi` reports, or None if it does not run."""
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1"}
    try:
        result = subprocess.run([pulumi, "version"], env=environment, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return result.stdout.strip() or None if result.returncode == 0 else None


# --- the machine ------------------------------------------------------------------------------------------------------


def on_machine() -> Path:
    for folder in machine_folders():
        if is_working(folder):
            return folder
    raise UnavailableError("no `pulumi` with its Python language host on PATH or under $PULUMI_HOME/bin")


def machine_folders() -> Iterator[Path]:
    search_path = os.pathsep.join(
        folder for folder in os.environ.get("PATH", "").split(os.pathsep) if Path(folder) != ENVIRONMENT
    )
    if pulumi := shutil.which("pulumi", path=search_path):
        yield Path(pulumi).parent
        yield Path(pulumi).resolve().parent
    yield Path(os.environ.get("PULUMI_HOME", Path.home() / ".pulumi")) / "bin"


# --- the vendor's installer -------------------------------------------------------------------------------------------


def from_installer() -> Path:
    folder = cache() / "pulumi-installed"
    if is_working(folder / "bin"):
        return folder / "bin"
    script = f"from pulumi.automation import PulumiCommand; PulumiCommand.install(root={str(folder)!r})"
    run_with_deadline([sys.executable, "-c", script], INSTALLER_DEADLINE)
    if not is_working(folder / "bin"):
        raise UnavailableError("the installed CLI does not work")
    return folder / "bin"


def run_with_deadline(command: list[str], seconds: float) -> None:
    """Run a command. After the deadline, kill it with all processes that it started."""
    child = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        _, errors = child.communicate(timeout=seconds)
    except BaseException as interruption:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if isinstance(interruption, subprocess.TimeoutExpired):
            raise UnavailableError(f"not done after {seconds:g} s") from None
        raise
    if child.returncode:
        raise UnavailableError((errors.strip().splitlines() or ["it failed without an error message"])[-1])


# --- the Go build -----------------------------------------------------------------------------------------------------


def from_go() -> Path:
    version = engine_version()
    folder = cache() / f"pulumi-{version}" / "bin"
    if not is_working(folder):
        build(version, folder)
    return folder


def engine_version() -> str:
    requirement = re.search(rf"{re.escape(SDK_MODULE)} (v[\d.]+)", (HERE / "engine" / "go.mod").read_text())
    if requirement is None:
        raise UnavailableError(f"{HERE / 'engine' / 'go.mod'} does not require {SDK_MODULE}")
    return requirement[1]


def build(version: str, folder: Path) -> None:
    """Build in a temporary folder and rename it, so that an interrupted build leaves no partial result."""
    ensure_go()
    print(f"building pulumi {version} with Go, once (takes some minutes and about 4 GB of Go caches) ...", flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        binaries = Path(temporary) / "bin"
        binaries.mkdir()
        go_build("language-host", binaries / "pulumi-language-python", version)
        go_build("engine", binaries / "pulumi", version)
        copy_scripts(binaries)
        shutil.rmtree(folder, ignore_errors=True)
        binaries.rename(folder)


def ensure_go() -> None:
    if shutil.which("go") is None:
        raise UnavailableError("`go` is not on PATH")


def go_build(module: str, program: Path, version: str, package: str = "tool") -> None:
    flags = ["-buildvcs=false", f"-ldflags=-s -w -X {VERSION_VARIABLE}={version}"]
    go(module, "build", *flags, "-o", str(program), package)


def copy_scripts(folder: Path) -> None:
    sources = Path(go("engine", "list", "-m", "-f", "{{.Dir}}", SDK_MODULE).strip())
    for script in SCRIPTS:
        copy = folder / Path(script).name
        shutil.copyfile(sources / script, copy)
        copy.chmod(0o755)


def go(module: str, *arguments: str) -> str:
    result = subprocess.run(["go", *arguments], cwd=HERE / module, stdout=subprocess.PIPE, text=True)
    if result.returncode:
        raise UnavailableError(f"`go {arguments[0]}` failed in {HERE.name}/{module}; its error output is above")
    return result.stdout


def cache() -> Path:
    """Return this project's folder in the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "pulumi-azure-face"


if __name__ == "__main__":
    main()
