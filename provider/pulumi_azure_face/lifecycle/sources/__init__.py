"""Sources of a gallery: read a folder, a glob, or a manifest, and return the desired entries with their photos.

The comparison with the account belongs to `enrollment`, the cache of file hashes to `cache`.
Start with `reader.read_source`, whose result is in `desired`. `folder`, `glob_pattern`, and `manifest` are the formats.
"""
