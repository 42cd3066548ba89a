"""Migrations of the outbox app."""
