"""Typed calls of the Face API, one module per group of calls.

Each function builds a request, sends it through an `AccountClient`, and parses the response. No function decides what a
result means for a resource. Start reading at `containers`; `list_cache` serves many single reads from few list calls.
"""
