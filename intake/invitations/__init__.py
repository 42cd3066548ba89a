"""Invitations: the link and code that let a person fill in an intake."""
