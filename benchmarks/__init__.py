"""How fast it is, measured on the emulator, beside what people would use instead.

    make bench                               every row, and the results written down; takes about 25 minutes
    python -m benchmarks gallery training    some rows only
    python -m benchmarks --quick             few and small things, to see that it runs

A module of `rows` measures one piece of work and holds it against its budget. What else does the same work is in
`programs` (Pulumi programs, ours and plain ones) and in `scripts`; where nothing else does, ours is held against its
budget alone. All take turns on the same emulator, with the same latency and the same limit, several times; the median
counts. Nothing is told in seconds of one machine: every figure is a count, or a share of a limit, of what is allowed or
of what others need.
"""
