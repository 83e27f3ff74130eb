"""Drift: the differences between the states of stacks and the account, for people and pipelines. Only reads.

Repairing drift belongs to the engine and the lifecycles. Start with `report`, the result.
"""
