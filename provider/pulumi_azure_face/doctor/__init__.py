"""Doctor: checks everything between a program and its account, and says what to do about each problem. Only reads.

Repairs and queries do not belong here. Nothing of Pulumi is imported: the host says what the SDK offers, in a process
of its own. Start with `checks`, the table of all checks, then read `results`.
"""
