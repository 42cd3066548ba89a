"""The pages of a sign-up."""
