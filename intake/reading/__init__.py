"""Reading: what a person sent, for the therapist who treats them (UX S8, S9)."""
