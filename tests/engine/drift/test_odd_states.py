"""States that no `pulumi up` of this release has left: incomplete, of another release, or with pending deletions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.drift import Report, detect
from pulumi_azure_face.drift.stacks import InvalidStateError
from pulumi_azure_face.emulator import Settings
from pulumi_azure_face.stacks.deployment import SECRET_SIGNATURE, TYPE_PREFIX

from ..account import KEY, Account, emulated

SECRET = {SECRET_SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc"}
STACK_RESOURCE = {"urn": "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", "type": "pulumi:pulumi:Stack"}


@pytest.fixture(scope="module")
def account_with_group() -> Iterator[Account]:
    with emulated(Settings(key=KEY)) as account:
        account.create_unmanaged_group("group")
        account.create_unmanaged_group("replaced")
        yield account


@pytest.fixture
def account(account_with_group: Account, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", account_with_group.url)
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    return account_with_group


def saved(class_name: str, name: str, values: Mapping[str, Any] | None, **members: Any) -> dict[str, Any]:
    type_name = f"{TYPE_PREFIX}{class_name}"
    urn = f"urn:pulumi:dev::shop::{type_name}::{name}"
    return {"urn": urn, "type": type_name, "id": name, "inputs": values, "outputs": values, **members}


def group(name: str, **values: Any) -> dict[str, Any]:
    return {"kind": "PersonGroup", "person_group_id": name, "display_name": name, **values}


def compare(folder: Path, *resources: Mapping[str, Any], times: int = 1, **members: Any) -> Report:
    file = folder / "state.json"
    document = {"version": 3, "deployment": {"resources": [STACK_RESOURCE, *resources]}, **members}
    file.write_text(json.dumps(document))
    return detect(states=[file] * times)


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (saved("Person", "b", None), "Its saved state has no known kind of container."),
        (saved("Person", "b", {"kind": "Album"}), "Its saved state has no known kind of container."),
        (saved("Person", "b", {"kind": "PersonGroup"}), "Its saved state is invalid (container_id: Field required)."),
        (saved("Album", "b", {"kind": "Album"}), "This release does not know the class. Update pulumi-azure-face."),
        (
            saved("Person", "b", {"kind": "PersonGroup", "container_id": SECRET}),
            "The ID of its container is a secret, and an exported state has it encrypted. Use --stack to compare it.",
        ),
    ],
)
def test_an_unreadable_resource_is_not_compared(
    account: Account, tmp_path: Path, resource: Mapping[str, Any], reason: str
) -> None:
    report = compare(tmp_path, saved("PersonGroup", "group", group("group")), resource)

    assert report.drift == []
    assert [each.reason for each in report.unread] == [reason]
    assert sum(coverage.managed_resources for coverage in report.coverage) == 1


def test_a_container_with_an_encrypted_id_is_compared(account: Account, tmp_path: Path) -> None:
    report = compare(tmp_path, saved("PersonGroup", "group", group("group", person_group_id=SECRET)))

    assert (report.drift, report.unread) == ([], [])


def test_a_replaced_container_is_not_unmanaged(account: Account, tmp_path: Path) -> None:
    values = group("replaced")
    report = compare(
        tmp_path, saved("PersonGroup", "group", group("group")), saved("PersonGroup", "replaced", values, delete=True)
    )

    assert report.findings == []


def test_a_state_that_is_given_twice_is_compared_once(account: Account, tmp_path: Path) -> None:
    report = compare(tmp_path, saved("PersonGroup", "gone", group("gone")), times=2)

    assert [each.type for each in report.drift] == ["missing"]
    assert len(report.stacks) == 1


def test_null_members_count_as_missing(account: Account, tmp_path: Path) -> None:
    resource = saved("PersonGroup", "group", group("group"), stackTrace=None, sourcePosition=None, parent=None)

    assert compare(tmp_path, resource).drift == []


def test_a_byte_order_mark_is_skipped(account: Account, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"deployment": {"resources": None}}), encoding="utf-8-sig")

    assert detect(states=[file]).drift == []


def test_a_newer_format_is_an_error(account: Account, tmp_path: Path) -> None:
    with pytest.raises(InvalidStateError, match="version 5, but only versions up to 4 are known"):
        compare(tmp_path, version=5)


def test_a_container_that_is_deleted_during_the_check_is_missing(account: Account, tmp_path: Path) -> None:
    person = {"kind": "PersonGroup", "container_id": "group", "display_name": "Ann", "person_id": "b"}
    account.add_rule(
        method="GET", path=".*/persons", status=404, error={"code": "PersonGroupNotFound", "message": "gone"}
    )
    try:
        report = compare(tmp_path, saved("PersonGroup", "group", group("group")), saved("Person", "b", person))
    finally:
        account.delete_rules()

    assert [(each.type, each.kind) for each in report.drift] == [("missing", "Person"), ("missing", "PersonGroup")]
    assert report.unread == []


def test_a_refresh_cannot_replace_a_protected_container(account: Account, tmp_path: Path) -> None:
    values = group("group", recognition_model="recognition_03")
    report = compare(tmp_path, saved("PersonGroup", "group", values, protect=True))

    (finding,) = report.drift
    assert finding.up_refresh == "Fails, because the resource is protected and must be replaced."
    assert finding.fix.startswith("Remove protect from the resource")
