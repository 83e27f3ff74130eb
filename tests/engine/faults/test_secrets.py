"""The key stays where it is."""

from __future__ import annotations

from ..account import KEY, Account
from ..photos import put_people
from ..stack import FAILED, Stack


def test_the_key_is_told_to_nobody(stack: Stack, account: Account) -> None:
    """It is in no byte of the state, nor in the most talkative log but for the engine's own Configure lines.

    Not even a traceback shows it, which `AZURE_FACE_DEBUG=1` adds to errors.
    """
    put_people(stack.folder / "people", {"Ann": ["ann-1"]})
    account.stranger("taken", userData="theirs")
    stack.program("""
        face.PersonGroup("staff", person_group_id="staff", persons="people", train=True)
        face.PersonGroup("taken", person_group_id="taken")
    """)
    talkative = ("-v=9", "--logtostderr", "--logflow")
    run = stack.call("up", "--yes", "--skip-preview", "--continue-on-error", *talkative, AZURE_FACE_DEBUG="1")

    assert run.exit_code == FAILED
    assert "Traceback" in run.output
    assert run.lines("display_name"), "the log is not as talkative as it should be"
    assert account.container("staff")["training"]
    assert [line for line in run.lines(KEY) if "Configure" not in line] == []
    assert KEY not in stack.export()
