"""When each entry was written: times of the log with their zones, as ns since the epoch."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from perfview.kernels.written_moments import NO_MOMENT, NUMBERED, YEARLESS, moments_at
from perfview.queries.readers.postgres.columns import TIME, LogEntries
from perfview.recording.report import ImportReport

_HOUR_NS = 3600 * 1_000_000_000
_HOURS = {
    "UTC": 0.0, "GMT": 0.0, "Z": 0.0, "UCT": 0.0, "WET": 0.0, "WEST": 1.0, "BST": 1.0, "CET": 1.0,
    "MET": 1.0, "CEST": 2.0, "MEST": 2.0, "EET": 2.0, "SAST": 2.0, "CAT": 2.0, "EEST": 3.0,
    "IDT": 3.0, "MSK": 3.0, "EAT": 3.0, "TRT": 3.0, "MSD": 4.0, "IST": 5.5, "PKT": 5.0, "WIB": 7.0,
    "ICT": 7.0, "HKT": 8.0, "SGT": 8.0, "AWST": 8.0, "PHT": 8.0, "WITA": 8.0, "JST": 9.0,
    "KST": 9.0, "WIT": 9.0, "ACST": 9.5, "AEST": 10.0, "ACDT": 10.5, "AEDT": 11.0, "NZST": 12.0,
    "NZDT": 13.0, "NST": -3.5, "NDT": -2.5, "ART": -3.0, "BRT": -3.0, "BRST": -2.0, "CLST": -3.0,
    "AST": -4.0, "ADT": -3.0, "CLT": -4.0, "EST": -5.0, "EDT": -4.0, "PET": -5.0, "COT": -5.0,
    "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0, "AKST": -9.0,
    "AKDT": -8.0, "HST": -10.0,
}  # fmt: skip
"""Hours east of Greenwich of zone names, as PostgreSQL's `timezone_abbreviations` Default has them
where it has them (IST there is Israel's; servers in India are far more)."""

_HALF_YEAR_NS = 182 * 24 * _HOUR_NS
_YEARLESS = "The log's times tell no year; {year} is taken, from when the file was last changed."
_UNKNOWN_ZONE = "Times are in a zone whose name is not known; they are read as if in UTC."


def entry_times(entries: LogEntries, changed_ns: int, report: ImportReport) -> NDArray[np.int64]:
    """int64 ns (n), `NO_MOMENT` where an entry tells none. `changed_ns`: when the file was last
    changed, for logs without a year."""
    times, zones, flags = moments_at(entries.content, entries.span(TIME))
    told = times != NO_MOMENT
    if not flags & NUMBERED:
        _shift(times, zones, told, report)
    if flags & YEARLESS and told.any():
        times[told] = _with_years(times[told], changed_ns)
        year = datetime.fromtimestamp(int(times[told][-1]) / 1e9, UTC).year
        report.note("time-without-year", int(told.sum()), _YEARLESS.format(year=year))
    return times


def _shift(
    times: NDArray[np.int64],
    zones: NDArray[np.uint64],
    told: NDArray[np.bool_],
    report: ImportReport,
) -> None:
    """Take the zones off, in place."""
    unknown = 0
    for zone in np.unique(zones[told]).tolist():
        name = zone.to_bytes(8, "big").lstrip(b"\0").decode("latin-1")
        hours = _hours(name)
        of_zone = told & (zones == zone)
        if hours is None:
            unknown += int(of_zone.sum())
        elif hours:
            times[of_zone] -= int(hours * _HOUR_NS)
    report.note("unknown-time-zone", unknown, _UNKNOWN_ZONE)


def _hours(name: str) -> float | None:
    """Hours east of Greenwich of ``CET``, ``+01`` or ``-03:30``; None when not known."""
    if not name or name[0] not in "+-":
        return _HOURS.get(name.upper(), None if name else 0.0)
    digits = name[1:].replace(":", "")
    hours = int(digits[:2]) + int(digits[2:4] or 0) / 60
    return -hours if name[0] == "-" else hours


def _with_years(times: NDArray[np.int64], changed_ns: int) -> NDArray[np.int64]:
    """Times of the year 1972 moved to the year the last of them ended in before the file changed,
    a year less where the log went over New Year."""
    turns = np.diff(times) < -_HALF_YEAR_NS
    behind = np.append(np.cumsum(turns[::-1])[::-1], 0)
    moments = times.astype("datetime64[ns]")
    months = moments.astype("datetime64[M]")
    within = moments - months
    month = months.astype(np.int64) % 12
    year = datetime.fromtimestamp(changed_ns / 1e9, UTC).year - 1970
    last = np.datetime64(int(year * 12 + month[-1]), "M") + within[-1]
    if last.astype("datetime64[ns]").astype(np.int64) > changed_ns + 24 * _HOUR_NS:
        year -= 1
    placed = ((year - behind) * 12 + month).astype("datetime64[M]").astype("datetime64[ns]")
    shifted: NDArray[np.int64] = (placed + within).astype(np.int64)
    return shifted
