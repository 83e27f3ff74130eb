"""Tests of the behavior that all calls share: authentication, headers, rate limit."""
