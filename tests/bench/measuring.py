"""Ratios that survive a busy machine: turn about, many rounds, the quick ones count."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Act = Callable[[], object]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the report: ours against a reference, and what it may cost."""

    name: str
    reference: str
    ours: Act
    theirs: Act
    rounds: int
    # How often in a row, where one time is too short for the clock.
    times: int = 1
    goal: float | None = None

    def measure(self) -> "Measured":
        """Run both turn about and compare how quick each can be.

        What else the machine does only ever adds time, so the slower rounds tell
        of the neighbours: each side is judged by its first decile.
        """
        for act in (self.ours, self.theirs):
            act()
        gc.collect()
        gc.disable()
        try:
            rounds = [self._round(number) for number in range(self.rounds)]
        finally:
            gc.enable()
        ours, theirs = zip(*rounds, strict=True)
        return Measured(self, _quick(ours) / _quick(theirs))

    def _round(self, number: int) -> tuple[float, float]:
        # Who goes first changes, so that neither always finds a warm cache.
        if number % 2:
            ours, theirs = self._clock(self.ours), self._clock(self.theirs)
        else:
            theirs, ours = self._clock(self.theirs), self._clock(self.ours)
        return ours, theirs

    def _clock(self, act: Act) -> float:
        begin = time.perf_counter()
        for _ in range(self.times):
            act()
        return time.perf_counter() - begin


def _quick(seconds: Sequence[float]) -> float:
    return statistics.quantiles(seconds, n=10)[0]


@dataclass(frozen=True)
class Measured:
    """What came out."""

    row: Row
    ratio: float

    @property
    def is_missed(self) -> bool:
        """Tell whether it costs more than it may."""
        return self.row.goal is not None and self.ratio > self.row.goal

    def title(self) -> str:
        """Name the line: one act is held against several references."""
        return f"{self.row.name} ÷ {self.row.reference}"

    def facts(self) -> dict[str, Any]:
        """Give the facts for the report."""
        return {
            "ratio": round(self.ratio, 3),
            "reference": self.row.reference,
            "n": self.row.rounds * self.row.times,
            "goal": self.row.goal,
        }

    def sentence(self) -> str:
        """Say it in a line."""
        goal = "no goal" if self.row.goal is None else f"goal ≤ {self.row.goal}"
        verdict = "  MISSED" if self.is_missed else ""
        n = self.row.rounds * self.row.times
        return f"{self.ratio:6.2f}  {self.title()} ({goal}, n = {n}){verdict}"
