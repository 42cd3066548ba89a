"""The invented practice of the demo: nobody here exists."""
