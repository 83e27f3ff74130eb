"""Tests of deadlines, workers, and cancellation."""
