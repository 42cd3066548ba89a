"""A picture of every page, taken by walking through the demo as people do."""
