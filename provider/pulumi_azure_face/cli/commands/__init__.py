"""The commands, one module each.

A module declares the command's options and prints the result; it imports its work when the command runs. Queries and
shared options belong elsewhere. Start reading at `list`, the simplest command.
"""
