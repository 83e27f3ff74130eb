"""Helpers for the lifecycle tests: an emulated account, a simulated engine, inputs, photos, and interruptions."""
