"""The examples in other languages, with generated SDKs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ..account import Account, person_group
from ..photos import people_in, write_people
from ..stack import Stack
from .sdks import EXAMPLES, compile_typescript, generated_sdk, install_python_sdk, run_typescript, write_go, write_java


@pytest.fixture(scope="module")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = (EXAMPLES / "typescript" / "program.ts").read_text()
    return compile_typescript(tmp_path_factory.mktemp("typescript"), {"program.ts": program})


@pytest.fixture
def photos(stack: Stack) -> Path:
    folder = stack.folder / "photos" / "staff"
    write_people(folder, {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    return folder


def test_program_in_typescript(stack: Stack, account: Account, photos: Path, typescript: Path) -> None:
    """The example in TypeScript is created, updated, repaired, and destroyed through the Automation API."""
    preview = run_typescript(stack, typescript, "preview")
    assert preview["changes"] == {"create": 4}
    assert account.writes() == []

    outputs = run_typescript(stack, typescript, "up")["outputs"]
    staff = person_group(outputs["staffId"], "Staff", photos=people_in(photos), trained=True)
    assert (outputs["persons"], outputs["trained"], account.holds()) == (2, True, [staff])

    write_people(photos, {"Cleo": ["cleo"]})
    account.http.patch(f"/persongroups/{staff.id}", json={"name": "DRIFTED"}).raise_for_status()
    run_typescript(stack, typescript, "refresh")
    result = run_typescript(stack, typescript, "up")
    assert result["changes"] == {"same": 1, "update": 3}
    assert result["outputs"]["persons"] == 3
    assert account.holds() == [person_group(staff.id, "Staff", photos=people_in(photos), trained=True)]

    run_typescript(stack, typescript, "destroy")
    assert account.holds() == []


def test_program_in_yaml(stack: Stack, account: Account, photos: Path) -> None:
    """The example in YAML fills and trains a group."""
    shutil.copy(EXAMPLES / "yaml" / "Pulumi.yaml", stack.folder)
    project = (stack.folder / "Pulumi.yaml").read_text().replace("staff-yaml", "engine-tests")
    (stack.folder / "Pulumi.yaml").write_text(project)
    stack.up()
    outputs = stack.outputs()
    staff = person_group(outputs["staffId"], "Staff", photos=people_in(photos), trained=True)
    assert (outputs["persons"], outputs["trained"], account.holds()) == (2, True, [staff])


def test_program_in_python(stack: Stack, account: Account, photos: Path, tmp_path: Path) -> None:
    """The example in Python uses the generated SDK beside the package with the dynamic resources."""
    install_python_sdk(tmp_path, stack.folder)
    shutil.copy(EXAMPLES / "python" / "__main__.py", stack.folder)
    stack.up()
    outputs = stack.outputs()
    staff = person_group(outputs["staffId"], "Staff", photos=people_in(photos), trained=True)
    assert (outputs["persons"], outputs["trained"], account.holds()) == (2, True, [staff])


def test_program_in_go(stack: Stack, account: Account, photos: Path, tmp_path: Path) -> None:
    """The example in Go fills and trains a group."""
    stack.environment |= write_go(tmp_path, stack.folder, (EXAMPLES / "go" / "main.go").read_text())
    (stack.folder / "Pulumi.yaml").write_text("name: engine-tests\nruntime: go\n")
    stack.up()
    outputs = stack.outputs()
    staff = person_group(outputs["staffId"], "Staff", photos=people_in(photos), trained=True)
    assert (outputs["persons"], outputs["trained"], account.holds()) == (2, True, [staff])


def test_program_in_java(stack: Stack, account: Account, photos: Path) -> None:
    """The example in Java fills and trains a group, with the SDK that `pulumi package add` generates."""
    write_java(stack)
    stack.up()
    outputs = stack.outputs()
    staff = person_group(outputs["staffId"], "Staff", photos=people_in(photos), trained=True)
    assert (outputs["persons"], outputs["trained"], account.holds()) == (2, True, [staff])


@pytest.mark.parametrize(
    ("language", "file"),
    [
        ("go", "azureface/personGroup.go"),
        ("dotnet", "PersonGroup.cs"),
        ("nodejs", "personGroup.ts"),
        ("java", "src/main/java/com/pulumi/azureface/PersonGroup.java"),
    ],
)
def test_sdk_is_generated(tmp_path: Path, language: str, file: str) -> None:
    """The SDK of each language has the resources with their descriptions."""
    sdk = generated_sdk(tmp_path, language)
    assert "A person group: persons, each with up to 248 faces" in (sdk / file).read_text()
    assert "0.1.0" in "".join(path.read_text() for path in (*sdk.rglob("*.json"), *sdk.rglob("version.txt")))
