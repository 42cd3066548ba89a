"""Responses: what a person fills in, section by section, until submitted."""
