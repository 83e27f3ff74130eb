"""Kills at the requests where a duplicate is most likely. `make torture` kills at every request."""

from __future__ import annotations

import pytest

from .kills import Kill, Outcome, run_kill
from .life import Workshop

POST_PERSON = {"method": "POST", "path": "/largepersongroups/.*/persons"}
PATCH_PERSON = {"method": "PATCH", "path": "/largepersongroups/.*/persons/[^/]+"}
POST_FACE = {"method": "POST", "path": "/facelists/.*/persistedfaces"}
PATCH_FACE = {"method": "PATCH", "path": "/largefacelists/.*/persistedfaces/[^/]+"}

KILLS = (
    Kill("create", 2, "before", "tree", "same", **POST_PERSON),
    Kill("create", 1, "after", "CLI", "same", **POST_FACE),
    Kill("create", 1, "after", "CLI", "new", **POST_PERSON),
    Kill("create", 1, "after", "tree", "new", **PATCH_PERSON),
    Kill("create", 2, "after", "tree", "new", **POST_FACE),
    Kill("create", 1, "before", "CLI", "new", **PATCH_FACE),
)


PLUGIN_KILLS = (
    Kill("create", 1, "after", "tree", "new", **PATCH_PERSON),
    Kill("update", 1, "after", "CLI", "new", **POST_FACE),
)


@pytest.mark.parametrize("kill", KILLS, ids=lambda kill: f"{kill.method} {kill}")
def test_killed_command_is_resumed(workshop: Workshop, kill: Kill) -> None:
    """The same command succeeds at the first try, and the account equals the program, with nothing twice."""
    result = run_kill(workshop, kill)

    assert result.outcome is Outcome.EXACT, result.evidence


@pytest.mark.parametrize("kill", PLUGIN_KILLS, ids=lambda kill: f"{kill.method} {kill}")
def test_killed_command_of_a_plugin_program_is_resumed(plugin_workshop: Workshop, kill: Kill) -> None:
    """The same holds for a program in YAML."""
    result = run_kill(plugin_workshop, kill)

    assert result.outcome is Outcome.EXACT, result.evidence
