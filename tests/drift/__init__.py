"""Tests of the drift report and its formats."""
