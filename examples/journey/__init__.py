"""A stack's whole life on the emulator, with the real CLI: what `demo.py` shows."""
