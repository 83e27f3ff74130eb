"""Caches on this machine that only save time: the hashes of files, and the photo behind each face id.

Interrupted-run markers, which change the outcome of a run, belong to `recovery`.
Start with `hash_cache` and `face_cache`. `cache_files` reads and writes the files of both.
"""
