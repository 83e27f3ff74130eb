"""Benchmarks on the emulator, compared with the alternatives that people would use.

    make bench                               run all benchmarks and save the results; takes about 25 minutes
    python -m benchmarks gallery training    run some benchmarks
    python -m benchmarks --quick             run with small inputs, to check that the benchmarks work

Each module of `rows` measures one task and compares it with its budget. The alternatives that do the same task are in
`programs` (Pulumi programs) and in `scripts`. A task without an alternative is compared only with its budget. All
alternatives take turns on the same emulator, with the same latency and rate limit, for several runs, and the median
counts. No figure depends on the speed of one machine: each is a count, or a share of a limit, of a budget, or of the
figure of an alternative.

Start with `__main__.py` and `rows/__init__.py`.
"""
