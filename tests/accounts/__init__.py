"""Tests of signing in and of who may come in."""
