"""Tests of request parsing: images, and the request variations that the service accepts."""
