"""A few random programs, the same in every run. `make torture` runs others for as long as it is told to."""

from __future__ import annotations

from .life import Workshop
from .random_programs import Tally, run_random_programs


def test_account_equals_random_programs(workshop: Workshop) -> None:
    """After each complete `up`, the account equals the programs, and after the last `destroy` it is empty."""
    tally = Tally()

    run_random_programs(workshop, tally, seed=3, examples=2, steps=5)

    assert tally.programs


def test_account_equals_random_plugin_programs(plugin_workshop: Workshop) -> None:
    """The same holds for programs in YAML."""
    tally = Tally()

    run_random_programs(plugin_workshop, tally, seed=3, examples=1, steps=5)

    assert tally.programs
