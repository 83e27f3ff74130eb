"""The checks of an account that answers: key, approval, versions, rate, and quota."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from pulumi_azure_face.client.api_calls import VERSIONS

from .command import KEY, doctor
from .servers import Reply, serving

WITHOUT_STACKS = ["stacks", "saved-providers", "ownership"]
NOT_APPROVED = {
    "code": "InvalidRequest",
    "message": "Missing approval for Identification.",
    "innererror": {"code": "UnsupportedFeature"},
}


def test_healthy_account_has_no_problem(account: httpx.Client) -> None:
    """Everything is ok for a healthy account, without the checks that need a stack, and only GETs were sent."""
    examined = doctor()

    assert (examined.exit_code, examined.diagnosis.status.value) == (0, "ok")
    assert [check.name for check in examined.diagnosis.checks if check.status.value == "skipped"] == WITHOUT_STACKS
    requests = account.get("/_emulator/requests").json()
    assert {request["method"] for request in requests} == {"GET"}
    assert len(requests) <= 20  # the calls of F0 in a minute


def test_rejected_key_is_explained(account: httpx.Client) -> None:
    """A key that the service rejects is named as the cause, with what to check; nothing that needs it is tried."""
    examined = doctor("--key", "another-key", secrets=("another-key",))

    assert (examined.exit_code, examined.failures) == (1, ["authorization"])
    assert examined["authorization"].message.startswith("the key is rejected: 401 Unspecified")
    assert re.search(r"\(request [0-9a-f-]{36}\)$", examined["authorization"].message)
    assert "Check that azure-face:key (or AZURE_FACE_KEY) is a key of this endpoint" in examined["authorization"].cure
    assert examined.skipped_for("authorization") == ["approval", "api-versions", "quota", "rate", "ownership"]
    assert len(account.get("/_emulator/requests").json()) == 1


@pytest.mark.parametrize(
    ("error", "check", "message", "cure"),
    [
        pytest.param(NOT_APPROVED, "approval", "has no Limited Access approval: 403 UnsupportedFeature: Missing", "Ask Microsoft to approve", id="not approved"),
        pytest.param({"code": "PermissionDenied", "message": "No."}, "authorization", "may not read the account: 403 PermissionDenied", "'Cognitive Services User'", id="no role"),
        pytest.param({"statusCode": 403, "message": "Out of call volume quota. Quota will be replenished in 2.12 days."}, "authorization", "the quota is exceeded: 403: Out of call volume", "Wait as long as the message says", id="call volume"),
    ],
)  # fmt: skip
def test_refusal_is_explained(
    account: httpx.Client, error: dict[str, object], check: str, message: str, cure: str
) -> None:
    """A 403 is explained by its cause: a missing approval, a missing role, or an empty quota."""
    account.post("/_emulator/rules", json={"status": 403, "error": error, "times": None}).raise_for_status()
    examined = doctor()

    assert examined.failures == [check]
    assert message in examined[check].message
    assert cure in examined[check].cure


def test_key_in_a_reply_is_hidden(account: httpx.Client) -> None:
    """A reply that quotes the key does not bring it into the output."""
    error = {"code": "401", "message": f"The key {KEY} is invalid."}
    account.post("/_emulator/rules", json={"status": 401, "error": error}).raise_for_status()

    assert "The key [key] is invalid" in doctor()["authorization"].message


def test_server_error_is_reported(account: httpx.Client) -> None:
    """A service that is out of order is reported with its status."""
    account.post("/_emulator/rules", json={"status": 503, "times": None}).raise_for_status()

    assert doctor()["service"].message.startswith("the service fails: 503")


@pytest.mark.parametrize(("own", "status"), [("v1.2", "ok"), ("v1.1-preview.1", "failure")])
def test_versions_that_answer_are_listed(own: str, status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check asks each API version, and fails if the configured one does not answer."""
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    missing = Reply(404, '{"error": {"code": "404", "message": "Resource not found"}}')
    first_replies = iter([Reply()])

    def respond(path: str) -> Reply:
        return Reply() if path.split("/")[2] in ("v1.0", "v1.2") else next(first_replies, missing)

    with serving(respond) as port:
        examined = doctor("--endpoint", f"http://127.0.0.1:{port}", "--api-version", own)

    assert examined.status("api-versions") == status
    answering = set(VERSIONS) & set(examined["api-versions"].message.replace(",", "").split())
    assert {"v1.0", "v1.2"} <= answering


@pytest.mark.parametrize(
    ("minutes", "status", "message"),
    [(0, "ok", "less than a minute"), (-2, "warning", "2 min ahead of"), (10, "failure", "10 min behind"), (-180, "failure", "3 h ahead of")],
)  # fmt: skip
def test_clock_skew_is_measured(minutes: int, status: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Date of the reply is compared with the local clock."""
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    date = format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)
    with serving(lambda _: Reply(headers={"Date": date})) as port:
        examined = doctor("--endpoint", f"http://127.0.0.1:{port}")

    assert examined.status("clock") == status
    assert message in examined["clock"].message


@pytest.mark.parametrize("account", ["F0", "S0"], indirect=True)
def test_rate_is_probed_on_request(account: httpx.Client) -> None:
    """With --probe-rate, a burst of GETs says how many the service lets through, and what its 429 replies say."""
    examined = doctor("--probe-rate")

    assert examined.status("rate") in ("ok", "warning")
    assert "of 30 concurrent requests succeeded, the others got 429 (" in examined["rate"].message
    assert {request["method"] for request in account.get("/_emulator/requests").json()} == {"GET"}


def test_tier_is_guessed_from_the_wait(account: httpx.Client) -> None:
    """A 429 that asks for a long wait suggests F0, and the line says how to set it."""
    error = {"statusCode": 429, "message": "Rate limit is exceeded. Try again in 26 seconds."}
    account.post("/_emulator/rules", json={"status": 429, "error": error, "skip": 20, "times": None}).raise_for_status()
    line = doctor("--probe-rate").line("rate")

    assert "a wait of 26 s is typical of F0" in line
    assert "pulumi config set azure-face:tier F0" in line


def test_throttled_request_is_quoted(account: httpx.Client) -> None:
    """A 429 during the checks is a warning with its text, and the check goes on."""
    error = {"statusCode": 429, "message": "Rate limit is exceeded. Try again in 0.1 seconds."}
    account.post("/_emulator/rules", json={"status": 429, "error": error}).raise_for_status()
    examined = doctor()

    assert (examined.exit_code, examined.status("rate"), examined.status("quota")) == (0, "warning", "ok")
    assert "Rate limit is exceeded" in examined["rate"].message
    assert "10 requests/s for each resource" in examined["rate"].cure


def test_containers_are_counted(account: httpx.Client) -> None:
    """The containers of each kind are compared with what the tier allows, and a nearly full account is a warning."""
    for number in range(60):
        account.put(f"/face/v1.2/facelists/{number}", json={"name": "a list"}).raise_for_status()
    account.put("/face/v1.2/persongroups/staff", json={"name": "Staff"}).raise_for_status()
    examined = doctor()

    assert examined.status("quota") == "warning"
    assert "near the limit of tier S0 for FaceLists: 1 of 1,000,000 PersonGroups" in examined["quota"].message
    assert "60 of 64 FaceLists" in examined["quota"].message
