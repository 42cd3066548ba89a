"""How far a command is: a bar on a terminal, plain lines elsewhere."""

from typing import Any, Final

WIDTH: Final = 40
STEPS: Final = 10


class Progress:
    """Hears how much of how much is done, and shows it to whoever waits."""

    def __init__(self, output: Any, what: str) -> None:
        """Take the command's output and what is being counted."""
        self._output = output
        self._what = what
        self._told = -1

    def __call__(self, done: int, total: int) -> None:
        """Show this much."""
        if self._output.isatty():
            filled = WIDTH * done // total if total else WIDTH
            bar = "█" * filled + "·" * (WIDTH - filled)
            end = "\n" if done == total else ""
            self._output.write(f"\r{bar} {done} of {total} {self._what}", ending=end)
            self._output.flush()
            return
        # A log keeps a line for each tenth, not one for each batch.
        tenth = STEPS * done // total if total else STEPS
        if tenth != self._told:
            self._told = tenth
            self._output.write(f"{done} of {total} {self._what}")
