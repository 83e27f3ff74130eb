"""What `make release-check` runs: every step of a release up to the upload.

It builds the package, installs the wheel in a new environment outside the checkout, and uses it there: public names,
command line, emulator, and a Pulumi program under the real engine. It needs no network when the package cache of
`make setup` is warm, and changes nothing in the checkout. docs/versioning.md describes the release process.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import TypeVar

from packaging.metadata import Metadata

sys.path.insert(0, str(Path(__file__).parents[1]))  # for `tools`: a script sees only its own folder

from tools.environments import CommandError, Versions, build, create, run
from tools.setup import ROOT, base_python

T = TypeVar("T")

PROJECT = "pulumi-azure-face"
KEY = "release-check-key"
EMULATOR_STARTED = re.compile(r"emulator on (http://\S+)")
UNRELEASED = "unreleased"
WHEEL_FILES = (
    "pulumi_azure_face/py.typed",
    "pulumi_azure_face/pulumi-plugin.json",
    "pulumi_azure_face/drift/drift.schema.json",
    "pulumi_azure_face/drift/formats/page/report.html.jinja",
    "pulumi_azure_face/plugin/schema.json",
)

IMPORT_PUBLIC_NAMES = """
import sys
import pulumi_azure_face as face

assert face.__file__.startswith(sys.prefix), face.__file__
print(len([getattr(face, name) for name in face.__all__]), "public names")
"""

PYTHON_PROJECT = "name: release-check\nruntime: python\n"
PROGRAM = """
import sys
import pulumi
import pulumi_azure_face as face

assert face.__file__.startswith(sys.prefix), face.__file__
group = face.PersonGroup("staff", display_name="Staff")
pulumi.export("id", group.person_group_id)
"""


YAML_PROJECT = """
name: release-check
runtime: yaml
resources:
  staff: {type: azure-face:PersonGroup}
outputs:
  id: ${staff.personGroupId}
