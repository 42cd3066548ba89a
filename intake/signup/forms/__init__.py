"""The questions of a sign-up, each a form."""
