"""The desk: what staff see of the waitlist, and what they do about it."""
