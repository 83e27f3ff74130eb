"""Tests of recovery: exactly-once creates and interrupted runs."""
