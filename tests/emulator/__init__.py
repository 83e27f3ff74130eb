"""Tests of the emulator through its own door: HTTP. Nothing of the package but the emulator takes part."""
