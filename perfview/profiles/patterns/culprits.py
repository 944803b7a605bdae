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
    through: what each of the known functions spends of it.
    """

    function: int
    share: Share
    seen: float
    certain: float
    known: list[int]
    line: int = 0
    text: str = ""
    through: tuple[float, ...] = ()


MOST = 8
"""Own functions that are looked at, those that spend most."""


def culprits(study: Study, ground: Ground, activities: Activity) -> list[Culprit]:
    """Who spends most on these activities, at most `MOST`."""
    spent = _Spent(study, ground, activities)
    found = [spent.by(function) for function in spent.heaviest()]
    return sorted(found, key=lambda each: -each.share.spent)


def together(study: Study, ground: Ground, activities: Activity) -> tuple[Culprit, int]:
    """Everything spent in known functions, as of the one who spends most; and how many do."""
    spent = _Spent(study, ground, activities)
    claimed = spent.claimed
    share = Share(ground, float(ground.own[claimed].sum()), _outermost(claimed), claimed)
    owners = np.unique(spent.owner[claimed])
    first = spent.heaviest()[:1] or [-1]
    return Culprit(first[0], share, 1.0, 1.0, list(spent.known(claimed))), len(owners)


class _Spent:
    """What is spent on some activities, by owner."""

    def __init__(self, study: Study, ground: Ground, activities: Activity) -> None:
        self.ground = ground
        claims = claims_of(study, ground)
        self.first = claims.first
        self.claimed = ((claims.claim & np.uint32(activities)) != 0) & (ground.own > 0)
        self.at = np.flatnonzero(self.claimed)
        owner = claims.owner[self.at]
        self.owner = np.full(len(ground.own), -1, np.int64)
        self.owner[self.at] = np.where(owner >= 0, ground.function[owner], -1)
        self.lines = [hot for hot in hot_lines(study, ground) if hot.activity & activities]
        self.claims = claims

    def heaviest(self) -> list[int]:
        """The owners that spend most, -1 for what has none."""
        owner, spent = ranked(self.owner[self.at] + 1, self.ground.own[self.at])
        sums = dict(zip((owner - 1).tolist(), spent.tolist(), strict=True))
        for hot in self.lines:
            sums[hot.function] = sums.get(hot.function, 0.0) + hot.spent
        return sorted(sums, key=lambda function: -sums[function])[:MOST]

    def known(self, seen: NDArray[np.bool_]) -> dict[int, float]:
        """The functions through which these paths' activity begins, most first, with how much."""
        found, spent = ranked(self.first[seen] + 1, self.ground.own[seen])
        pairs = zip((found - 1).tolist(), spent.tolist(), strict=True)
        return {at: cost for at, cost in pairs if at >= 0}

    def mine(self, function: int) -> NDArray[np.bool_]:
        """The own function's paths that nothing claims, bool (p)."""
        found: NDArray[np.bool_] = np.equal(self.ground.function, function)
        found &= self.claims.claim == 0
        return found

    def by(self, function: int) -> Culprit:
        """What one own function spends."""
        ground = self.ground
        seen = np.zeros(len(ground.own), np.bool_)
        seen[self.at[self.owner[self.at] == function]] = True
        in_frames = float(ground.own[seen].sum())
        lines = [hot for hot in self.lines if hot.function == function]
        told = sum(hot.spent for hot in lines)
        sure = in_frames + sum(hot.spent * hot.certain for hot in lines)
        inside = seen | self.mine(function) if lines else seen
        share = Share(ground, in_frames + told, _outermost(inside), inside)
        whole = max(share.spent, 1e-9)
        top, known = lines[0] if lines else None, self.known(seen)
        return Culprit(
            function,
            share,
            in_frames / whole,
            sure / whole,
            list(known),
            top.line if top else 0,
            top.text.strip() if top else "",
            tuple(known.values()),
        )


def _outermost(inside: NDArray[np.bool_]) -> NDArray[np.int32]:
    return np.flatnonzero(inside).astype(np.int32)
