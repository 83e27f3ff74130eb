"""Accounts that cannot be told yet, and what is none, as the engine asks about them at preview."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pulumi_azure_face.host.dynamic import ContainerProvider, GalleryProvider

from .shipped import UNKNOWN, Host, running, saved

CONTAINER, GALLERY = saved(ContainerProvider()), saved(GalleryProvider())
ENDPOINT, KEY = "https://made.cognitiveservices.azure.com", "a-key-that-must-not-be-seen"
MADE = {"account": ENDPOINT, "account_key": KEY, "endpoint": ENDPOINT, "generation": "1", "kind": "PersonGroup"}
SAVED = {
    CONTAINER: {**MADE, "person_group_id": "staff", "display_name": "Staff", "recognition_model": "recognition_04"},
    GALLERY: {**MADE, "container_id": "staff", "container_generation": "1", "source": "staff", "mark": "m"},
}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A host without any setting, for calls that change nothing."""
    kept = str(tmp_path_factory.mktemp("kept"))
    with running({"XDG_CACHE_HOME": kept, "XDG_STATE_HOME": kept}) as host:
        host.configure({})
        yield host


@pytest.mark.parametrize(
    "account",
    [
        pytest.param({"account_key": UNKNOWN}, id="an unknown key"),
        pytest.param({"account_key": None, "account": UNKNOWN}, id="an unknown endpoint"),
        pytest.param({"account_key": "two words"}, id="a wrong key"),
        pytest.param({"account_key": None, "account": "nowhere"}, id="no settings"),
    ],
)
@pytest.mark.parametrize("provider", [pytest.param(CONTAINER, id="container"), pytest.param(GALLERY, id="gallery")])
def test_a_comparison_does_without_the_account(host: Host, provider: str, account: dict[str, Any]) -> None:
    """What can be said without it is said; what is wrong with it is told by the check."""
    state = {**SAVED[provider], "__provider": provider}

    found = host.diff(state, {**state, **account, "digest": "another"})

    assert found.changes == found.DIFF_SOME


@pytest.mark.parametrize(
    ("account", "line"),
    [
        pytest.param({"account": [ENDPOINT]}, "account must be text; it is of type list", id="a list for the endpoint"),
        pytest.param({"account_key": 7}, "account_key must be text; it is of type int", id="a number for the key"),
    ],
)
def test_an_account_that_is_none_is_told(host: Host, account: dict[str, Any], line: str) -> None:
    """An `Account` takes what a program gives it; the check says what is wrong with that, and no more."""
    news = {"kind": "PersonGroup", "person_group_id": "staff", "display_name": "Staff"}

    reply = host.check(CONTAINER, {**news, "account": ENDPOINT, "account_key": KEY, **account})

    assert [failure.reason for failure in reply.failures] == [line]
