"""The account key never leaves the configuration."""

from __future__ import annotations

from ..account import KEY, Account
from ..photos import write_people
from ..stack import FAILED, Stack


def test_key_is_never_logged_or_saved(stack: Stack, account: Account) -> None:
    """The key is absent from the state, from tracebacks, and from the most verbose log except for Configure lines."""
    write_people(stack.folder / "people", {"Ann": ["ann-1"]})
    account.create_unmanaged_group("taken", userData="unmanaged")
    stack.program("""
        face.PersonGroup("staff", person_group_id="staff", persons="people", train=True)
        face.PersonGroup("taken", person_group_id="taken")
    """)
    verbose = ("-v=9", "--logtostderr", "--logflow")
    result = stack.run_unchecked("up", "--yes", "--skip-preview", "--continue-on-error", *verbose, AZURE_FACE_DEBUG="1")

    assert result.exit_code == FAILED
    assert "Traceback" in result.output
    assert result.lines("display_name"), "the log is not verbose enough"
    assert account.container("staff")["training"]
    # The engine logs the whole configuration in its Configure lines, which the provider cannot prevent.
    assert [line for line in result.lines(KEY) if "Configure" not in line] == []
    assert KEY not in stack.export()
