"""The wire: the only code that speaks to the service.

Each subject has a module of typed calls (`containers`, `persons`, `faces`, `training`, `sessions`). What they call is
in one table (`versions`). They go through a `session`: it finds the version that has the call, `retry` decides what is
tried again, the `governor` hands out a turn for each try, `http` sends. What comes back is a model of `wire` or one of
the `errors`, whose type says what to do.
"""
