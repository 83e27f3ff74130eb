"""Tests of the caches: file hashes, and the photo behind each face."""
