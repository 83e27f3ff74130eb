"""Accounts that are unknown or invalid when the engine calls check and diff at preview."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pulumi_azure_face.host.dynamic import ContainerProvider, GalleryProvider

from .dynamic_host import UNKNOWN, Host, running_host, serialized

CONTAINER, GALLERY = serialized(ContainerProvider()), serialized(GalleryProvider())
ENDPOINT, KEY = "https://declared.cognitiveservices.azure.com", "a-key-that-must-not-be-seen"
COMMON = {"account": ENDPOINT, "account_key": KEY, "endpoint": ENDPOINT, "generation": "1", "kind": "PersonGroup"}
STATES = {
    CONTAINER: {**COMMON, "person_group_id": "staff", "display_name": "Staff", "recognition_model": "recognition_04"},
    GALLERY: {**COMMON, "container_id": "staff", "container_generation": "1", "source": "staff", "mark": "m"},
}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Run a host without configuration, for calls that change nothing."""
    folder = str(tmp_path_factory.mktemp("xdg"))
    with running_host({"XDG_CACHE_HOME": folder, "XDG_STATE_HOME": folder}) as host:
        host.configure({})
        yield host


@pytest.mark.parametrize(
    "account",
    [
        pytest.param({"account_key": UNKNOWN}, id="unknown key"),
        pytest.param({"account_key": None, "account": UNKNOWN}, id="unknown endpoint"),
        pytest.param({"account_key": "two words"}, id="invalid key"),
        pytest.param({"account_key": None, "account": "nowhere"}, id="no configuration"),
    ],
)
@pytest.mark.parametrize("provider", [pytest.param(CONTAINER, id="container"), pytest.param(GALLERY, id="gallery")])
def test_diff_needs_no_valid_account(host: Host, provider: str, account: dict[str, Any]) -> None:
    """A diff with an unknown or invalid account still reports changes, because the check reports invalid accounts."""
    state = {**STATES[provider], "__provider": provider}

    response = host.diff(state, {**state, **account, "digest": "another"})

    assert response.changes == response.DIFF_SOME


@pytest.mark.parametrize(
    ("account", "line"),
    [
        pytest.param({"account": [ENDPOINT]}, "account must be a string, got list", id="endpoint is a list"),
        pytest.param({"account_key": 7}, "account_key must be a string, got int", id="key is a number"),
    ],
)
def test_check_reports_an_invalid_account(host: Host, account: dict[str, Any], line: str) -> None:
    """An `Account` accepts any values, and the check reports an invalid one in one failure."""
    news = {"kind": "PersonGroup", "person_group_id": "staff", "display_name": "Staff"}

    response = host.check(CONTAINER, {**news, "account": ENDPOINT, "account_key": KEY, **account})

    assert [failure.reason for failure in response.failures] == [line]
