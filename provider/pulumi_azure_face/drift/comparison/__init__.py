"""Compares what the states have with a snapshot of an account. Sends nothing.

One module per kind of resource, each with a function that yields findings. Start with `account`, then read
`containers`.
"""
