"""Tests of the formats of drift reports: each one is read by an independent parser or validator."""
