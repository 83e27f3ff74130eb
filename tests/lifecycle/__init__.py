"""Tests of the lifecycles: the rules on plain values, and everything else with the real client on the emulator."""
