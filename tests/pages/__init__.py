"""The pages of the documentation: their code and commands run on the emulator, and outputs are what the pages show.

`blocks.py` reads the code blocks of a page, `session.py` runs them in order. Start with `test_pages.py`. The rules for
authors are in CONTRIBUTING.md, "Write documentation".
"""
