"""Tests of the client: against the emulator in process, and against misbehaving servers on real sockets.

The modules here test the transport and what all calls share; `api/` and `accounts/` mirror the packages of `client/`.
Start reading at `test_account_client.py`, which makes every call once.
"""
