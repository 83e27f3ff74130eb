"""Functions that a program calls to look up resources in an account.

Each function has two forms: one takes plain values and blocks until the result arrives, and the `_output` variant
also takes outputs and returns one. The functions only describe a query of `queries/`. Start reading at `invoke`.
"""
