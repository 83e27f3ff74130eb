"""The handlers of the Face API calls, one module for each group of calls.

Parsing does not belong here (`requests/`), nor do the rules of the account (`models/`).
Start with `table.py`, which lists the calls of every kind and version.
"""
