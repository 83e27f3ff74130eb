"""Ids, generations, ownership tags, and digests: how a run recognizes the resources that earlier runs created.

Code that reads or writes the account does not belong here, and neither do rules for inputs (see `inputs`).
Start with `derived_ids`, then read `ownership_tags` and `generations`.
"""
