"""The visible stretch of time, exact at every zoom: whole nanoseconds as int, and a fraction."""

from __future__ import annotations

import math
from dataclasses import dataclass

NARROWEST_NS = 20.0
"""Zooming in ends here; one nanosecond is then wider than a label."""


@dataclass(frozen=True)
class Stretch:
    """From `start` (int ns) + `fraction` (0-1 ns), `width` ns long. Methods give new ones."""

    start: int
    fraction: float
    width: float

    @classmethod
    def between(cls, start: int, end: int) -> Stretch:
        """From start to end ns, at least `NARROWEST_NS` wide around the middle."""
        width = max(float(end - start), NARROWEST_NS)
        spare = (width - float(end - start)) / 2
        return cls(start, 0.0, width).moved(-spare)

    @property
    def end(self) -> int:
        """The last visible nanosecond, rounded up."""
        return self.start + math.ceil(self.fraction + self.width)

    def x_of(self, time_ns: int, pixels: float) -> float:
        """Where a time is on a picture `pixels` wide that shows this stretch."""
        return (int(time_ns) - self.start - self.fraction) * pixels / self.width

    def time_at(self, x: float, pixels: float) -> int:
        """The time, ns, at a place of such a picture."""
        return self.start + round(self.fraction + x * self.width / pixels)

    def moved(self, by_ns: float) -> Stretch:
        """Later (or, negative, earlier) by so many ns, without losing a fraction."""
        whole = math.floor(self.fraction + by_ns)
        return Stretch(self.start + whole, self.fraction + by_ns - whole, self.width)

    def panned(self, by_pixels: int, pixels: float) -> Stretch:
        """Moved by whole pixels, so that what is drawn does not shimmer."""
        return self.moved(by_pixels * self.width / pixels)

    def zoomed(self, factor: float, x: float, pixels: float, widest: float) -> Stretch:
        """Wider by `factor` (below 1: closer), the time at `x` staying where it is."""
        width = min(max(self.width * factor, NARROWEST_NS), max(widest, NARROWEST_NS))
        share = x / pixels
        placed = self.moved(self.width * share - width * share)
        return Stretch(placed.start, placed.fraction, width)

    def within(self, start: int, end: int) -> Stretch:
        """Not wider than, and not outside, start to end."""
        width = min(self.width, max(float(end - start), NARROWEST_NS))
        fitted = Stretch(self.start, self.fraction, width)
        if fitted.start < start:
            return Stretch(start, 0.0, width)
        over = fitted.start - end + fitted.fraction + width
        if over > 0 and width < end - start:
            return fitted.moved(-over)
        return Stretch(start, 0.0, width) if over > 0 else fitted

    def between_this_and(self, other: Stretch, share: float) -> Stretch:
        """On the way to another stretch: widths grow by factors, so that the speed looks even."""
        if share >= 1.0:
            return other
        width = self.width * (other.width / self.width) ** share
        change = other.width - self.width
        along = share if abs(change) < 1e-9 * self.width else (width - self.width) / change
        distance = other.start - self.start + other.fraction - self.fraction
        moved = self.moved(distance * along)
        return Stretch(moved.start, moved.fraction, width)
