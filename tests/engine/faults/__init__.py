"""How real stacks fail and recover: invalid input, service errors, killed and concurrent runs, leaked secrets.

Runs that succeed belong in `resources/`. Start with `test_killed_runs.py`.
"""
