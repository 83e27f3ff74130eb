"""Galleries that a run on this machine has begun to change and not ended: a killed run tells no state.

A state says what was there before, so a source that was put back since looks as if nothing had to be done. The note
makes the next run look at the account. It is a help: elsewhere, or where it cannot be kept, a refresh finds the same.
"""

from __future__ import annotations

from contextlib import suppress

from platformdirs import user_state_path

from pulumi_azure_face.lifecycle.cache import cache_files
from pulumi_azure_face.lifecycle.identity.derived_ids import digest


class InterruptedRunMarker:
    """The note of one gallery, which `place` names: its account, container and mark."""

    def __init__(self, *place: str) -> None:
        self._file = user_state_path("pulumi-azure-face", appauthor=False) / "begun" / digest(*place)[:32]

    def set(self) -> None:
        with suppress(OSError):
            cache_files.write(self._file, "")

    def is_set(self) -> bool:
        try:
            return self._file.exists()
        except OSError:
            return False

    def clear(self) -> None:
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
