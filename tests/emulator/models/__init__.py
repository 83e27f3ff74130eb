"""Tests of the account and of the faces in images."""
