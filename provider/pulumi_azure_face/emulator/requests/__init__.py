"""Parsers of requests: paths, query parameters, JSON and multipart bodies, and images, with their limits.

Rules that depend on the state of the account do not belong here; they are in `models/`.
Start with `bodies.py` and `fields.py`.
"""
