"""Tests of derived ids and ownership tags."""
