"""What a real planner said of suggestions, put into their confidence."""

from __future__ import annotations

from dataclasses import replace

from perfview.queries.furnished import Checked
from perfview.queries.indexes.confidence import CALIBRATION
from perfview.queries.indexes.suggestion import Helped, Suggestion
from perfview.queries.schema.model import PLAN, PLANNER

RIGHT = 0.95
"""Of a statement's cost: the index is right where what is left is at most this."""
REJECTED = 0.05
"""Confidence of an index that the server's own planner does not choose."""
NOT_READ = 0.5
"""What is left of the confidence where the server does not read the whole table anyway."""
_NOT_USED = "{server} was asked with the index pretended to be there: no statement gets cheaper."
_NOT_SCANNED = "{server} does not read the whole table for these statements."


def judged(suggestions: list[Suggestion], checked: Checked) -> list[Suggestion]:
    """The suggestions with the level and confidence that the answers give them, the greatest saving
    first, refuted ones last; all as they were where nothing was asked. A suggestion is confirmed
    when one of its statements costs 5 % less; statements that do not are no longer said to be
    helped."""
    if not checked.server:
        return suggestions
    judged_ones = [_judged(each, checked) for each in suggestions]
    return sorted(judged_ones, key=lambda each: (each.confidence <= REJECTED, -_saved(each)))


def _saved(suggestion: Suggestion) -> float:
    return sum(each.time_saved_ns for each in suggestion.helped)


def _judged(suggestion: Suggestion, checked: Checked) -> Suggestion:
    ddl = suggestion.ddl("postgres", concurrently=False)
    asked = [h for h in suggestion.helped if (ddl, h.statement) in checked.costs]
    if asked:
        return _by_costs(suggestion, checked, ddl)
    looked = [
        checked.scans[ddl, h.statement]
        for h in suggestion.helped
        if (ddl, h.statement) in checked.scans
    ]
    return _by_scans(suggestion, checked, any(looked)) if looked else suggestion


def _by_costs(suggestion: Suggestion, checked: Checked, ddl: str) -> Suggestion:
    kept = []
    for helped in suggestion.helped:
        costs = checked.costs.get((ddl, helped.statement))
        if costs is None:
            continue
        if costs[1] <= RIGHT * costs[0]:
            kept.append(_with_costs(helped, *costs))
    if not kept:
        doubt = _NOT_USED.format(server=checked.server)
        return replace(
            suggestion,
            level=PLANNER,
            confidence=REJECTED,
            doubts=(*suggestion.doubts, doubt),
        )
    sure = max(suggestion.confidence, CALIBRATION[PLANNER][1])
    return replace(suggestion, helped=tuple(kept), level=PLANNER, confidence=sure)


def _with_costs(helped: Helped, before: float, after: float) -> Helped:
    """The saving in proportion to what the real planner says is spared."""
    foreseen = 1 - helped.cost_after / helped.cost_before if helped.cost_before > 0 else 0.0
    ratio = (1 - after / before) / foreseen if foreseen > 0 and before > 0 else 1.0
    saved = helped.time_saved_ns * ratio
    return replace(helped, cost_before=before, cost_after=after, time_saved_ns=saved)


def _by_scans(suggestion: Suggestion, checked: Checked, is_read: bool) -> Suggestion:
    if is_read:
        sure = max(suggestion.confidence, CALIBRATION[PLAN][2])
        return replace(suggestion, level=PLAN, confidence=sure)
    doubt = _NOT_SCANNED.format(server=checked.server)
    sure = round(suggestion.confidence * NOT_READ, 2)
    return replace(suggestion, confidence=sure, doubts=(*suggestion.doubts, doubt))
