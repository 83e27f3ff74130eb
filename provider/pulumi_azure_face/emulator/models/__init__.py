"""The state of an emulator: its account with containers, persons, faces, trainings and sessions, and its errors.

HTTP does not belong here: requests are parsed in `requests/`, responses are built in `responses/`.
Start with `account.py`, and with `kinds.py` to add a kind of container.
"""
