"""Functions of a program: what is in an account, whoever made it.

Each comes twice: one that takes plain values and answers at once, and its twin, whose name ends in `_output`, that
takes outputs of resources too and answers with an output. They only name the look-up and describe it; `asking` does
the rest.
"""
