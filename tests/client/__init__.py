"""Tests of the wire: the client against the emulator in process, and against servers that misbehave on real sockets."""
