"""`kill -9` between any two steps (DESIGN promise 6); `steps.py` says what one is."""
