"""Markers on this machine for gallery runs that started to write and did not finish.

A killed run saves no state, so the state still describes the gallery before the run. If the source is then reverted,
the state suggests that nothing has to change. The marker makes the next run read the account instead. It is optional:
on another machine, or where it cannot be written, a refresh detects the same differences.
"""

from __future__ import annotations

from contextlib import suppress

from platformdirs import user_state_path

from pulumi_azure_face.lifecycle.identity.derived_ids import digest


class InterruptedRunMarker:
    """The marker of one gallery. `location` identifies it by account, container, and ownership tag."""

    def __init__(self, *location: str) -> None:
        self._file = user_state_path("pulumi-azure-face", appauthor=False) / "begun" / digest(*location)[:32]

    def set(self) -> None:
        """Record that a run has started to write."""
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            for folder in (self._file.parent, self._file.parent.parent):
                folder.chmod(0o700)
            self._file.touch(mode=0o600)

    def is_set(self) -> bool:
        """Whether an earlier run started to write and did not finish."""
        try:
            return self._file.exists()
        except OSError:
            return False

    def clear(self) -> None:
        """Record that the run has finished."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
