"""Functions that a program calls to look up what is in an account.

Each function has two forms: one takes plain values and blocks until the answer is there, and the `_output` variant also
takes outputs and returns one. The functions only describe a query of `queries/`. Start reading at `invoke`.
"""
