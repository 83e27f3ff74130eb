"""The program of the README in each language: all make the same account, ids aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pages.blocks import blocks_of
from pages.session import ROOT

from ..account import Account, ContainerState, emulated
from ..photos import write_people, write_photos
from ..stack import PROJECT, Stack, copy_stack
from .sdks import compile_typescript, run_typescript, write_go

PROGRAMS = {block.title: block.code for block in blocks_of(ROOT / "README.md") if block.title}
INLINE = 'export const program = async () => ({ ...(await import("./index")) });\n'


@pytest.fixture(scope="module")
def declared(stack_template: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[ContainerState]]:
    """What the program in Python makes."""
    with emulated() as account:
        stack = copy_stack(stack_template, tmp_path_factory.mktemp("python") / "stack", account.url)
        write_sources(stack)
        (stack.folder / "__main__.py").write_text(PROGRAMS["__main__.py"])
        stack.up()
        yield without_ids(account)


@pytest.fixture
def project(stack: Stack) -> Path:
    write_sources(stack)
    return stack.folder


def write_sources(stack: Stack) -> None:
    write_people(stack.folder / "photos" / "staff", {"Ann": ["ann-1", "ann-2"], "Ben": ["ben"]})
    write_photos(stack.folder / "photos" / "visitors", "vera", "will")


def without_ids(account: Account) -> list[ContainerState]:
    containers = [replace(container, id="") for container in account.holds()]
    assert all(container.photos and container.trained for container in containers)
    return containers


def test_yaml(stack: Stack, account: Account, project: Path, declared: list[ContainerState]) -> None:
    (project / "Pulumi.yaml").write_text(PROGRAMS["Pulumi.yaml"].replace("name: quickstart", f"name: {PROJECT}"))
    stack.up()
    assert (without_ids(account), stack.outputs()["staffReady"]) == (declared, True)


def test_typescript(
    stack: Stack, account: Account, project: Path, declared: list[ContainerState], tmp_path: Path
) -> None:
    program = compile_typescript(tmp_path / "typescript", {"program.ts": INLINE, "index.ts": PROGRAMS["index.ts"]})
    outputs = run_typescript(stack, program, "up")["outputs"]
    assert (without_ids(account), outputs["staffReady"]) == (declared, True)


def test_go(stack: Stack, account: Account, project: Path, declared: list[ContainerState], tmp_path: Path) -> None:
    stack.environment |= write_go(tmp_path / "sdk", project, PROGRAMS["main.go"])
    (project / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: go\n")
    stack.up()
    assert (without_ids(account), stack.outputs()["staffReady"]) == (declared, True)
