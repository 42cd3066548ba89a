"""The patient’s pages of an intake."""
