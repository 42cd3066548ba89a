"""Migrations of the consent app."""
