"""Filling in an intake: link, code, task list, pages, check, submit."""
