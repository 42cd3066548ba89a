"""The consent app; README.md beside this file says what it is for."""
