"""Migrations of the intake app."""
