"""One cache on this machine that only saves time: the hashes of files, and the photo behind each face id.

Interrupted-run markers, which change the outcome of a run, belong to `recovery`.
Start with `hash_cache` and `face_cache`. `database` is the SQLite file of both.
"""
