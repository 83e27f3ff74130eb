"""Clients that others wrote, unchanged, over HTTP, against `azure-face emulator` in a process of its own.

They are witnesses: what they send and how they read replies owes nothing to this project. Left out: what no client
shows, such as the headers of replies; `tests/emulator` has that.
"""
