"""Coverage of a browser: which stretches of scripts and style sheets were used.

Chrome's Coverage panel, Puppeteer and Playwright's styles say which ranges were used; Playwright's
scripts, Node and the Chrome DevTools Protocol (Profiler.takePreciseCoverage) how often the ranges
of functions ran, an inner range telling for itself.
"""

from __future__ import annotations

from typing import Any

from perfview.bundles.furnished import Covered

_MOST_RANGES = 2_000_000


def coverage_in(value: Any) -> tuple[Covered, ...] | None:
    """The coverage in a JSON file; None where it holds none."""
    entries = _entries(value)
    if not any(_is_entry(each) for each in entries):
        return None
    return tuple(_covered(each) for each in entries if _is_entry(each))


def _entries(value: Any) -> list[Any]:
    """The entries of all lists that such files keep them in."""
    if isinstance(value, list):
        return value
    if not isinstance(value, dict):
        return []
    lists = [value.get(key) for key in ("result", "js", "css", "jsCoverage", "cssCoverage")]
    return [each for found in lists if isinstance(found, list) for each in found]


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("url"), str):
        return False
    return isinstance(entry.get("ranges"), list) or isinstance(entry.get("functions"), list)


def _covered(entry: dict[str, Any]) -> Covered:
    text = entry.get("text") or entry.get("source")
    functions = entry.get("functions")
    if isinstance(functions, list):
        ranges = _ran(functions)
    else:
        told = (_pair(each, "start", "end") for each in entry["ranges"][:_MOST_RANGES])
        ranges = united([pair for pair in told if pair is not None])
    return Covered(entry["url"], tuple(ranges), text if isinstance(text, str) else "")


def _pair(found: Any, start: str, stop: str) -> tuple[int, int] | None:
    if not isinstance(found, dict):
        return None
    a, b = found.get(start), found.get(stop)
    if isinstance(a, int) and isinstance(b, int) and 0 <= a < b < 2**31:
        return a, b
    return None


def united(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same places as ranges in order that neither touch nor overlap."""
    found: list[tuple[int, int]] = []
    for start, stop in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        else:
            found.append((start, stop))
    return found


def _ran(functions: list[Any]) -> list[tuple[int, int]]:
    """What ran: the innermost range around a place says whether it did."""
    told: list[tuple[int, int, bool]] = []
    for function in functions:
        ranges = function.get("ranges") if isinstance(function, dict) else None
        for each in ranges if isinstance(ranges, list) else []:
            pair = _pair(each, "startOffset", "endOffset")
            if pair is not None and len(told) < _MOST_RANGES:
                told.append((*pair, bool(each.get("count"))))
    told.sort(key=lambda each: (each[0], -each[1]))
    found: list[tuple[int, int]] = []
    open_: list[tuple[int, bool]] = []
    place = 0

    def passed(to: int) -> None:
        nonlocal place
        if open_ and open_[-1][1] and to > place:
            found.append((place, to))
        place = max(place, to)

    for start, stop, has_run in told:
        while open_ and open_[-1][0] <= start:
            passed(open_[-1][0])
            open_.pop()
        passed(start)
        open_.append((stop, has_run))
    while open_:
        passed(open_[-1][0])
        open_.pop()
    return united(found)
