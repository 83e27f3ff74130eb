"""Generates docs/reference from code: signatures, docstrings, lifecycle models, settings, and command line options.

One module per subject; each has a function that returns pages by file name. Text that is not a fact about the code
belongs in the guides. Start reading at `__main__.py`.
"""
