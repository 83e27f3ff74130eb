"""The admin API under `/_emulator/`, through which tests inspect the emulator, reset it, and inject faults.

The calls of the Face API do not belong here; they are in `routes/`.
Start with the docstring of `routes.py`, the reference of the API.
"""
