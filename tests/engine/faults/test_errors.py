"""Errors of the service, and a service that does not respond."""

from __future__ import annotations

from ..account import Account, person_group
from ..stack import FAILED, Stack

CALL_VOLUME_MESSAGE = "Out of call volume quota. Quota will be replenished in 2 days."


def test_service_error_is_one_actionable_line(stack: Stack, account: Account) -> None:
    """Each error line names the operation, the service's answer, and the fix, and other resources are still created."""
    unmanaged = account.create_unmanaged_group("full", recognitionModel="recognition_04")
    account.http.post("/persongroups/full/persons", json={"name": "Somebody"}).raise_for_status()
    unsupported = {"code": "InvalidRequest", "message": "Not approved.", "innererror": {"code": "UnsupportedFeature"}}
    out_of_quota = {"statusCode": 403, "message": CALL_VOLUME_MESSAGE}
    account.add_rule(path="/persongroups/unapproved", times=None, status=403, error=unsupported)
    account.add_rule(path="/persongroups/exhausted", times=None, status=403, error=out_of_quota)
    stack.configure(revoked_endpoint=account.url, revoked_key="some-other-key")
    stack.configure(away_endpoint="http://127.0.0.1:1", away_key="some-other-key")
    stack.program("""
        for name in ("full", "unapproved", "exhausted", "fine"):
            face.PersonGroup(name, person_group_id=name)
        for account in ("revoked", "away"):
            face.PersonGroup(account, person_group_id=account, account=account)
    """)
    result = stack.up("--continue-on-error", exit_code=FAILED)

    assert result.lines(
        "could not create PersonGroup 'full': the id is taken, and the existing container has content", "adopt='always'"
    )
    assert result.lines("could not create PersonGroup 'unapproved': 403 UnsupportedFeature", "Ask Microsoft")
    assert result.lines(f"could not create PersonGroup 'exhausted': 403: {CALL_VOLUME_MESSAGE[:-1]}", "Wait as long")
    assert result.lines("could not create PersonGroup 'revoked': 401", "Access denied", "Check that azure-face:key")
    assert result.lines(
        "could not create PersonGroup 'away': no response to PUT /persongroups/away", "Check azure-face:endpoint"
    )
    assert "some-other-key" not in result.output
    assert [container.id for container in account.holds()] == [person_group("fine").id, unmanaged.id]


def test_throttled_calls_are_retried(stack: Stack, account: Account) -> None:
    """Throttled calls are repeated when the service allows it, and no group is created twice."""
    for skip in (0, 2, 3):
        account.add_rule(path=".*", skip=skip, times=3, status=429, headers={"Retry-After": "1"})
    stack.program("""
        for number in range(6):
            face.PersonGroup(f"group-{number}", person_group_id=f"group-{number}")
    """)
    stack.up()

    assert account.holds() == [person_group(f"group-{number}") for number in range(6)]
    assert len(account.writes()) == 6 + 9
