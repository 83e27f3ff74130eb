"""Tests of the groups of API calls."""
