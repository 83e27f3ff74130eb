"""Tests of enrollment: the plan, its execution, uploads, and rejected images."""
