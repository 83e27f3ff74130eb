"""Kills, faults, and random programs against one invariant: the account equals the program, with nothing twice.

Every case runs a real `pulumi` on a real emulator. The tests here run a few chosen cases; `make torture` runs all of
them and writes the figures into docs/reliability.md. Start with `programs.py` and `kills.py`.
"""
