"""Attacks on the portal as anybody could make them; each names what forbids it."""
