"""Which account a resource is compared with, and what happens if that is not available."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pulumi_azure_face.client.accounts.configuration import InvalidSettingError
from pulumi_azure_face.drift import detect
from pulumi_azure_face.emulator import Settings

from ..account import KEY, Account, emulated
from ..stack import Stack


@pytest.fixture
def second_account() -> Iterator[Account]:
    with emulated(Settings(key="key-of-the-second")) as account:
        yield account


@pytest.fixture
def two_accounts(stack: Stack, account: Account, second_account: Account, monkeypatch: pytest.MonkeyPatch) -> Stack:
    """Deploy a group to the default account, to a named one, and to one that the program describes."""
    stack.configure(second_endpoint=second_account.url, second_key="key-of-the-second")
    stack.program(
        f"""
        face.PersonGroup("default", person_group_id="default")
        face.PersonGroup("named", person_group_id="named", account="second")
        described = face.Account(endpoint="{second_account.url}", key=pulumi.Output.secret("key-of-the-second"))
        face.PersonGroup("described", person_group_id="described", account=described)
        face.PersonGroup("secret", person_group_id="secret", display_name=pulumi.Output.secret("Hidden text"))
        """
    )
    stack.up()
    for name, value in stack.process_environment().items():
        monkeypatch.setenv(name, value)
    return stack


def test_each_resource_is_compared_in_its_account(
    two_accounts: Stack, account: Account, second_account: Account
) -> None:
    second_account.http.delete("/persongroups/named").raise_for_status()
    second_account.http.patch("/persongroups/described", json={"name": "x"}).raise_for_status()
    account.http.patch("/persongroups/secret", json={"name": "other text"}).raise_for_status()

    report = detect(stacks=["dev"], projects=[two_accounts.folder])

    assert report.unread == []
    assert sorted((str(each.type), each.resource_id) for each in report.findings) == [
        ("changed", "described"),
        ("changed", "secret"),
        ("missing", "named"),
    ]
    assert "Hidden text" not in report.model_dump_json()
    assert "other text" not in report.model_dump_json()


def test_an_exported_state_needs_only_the_environment(
    two_accounts: Stack, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = two_accounts.root / "state.json"
    state.write_text(two_accounts.export())
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", account.url)
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)

    report = detect(states=[state], projects=[])

    assert report.findings == []
    assert [each.what for each in report.unread] == [
        "PersonGroup described",
        "PersonGroup named",
        "display_name of PersonGroup secret",
    ]


def test_a_state_without_any_account_is_an_error(two_accounts: Stack) -> None:
    state = two_accounts.root / "state.json"
    state.write_text(two_accounts.export())

    with pytest.raises(InvalidSettingError, match="azure-face:endpoint is not set"):
        detect(states=[state], projects=[])


def test_a_resource_of_another_endpoint_is_not_compared(two_accounts: Stack, account: Account) -> None:
    """On this machine every port may be the same emulator, so the state names a host elsewhere."""
    state = two_accounts.root / "state.json"
    state.write_text(two_accounts.export().replace(account.url, "https://elsewhere.cognitiveservices.azure.com"))

    report = detect(states=[state], projects=[two_accounts.folder])

    reasons = [each.reason for each in report.unread if each.what == "PersonGroup default"]
    assert reasons == [
        f"It was created at https://elsewhere.cognitiveservices.azure.com, but azure-face:endpoint is {account.url}."
    ]


def test_a_wrong_key_leaves_everything_unread(two_accounts: Stack, account: Account, second_account: Account) -> None:
    account.change_key("another")
    second_account.change_key("another")

    report = detect(stacks=["dev"], projects=[two_accounts.folder])

    assert not report.findings
    assert sum(coverage.managed_resources for coverage in report.coverage) == 0
    assert all("401" in each.reason for each in report.unread)
