"""Inputs of resources: their types, the rules of each field, unknown values, and quotas.

Rules that need the account, a file, or another resource do not belong here; the lifecycles check those.
Start with `rules`: `ResourceInputs` is the base of all input models, and `validate` checks them.
"""
