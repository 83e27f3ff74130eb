"""The middleware that every request passes through before its handler, one module for each.

The state that the middleware reads, such as the request log and the token bucket, does not belong here; it is in
`models/` and `faults/`. Start with `stack.py`, which puts the middleware in order.
"""
