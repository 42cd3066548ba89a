"""Migrations of the crypto app."""
