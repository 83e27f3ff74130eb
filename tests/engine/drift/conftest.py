"""A deployed stack with a resource of each kind. Each test gets its account as the deployment left it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.drift import DriftOptions, Finding, Report, detect
from pulumi_azure_face.drift.ignore_rules import FILE_NAME
from pulumi_azure_face.emulator import Settings

from ..account import KEY, TRAINING_SECONDS, Account, emulated
from ..photos import write_people, write_photos
from ..stack import Stack, copy_stack

PROGRAM = """
staff = face.PersonGroup("staff", person_group_id="staff", display_name="Staff", persons="people", train=True,
                         user_data='{"team": {"lead": "a", "size": 2}, "tags": ["x", "y"]}')
few = face.FaceList("few", face_list_id="few", faces="photos")
many = face.LargeFaceList("many", large_face_list_id="many", faces="photos", train=True)
crew = face.LargePersonGroup("crew", large_person_group_id="crew")
anna = face.Person("anna", group=crew, display_name="Anna Example", user_data="desk 1")
berta = face.Person("berta", group=crew)
portrait = face.Face("portrait", person=anna, image="photos/one.jpg")
single = face.Face("single", container=many, image="photos/four.jpg", user_data="door 4")
trained = face.Training("trained", container=crew, triggers=[portrait.id])
"""


@dataclass
class DeployedStack:
    """A deployed stack and its account."""

    stack: Stack
    account: Account
    state: Path
    """The exported state."""

    def drift(self, **options: Any) -> Report:
        """Compare the exported state with the account."""
        return detect(states=[self.state], options=DriftOptions(**options))

    def findings(self, **options: Any) -> list[Finding]:
        """Return the findings that count as drift."""
        report = self.drift(**options)
        assert not report.unread
        return report.drift

    def types(self, **options: Any) -> list[tuple[str, str, str]]:
        """Return the type, kind, and ID of each finding that counts as drift."""
        return [(str(each.type), each.kind, each.resource_id) for each in self.findings(**options)]

    def persons(self, group: str = "staff", path: str = "persongroups") -> list[dict[str, Any]]:
        persons: list[dict[str, Any]] = self.account.http.get(f"/{path}/{group}/persons").raise_for_status().json()
        return persons

    def resource_id(self, class_name: str, name: str) -> str:
        urn = self.stack.urn(class_name, name)
        return str(next(resource["id"] for resource in self.stack.resources() if resource["urn"] == urn))


@pytest.fixture(scope="module")
def deployed_once(stack_template: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedStack]:
    root = tmp_path_factory.mktemp("drift")
    with emulated(Settings(key=KEY, training_seconds=TRAINING_SECONDS)) as account:
        stack = copy_stack(stack_template, root / "stack", account.url)
        write_people(stack.folder / "people", {"ann": ["a1", "a2"], "bob": ["b1", "b2", "b3"]})
        write_photos(stack.folder / "photos", "one", "two", "three", "four")
        stack.program(PROGRAM)
        stack.up()
        state = root / "state.json"
        state.write_text(stack.export())
        yield DeployedStack(stack, account, state)


@pytest.fixture(scope="module")
def deployed_account(deployed_once: DeployedStack) -> dict[str, Any]:
    return deployed_once.account.dump()


@pytest.fixture
def deployed(
    deployed_once: DeployedStack, deployed_account: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> DeployedStack:
    """Give the account as the deployment left it. The test changes the account, but not the stack."""
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", deployed_once.account.url)
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    deployed_once.account.restore(deployed_account)
    deployed_once.account.empty_log()
    (deployed_once.stack.folder / FILE_NAME).unlink(missing_ok=True)
    return deployed_once


@pytest.fixture
def repairable(deployed: DeployedStack, tmp_path: Path) -> DeployedStack:
    """Give a copy of the stack that the test may change, too."""
    root = tmp_path / "copy"
    shutil.copytree(deployed.stack.root, root)
    shutil.copy(deployed.state, tmp_path)
    stack = Stack(root, deployed.stack.environment, deployed.stack.machine)
    return DeployedStack(stack, deployed.account, tmp_path / "state.json")
