"""Tests of settings, endpoints, and authentication."""
