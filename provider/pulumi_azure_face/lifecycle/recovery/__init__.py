"""Create persons and faces exactly once, and resume after lost replies and killed runs.

Caches that only save time belong to `cache`; the retry of a single request belongs to `client`.
Start with `exactly_once`, then `interrupted_runs`.
"""
