"""Signing up for the waitlist, by anybody, without an account (UX P1-P10)."""
