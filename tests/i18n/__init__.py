"""Dutch that reads well, and English that leaves nothing out."""
