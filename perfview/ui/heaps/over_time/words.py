"""What is said of a heap's floors beside the picture."""

from __future__ import annotations

from dataclasses import dataclass

from perfview.findings.quantities import duration, number, plural, size
from perfview.heaps.series.outlook import outlook_of, roughly
from perfview.heaps.series.telling import after_what, rate
from perfview.heaps.series.trend import Shape
from perfview.ui.heaps.over_time.content import Content

_LEAST = 1_000_000


@dataclass(frozen=True)
class Words:
    """A headline in a role, and lines under it."""

    headline: str
    role: str
    lines: tuple[str, ...]


def words_of(content: Content, timed: bool) -> Words:
    """The trend in words; a rise outside the heap goes first where the heap has none."""
    outside = content.outside
    words = _of_heap(content, timed)
    if outside.shape is not Shape.RISING or outside.rise < _LEAST:
        return words
    pace = rate(outside.slope, outside.span_ns) if timed else f"{size(outside.rise)} in all"
    grown = f"Buffers grow {pace}"
    if content.trend.shape is Shape.RISING:
        return Words(words.headline, words.role, (*words.lines, grown))
    went = f"from {size(outside.first)} to {size(outside.last)}"
    heap = words.headline.replace("Floor", "floor of the heap")
    return Words(grown, "bad", (went, heap, *words.lines))


def _of_heap(content: Content, timed: bool) -> Words:
    trend, floors = content.trend, content.floors
    what = "full collections" if floors.after_full else "low points"
    told = f"{number(trend.points)} {what} in {duration(trend.span_ns)}"
    if trend.shape is Shape.RISING:
        pace = rate(trend.slope, trend.span_ns) if timed else f"{size(trend.rise)} in all"
        between = (
            f"between {rate(trend.low, trend.span_ns)} and {rate(trend.high, trend.span_ns)}"
            if timed
            else ""
        )
        lines = (after_what(floors), between, _full(content) if timed else "", told)
        return Words(f"Floor rises {pace}", "bad", tuple(line for line in lines if line))
    if trend.shape is Shape.STEPS:
        grown = f"{size(float(floors.value[0]))} to {size(float(floors.value[-1]))}"
        return Words(f"Floor rises in {plural(trend.steps, 'step')}", "warn", (grown, told))
    if trend.shape is Shape.BURST:
        highest = size(float(floors.value.max()))
        return Words("Up and down again", "strong", (f"floor at most {highest}", told))
    if trend.shape is Shape.PLATEAU:
        return Words("Floor has settled", "strong", (f"at about {size(trend.last)}", told))
    if trend.shape is Shape.STEADY:
        return Words("Floor is level", "strong", (f"at about {size(trend.last)}", told))
    return Words(
        "No trend to be seen",
        "strong",
        ("It takes four full collections,", "or falls that show the heap was collected."),
    )


def _full(content: Content) -> str:
    if content.ended_by:
        return f"the program ended: {content.ended_by}"
    outlook = outlook_of(content.trend, float(content.limit_bytes or content.bounds.full))
    if outlook.at_ns == 0:
        return f"over {size(outlook.limit)} already"
    return f"full at {size(outlook.limit)}: in about {roughly(outlook.at_ns)}"
