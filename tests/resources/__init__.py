"""The front door, without an engine."""
