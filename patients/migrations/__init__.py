"""Migrations of the patients app."""
