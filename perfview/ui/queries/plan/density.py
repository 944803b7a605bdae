"""How densely the boxes of a plan stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Density:
    """Heights of a box and from one to the next, px."""

    box: int
    pitch: int

    @property
    def is_roomy(self) -> bool:
        """Whether there is room for a second line."""
        return self.box > 30


ROOMY, DENSE = Density(42, 54), Density(24, 28)
MANY = 60
"""From this many nodes on plans are drawn densely."""


def density_for(nodes: int) -> Density:
    """Of a plan with so many nodes."""
    return DENSE if nodes > MANY else ROOMY
