"""What the service refuses, and what does not answer at all."""

from __future__ import annotations

from ..account import Account, person_group
from ..stack import FAILED, Stack

GATEWAY = "Out of call volume quota. Quota will be replenished in 2 days."


def test_every_refusal_is_one_line_that_says_what_to_do(stack: Stack, account: Account) -> None:
    """Each line names what was tried, what the service said and the way on; everything else is made all the same."""
    full = account.stranger("full", recognitionModel="recognition_04")
    account.face.post("/persongroups/full/persons", json={"name": "Somebody"}).raise_for_status()
    unsupported = {"code": "InvalidRequest", "message": "Not approved.", "innererror": {"code": "UnsupportedFeature"}}
    account.rule(path="/persongroups/unapproved", times=None, status=403, error=unsupported)
    account.rule(path="/persongroups/exhausted", times=None, status=403, error={"statusCode": 403, "message": GATEWAY})
    stack.configure(revoked_endpoint=account.url, revoked_key="some-other-key")
    stack.configure(away_endpoint="http://127.0.0.1:1", away_key="some-other-key")
    stack.program("""
        for name in ("full", "unapproved", "exhausted", "fine"):
            face.PersonGroup(name, person_group_id=name)
        for account in ("revoked", "away"):
            face.PersonGroup(account, person_group_id=account, account=account)
    """)
    failed = stack.up("--continue-on-error", exit_code=FAILED)

    assert failed.lines("could not create PersonGroup 'full': the id is taken and it has content", "adopt='always'")
    assert failed.lines("could not create PersonGroup 'unapproved': 403 UnsupportedFeature", "ask Microsoft")
    assert failed.lines(f"could not create PersonGroup 'exhausted': 403: {GATEWAY[:-1]}", "call volume")
    assert failed.lines("could not create PersonGroup 'revoked': 401", "Access denied", "Check the key")
    assert failed.lines(
        "could not create PersonGroup 'away': no answer to PUT /persongroups/away", "Check azure-face:endpoint"
    )
    assert "some-other-key" not in failed.output
    assert [one.id for one in account.holds()] == [person_group("fine").id, full.id]


def test_a_storm_of_429_is_waited_out(stack: Stack, account: Account) -> None:
    """Throttled calls are made again when the service says so, and nothing is made twice."""
    for skip in (0, 2, 3):
        account.rule(path=".*", skip=skip, times=3, status=429, headers={"Retry-After": "1"})
    stack.program("""
        for number in range(6):
            face.PersonGroup(f"group-{number}", person_group_id=f"group-{number}")
    """)
    stack.up()

    assert account.holds() == [person_group(f"group-{number}") for number in range(6)]
    assert len(account.writes()) == 6 + 9
