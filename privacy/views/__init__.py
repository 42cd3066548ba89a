"""Pages about people’s rights and the practice’s duties."""
