"""Commands under faults of every kind. `make torture` tries more seeds, each kind alone, and every command."""

from __future__ import annotations

import pytest

from .faults import ALL_KINDS, KEY_ROTATION, SLOW_REPLY, FaultCase, run_fault_case
from .life import Workshop

CASES = [FaultCase("create", kind, seed=1) for kind in (ALL_KINDS, SLOW_REPLY, KEY_ROTATION)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_command_survives_faults(workshop: Workshop, case: FaultCase) -> None:
    """The command succeeds, or the next one if replies came after its deadline, and the state equals the account."""
    result = run_fault_case(workshop, case)

    assert not result.problems, result.evidence
    assert result.injected


def test_command_of_a_plugin_program_survives_faults(plugin_workshop: Workshop) -> None:
    """The same holds for a program in YAML."""
    result = run_fault_case(plugin_workshop, FaultCase("update", ALL_KINDS, seed=1))

    assert not result.problems, result.evidence
    assert result.injected
