"""Tests of the calls of the Face API, one module for each group of calls."""
