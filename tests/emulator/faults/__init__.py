"""Tests of fault injection: the rules that the admin API accepts, and their effects."""