"""


class ReleaseError(Exception):
    """A reason not to release, in one line."""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="release-check-") as folder:
        try:
            version = check_all(Path(folder))
        except (ReleaseError, CommandError) as error:
            sys.exit(f"release-check failed: {error}")
    print("\nAll checks passed. Left to do by hand (docs/versioning.md):")
    for number, step in enumerate(manual_steps(version, changelog_headings()[version], is_clean()), start=1):
        print(f"  {number}. {step}")


def check_all(folder: Path) -> str:
    """Run every check in order and return the version. Raises ReleaseError or CommandError."""
    version = report("version and changelog", check_version)
    sdist, wheel = report("build", lambda: build(folder / "dist"))
    report("metadata of the source distribution", lambda: check_metadata(read_sdist_metadata(sdist), version))
    report("metadata of the wheel", lambda: check_metadata(read_wheel_metadata(wheel), version))
    report("files in the wheel", lambda: check_wheel_files(wheel))
    environment = report("install outside the checkout", lambda: install(wheel, folder / "environment"))
    report("public names", lambda: run(environment / "python", "-c", IMPORT_PUBLIC_NAMES, cwd=folder))
    report("command line", lambda: run_command_line(environment, version, folder))
    with emulator(environment, folder) as endpoint:
        report("Pulumi program", lambda: run_program(environment, endpoint, folder / "program"))
        report("program in YAML", lambda: run_yaml_program(environment, endpoint, folder / "yaml-program"))
    return version


def report(name: str, check: Callable[[], T]) -> T:
    """Run one check and print its name once it has passed."""
    result = check()
    print(f"ok  {name}", flush=True)
    return result


# --- version and changelog --------------------------------------------------------------------------------------------


def check_version() -> str:
    """Return the version in pyproject.toml, which must be the newest one in the changelog."""
    version: str = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    newest = next(iter(changelog_headings()), "none")
    if newest != version:
        raise ReleaseError(f"pyproject.toml says {version}, but the newest version in CHANGELOG.md is {newest}")
    return version


def changelog_headings(changelog: str | None = None) -> dict[str, str]:
    """Return the date of each version in CHANGELOG.md, newest first, or "unreleased"."""
    text = changelog if changelog is not None else (ROOT / "CHANGELOG.md").read_text()
    return dict(re.findall(r"^## (\d\S*) - (\S+)$", text, re.MULTILINE))


# --- build and metadata -----------------------------------------------------------------------------------------------


def read_sdist_metadata(sdist: Path) -> bytes:
    with tarfile.open(sdist) as archive:
        member = archive.extractfile(f"{sdist.name.removesuffix('.tar.gz')}/PKG-INFO")
        assert member is not None
        return member.read()


def read_wheel_metadata(wheel: Path) -> bytes:
    name, version, *_ = wheel.name.split("-")
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(f"{name}-{version}.dist-info/METADATA")


def check_metadata(content: bytes, version: str) -> None:
    """Check the metadata as the package index does, and that it has what the project page shows."""
    try:
        metadata = Metadata.from_email(content, validate=True)
    except ExceptionGroup as invalid:
        raise ReleaseError("; ".join(str(error) for error in invalid.exceptions)) from invalid
    if (metadata.name, str(metadata.version)) != (PROJECT, version):
        raise ReleaseError(f"the package is {metadata.name} {metadata.version}, not {PROJECT} {version}")
    if metadata.description_content_type != "text/markdown" or not message_from_bytes(content).get_payload():
        raise ReleaseError("the README is missing from the metadata")


def check_wheel_files(wheel: Path) -> None:
    """Check that the wheel has its data files and nothing but the package."""
    names = zipfile.ZipFile(wheel).namelist()
    missing = [name for name in WHEEL_FILES if name not in names]
    foreign = [name for name in names if not name.startswith("pulumi_azure_face")]
    if missing or foreign:
        raise ReleaseError(f"the wheel lacks {missing} and has {foreign}, which does not belong in it")


# --- the installed wheel ----------------------------------------------------------------------------------------------


def install(wheel: Path, environment: Path) -> Path:
    """Install the wheel with the locked dependencies in a new environment. Returns its folder of programs."""
    return create(environment, base_python(), wheel, Versions.LOCKED, extras=["emulator"])


def run_command_line(environment: Path, version: str, folder: Path) -> None:
    """Run `azure-face --version`, or `--help` where that option does not exist."""
    help_text = run(environment / "azure-face", "--help", cwd=folder)
    if "--version" in help_text and version not in run(environment / "azure-face", "--version", cwd=folder):
        raise ReleaseError(f"`azure-face --version` does not print {version}")


@contextmanager
def emulator(environment: Path, folder: Path) -> Iterator[str]:
    """Run the installed emulator on a free port and yield its endpoint."""
    command = [str(environment / "azure-face"), "emulator", "--port", "0", "--key", KEY]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            started = EMULATOR_STARTED.search(process.stdout.readline())
            if not started:
                raise ReleaseError("the emulator of the wheel does not start")
            yield started[1].rstrip(".,")
        finally:
            process.terminate()


def run_program(environment: Path, endpoint: str, folder: Path) -> None:
    """Preview, create, and destroy a group with the real Pulumi CLI."""
    run_project(environment, endpoint, folder, {"__main__.py": PROGRAM, "Pulumi.yaml": PYTHON_PROJECT})


def run_yaml_program(environment: Path, endpoint: str, folder: Path) -> None:
    """Do the same with a program in YAML and the provider plugin of the wheel, if its language host is installed."""
    if (ROOT / ".venv" / "bin" / "pulumi-language-yaml").exists():
        run_project(environment, endpoint, folder, {"Pulumi.yaml": YAML_PROJECT})


def run_project(environment: Path, endpoint: str, folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    (folder / "state").mkdir()
    settings = {
        # The wheel's Python goes first. The environment of the checkout has the Pulumi CLI and nothing else we need.
        "PATH": os.pathsep.join((str(environment), str(ROOT / ".venv" / "bin"), os.environ["PATH"])),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "release-check",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "AZURE_FACE_ENDPOINT": endpoint,
        "AZURE_FACE_KEY": KEY,
    }
    commands = (
        "stack init check",
        "preview",
        "up --yes --skip-preview",
        "preview --expect-no-changes",
        "destroy --yes",
    )
    for command in commands:
        run("pulumi", *command.split(), "--non-interactive", cwd=folder, **settings)


# --- what is left -----------------------------------------------------------------------------------------------------


def is_clean() -> bool:
    """Whether the checkout has no uncommitted changes."""
    return not run("git", "status", "--porcelain", cwd=ROOT).strip()


def manual_steps(version: str, date: str, is_committed: bool) -> Iterator[str]:
    """Yield the steps of the release that this script does not take."""
    if date == UNRELEASED:
        yield f"Replace `{UNRELEASED}` in the heading of {version} in CHANGELOG.md with today's date."
    if date == UNRELEASED or not is_committed:
        yield "Commit all changes and run `make release-check` again."
    yield f"Tag the commit: git tag --sign v{version} --message 'Release {version}'"
    yield f"Push the tag: git push origin v{version}"
    yield "Upload from the publishing workflow, which adds the provenance attestations."
    yield f"Check the upload: install {PROJECT}=={version} in a new environment and preview a program."


if __name__ == "__main__":
    main()
