"""Tests of the emulator against docs/face-api.md and the reference pages: every call, every error."""
