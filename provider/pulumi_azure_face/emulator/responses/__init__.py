"""Builders of responses: JSON bodies, error responses, face attributes, training statuses, and the styles of versions.

Errors do not belong here; they are in `models/errors.py`. JSON that only one route returns is built in `routes/`.
Start with `replies.py`.
"""
