"""Mocks for unit tests of users' programs."""
