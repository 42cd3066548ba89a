"""Texts and their versions, and who was shown which."""

from consent.models.text import InformationShown, Text

__all__ = ["InformationShown", "Text"]
