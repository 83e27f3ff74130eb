"""Tests of the queries of functions and the command line, against the emulator in process."""
