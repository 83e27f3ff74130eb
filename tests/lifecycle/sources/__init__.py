"""Tests of the sources of a gallery: folders, globs, and manifests."""
