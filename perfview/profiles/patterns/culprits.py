"""Own functions behind something a program does: how much each, seen in frames or told by lines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perfview.profiles.patterns.claims import claims_of
from perfview.profiles.patterns.ground import Ground
from perfview.profiles.patterns.known_functions import Activity
from perfview.profiles.patterns.line_work import hot_lines
from perfview.profiles.patterns.shares import Share, ranked
from perfview.profiles.study import Study


@dataclass(frozen=True)
class Culprit:
    """An own function and what it spends on something.

    function: index, -1 where no own code is above. share: what it spends. seen (0-1): the part of
    it in frames of known functions; the rest is told by the text of lines. certain (0-1): how sure
    it is what it was spent on. known: the functions through which, most first; none where only
    lines tell. line: of the text `text` with most of what lines tell, 0 when they tell nothing.
    """

    function: int
    share: Share
    seen: float
    certain: float
    known: list[int]
    line: int = 0
    text: str = ""


def culprits(study: Study, ground: Ground, activities: Activity) -> list[Culprit]:
    """Who spends on these activities, those who spend most first."""
    spent = _Spent(study, ground, activities)
    return sorted(
        (spent.by(function) for function in spent.functions()), key=lambda each: -each.share.spent
    )


def together(found: list[Culprit], ground: Ground) -> Share:
    """Everything these culprits spend, as one share."""
    inside = np.zeros(len(ground.own), np.bool_)
    for each in found:
        inside |= each.share.inside
    spent = sum(each.share.spent for each in found)
    at = np.flatnonzero(inside).astype(np.int32)
    return Share(ground, spent, at, inside)


class _Spent:
    """What is spent on some activities, by owner."""

    def __init__(self, study: Study, ground: Ground, activities: Activity) -> None:
        self.ground = ground
        claims = claims_of(study, ground)
        self.first = claims.first
        self.claimed = (claims.claim & np.uint32(activities)) != 0
        self.claimed &= ground.own > 0
        self.owner = np.where(claims.owner >= 0, ground.function[claims.owner], -1)
        self.lines = [hot for hot in hot_lines(study, ground) if hot.activity & activities]
        at = np.arange(len(ground.own), dtype=np.int32)
        self.mine = (claims.claim == 0) & (claims.owner == at) & (ground.own > 0)

    def functions(self) -> list[int]:
        """Every owner, -1 for what has none."""
        owners = np.unique(self.owner[self.claimed]).tolist()
        return sorted({*owners, *(hot.function for hot in self.lines)})

    def by(self, function: int) -> Culprit:
        """What one own function spends."""
        ground = self.ground
        seen = self.claimed & (self.owner == function)
        in_frames = float(ground.own[seen].sum())
        lines = [hot for hot in self.lines if hot.function == function]
        told = sum(hot.spent for hot in lines)
        sure = in_frames + sum(hot.spent * hot.certain for hot in lines)
        inside = seen | (self.mine & (ground.function == function)) if lines else seen
        share = Share(ground, in_frames + told, _outermost(inside), inside)
        whole = max(share.spent, 1e-9)
        known = ranked(self.first[seen] + 1, ground.own[seen])[0] - 1
        top = lines[0] if lines else None
        return Culprit(
            function,
            share,
            in_frames / whole,
            sure / whole,
            [at for at in known.tolist() if at >= 0],
            top.line if top else 0,
            top.text.strip() if top else "",
        )


def _outermost(inside: NDArray[np.bool_]) -> NDArray[np.int32]:
    return np.flatnonzero(inside).astype(np.int32)
