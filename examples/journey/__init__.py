"""The demo that `examples/demo.py` starts: the whole life of a stack on the emulator, with the real CLI.

Programs to copy from belong in `quickstart/` and `astronaut/`. Start with `__main__.py`, which has the steps.
"""
