"""The waitlist: entries, triage, departures, and who is next."""
