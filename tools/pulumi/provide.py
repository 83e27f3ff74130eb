"""Put a working Pulumi CLI, with its Python language host, into this project's environment.

Looks in three places and takes the first that works: the machine (PATH, then $PULUMI_HOME/bin), the vendor's installer
(through the Automation API, with a deadline), and a build from the Go modules beside this file. What the last two
make is kept in the user's cache folder, named by version, and found again by the next checkout. Run it with the
environment's own Python; it links the programs beside that Python and says in one line which it took.
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
INSTALLER_DEADLINE = 300.0  # seconds; about 100 MB on a slow line. Where names do not resolve it fails within one.
SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
VERSION_VARIABLE = f"{SDK_MODULE}/go/common/version.Version"
# Files of the SDK module itself; the CLI expects them beside its binaries.
SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")
ADVICE = (
    "No Pulumi CLI could be had. Install it (https://www.pulumi.com/docs/install) so that `pulumi` is on PATH, "
    "or install Go (https://go.dev/dl) and run `make setup` again: then it is built here."
)


class Unavailable(Exception):
    """This way to a CLI does not work on this machine; the text says why."""


def main() -> None:
    if linked():
        return
    reasons = []
    for name, look in (("machine", on_machine), ("installer", from_installer), ("Go build", from_go)):
        try:
            folder = look()
        except Unavailable as reason:
            reasons.append(f"  {name}: {reason}")
        else:
            link(folder)
            print(f"pulumi {version_of(ENVIRONMENT / 'pulumi')}, {name}: {folder}")
            return
    sys.exit("\n".join([ADVICE, *reasons]))


def linked() -> bool:
    return all((ENVIRONMENT / program).exists() for program in PROGRAMS) and works(ENVIRONMENT)


def link(folder: Path) -> None:
    for program in PROGRAMS:
        place = ENVIRONMENT / program
        place.unlink(missing_ok=True)
        place.symlink_to(folder / program)


def works(folder: Path) -> bool:
    complete = all((folder / program).exists() for program in PROGRAMS)
    return complete and version_of(folder / "pulumi") is not None


def version_of(pulumi: Path) -> str | None:
    """The version `pulumi` gives itself, or None when it does not run."""
    quiet = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "1"}
    try:
        answer = subprocess.run([pulumi, "version"], env=quiet, capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() or None if answer.returncode == 0 else None


# --- the machine ------------------------------------------------------------------------------------------------------


def on_machine() -> Path:
    for folder in machine_folders():
        if works(folder):
            return folder
    raise Unavailable("no `pulumi` with its Python language host on PATH or under $PULUMI_HOME/bin")


def machine_folders() -> Iterator[Path]:
    elsewhere = os.pathsep.join(
        folder for folder in os.environ.get("PATH", "").split(os.pathsep) if Path(folder) != ENVIRONMENT
    )
    if found := shutil.which("pulumi", path=elsewhere):
        yield Path(found).parent
        yield Path(found).resolve().parent
    yield Path(os.environ.get("PULUMI_HOME", Path.home() / ".pulumi")) / "bin"


# --- the vendor's installer -------------------------------------------------------------------------------------------


def from_installer() -> Path:
    folder = cache() / "pulumi-installed"
    if works(folder / "bin"):
        return folder / "bin"
    script = f"from pulumi.automation import PulumiCommand; PulumiCommand.install(root={str(folder)!r})"
    run_with_deadline([sys.executable, "-c", script], INSTALLER_DEADLINE)
    if not works(folder / "bin"):
        raise Unavailable("it ran, but what it installed does not work")
    return folder / "bin"


def run_with_deadline(command: list[str], seconds: float) -> None:
    """Run `command`; past the deadline end it with everything it started."""
    child = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        _, said = child.communicate(timeout=seconds)
    except BaseException as interruption:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        if isinstance(interruption, subprocess.TimeoutExpired):
            raise Unavailable(f"not done after {seconds:g} s") from None
        raise
    if child.returncode:
        raise Unavailable((said.strip().splitlines() or ["it failed without a word"])[-1])


# --- the Go build -----------------------------------------------------------------------------------------------------


def from_go() -> Path:
    version = engine_version()
    folder = cache() / f"pulumi-{version}" / "bin"
    if not works(folder):
        build(version, folder)
    return folder


def engine_version() -> str:
    required = re.search(rf"{re.escape(SDK_MODULE)} (v[\d.]+)", (HERE / "engine" / "go.mod").read_text())
    if required is None:
        raise Unavailable(f"{HERE / 'engine' / 'go.mod'} does not require {SDK_MODULE}")
    return required[1]


def build(version: str, folder: Path) -> None:
    """Build into a folder of its own and move it into place whole, so that an interrupted build leaves nothing."""
    if shutil.which("go") is None:
        raise Unavailable("`go` is not on PATH")
    print(f"building pulumi {version} with Go, once (some minutes, about 4 GB of Go caches) ...", flush=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as temporary:
        made = Path(temporary) / "bin"
        made.mkdir()
        go_build("language-host", made / "pulumi-language-python", version)
        go_build("engine", made / "pulumi", version)
        copy_scripts(made)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)


def go_build(module: str, program: Path, version: str) -> None:
    flags = ["-buildvcs=false", f"-ldflags=-s -w -X {VERSION_VARIABLE}={version}"]
    go(module, "build", *flags, "-o", str(program), "tool")


def copy_scripts(folder: Path) -> None:
    sources = Path(go("engine", "list", "-m", "-f", "{{.Dir}}", SDK_MODULE).strip())
    for script in SCRIPTS:
        copy = folder / Path(script).name
        shutil.copyfile(sources / script, copy)
        copy.chmod(0o755)


def go(module: str, *arguments: str) -> str:
    answer = subprocess.run(["go", *arguments], cwd=HERE / module, stdout=subprocess.PIPE, text=True)
    if answer.returncode:
        raise Unavailable(f"`go {arguments[0]}` failed in {HERE.name}/{module}; what it said is above")
    return answer.stdout


def cache() -> Path:
    """This project's folder in the user's cache."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "pulumi-azure-face"


if __name__ == "__main__":
    main()
