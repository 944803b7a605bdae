"""What changes were foreseen to save, beside what they saved once a bundler had built them.

    python -m benchmarks.bundles.accuracy [CASES…]

Prints a row a fix and bundler: foreseen and true change of what loads at start and of everything,
as written and at gzip. CASES are folders as `benchmarks.bundles.rebuilding` leaves them; without
any the recorded builds of the corpus are taken where they are at hand.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bundles.cases import Case, Fix, corpus_cases, rebuilt_cases
from perfview.bundles.scenarios.asked import edits_of
from perfview.bundles.scenarios.sizes import Outcome, Sizes, outcome
from perfview.engine.job import Job, Options
from perfview.findings.forecast import UnanswerableError
from perfview.findings.resizing import SizeChange

METRICS = ("initial_raw", "total_raw", "initial_gz", "total_gz")
"""What is held against what: at start and in all, as written and at gzip level 9."""

LEAST_CHANGE = 0.01
"""Fixes that change a size by less than this share of it are no test: what they change is noise."""


@dataclass(frozen=True)
class Row:
    """One fix of one build: changes in bytes, negative for less, by `METRICS`. is_range: the fix is
    a change of the source as well, so that what it brings is told as a range."""

    bundler: str
    fix: str
    is_range: bool
    foreseen: dict[str, int]
    true: dict[str, int]
    before: dict[str, int]

    def error(self, metric: str) -> float | None:
        """How far off, as a ratio; None where next to nothing changes."""
        true = self.true[metric]
        if abs(true) < LEAST_CHANGE * self.before[metric]:
            return None
        return abs(self.foreseen[metric] - true) / abs(true)


def rows(case: Case) -> Iterator[Row]:
    """Every fix of one build."""
    study = Job(case.stats, Options(use_cache=False, analyse=False)).run().study
    for fix in case.fixes:
        yield Row(
            case.bundler, fix.name, fix.is_range, _foreseen(study, fix), fix.true, case.before
        )


def _foreseen(study: object, fix: Fix) -> dict[str, int]:
    try:
        edits = [
            edit
            for kind, what in fix.changes
            for edit in edits_of(study, SizeChange(kind, what))  # type: ignore[arg-type]
        ]
    except UnanswerableError as error:
        # Bundlers differ in what they take in: what a build has not, a fix does not change.
        if any(fix.true.values()):
            print(f"{fix.name}: {error}", file=sys.stderr)
        return dict.fromkeys(METRICS, 0)
    return _changes(outcome(study, edits, gzip=True))  # type: ignore[arg-type]


def _changes(found: Outcome) -> dict[str, int]:
    before, after = _by_metric(found.before), _by_metric(found.after)
    return {metric: after[metric] - before[metric] for metric in METRICS}


def _by_metric(sizes: Sizes) -> dict[str, int]:
    gzip = sizes.initial.gzip, sizes.total.gzip
    return dict(
        zip(METRICS, (sizes.initial.raw, sizes.total.raw, gzip[0] or 0, gzip[1] or 0), strict=True)
    )


@dataclass(frozen=True)
class Summary:
    """Of one metric: fixes that count, and the median and largest error as ratios."""

    metric: str
    fixes: int
    median: float
    worst: float
    worst_of: str


def summary(found: Sequence[Row], metric: str) -> Summary:
    """Over fixes that change the metric enough and are no range."""
    errors = [
        (error, f"{row.bundler} {row.fix}")
        for row in found
        if not row.is_range and (error := row.error(metric)) is not None
    ]
    if not errors:
        return Summary(metric, 0, 0.0, 0.0, "")
    worst = max(errors)
    return Summary(metric, len(errors), statistics.median(e for e, _ in errors), *worst)


def table(found: Sequence[Row]) -> str:
    """All of it as text."""
    lines = [f"{'':10}{'':32}" + "".join(f"{metric:^30}" for metric in METRICS)]
    lines += [_line(row) for row in found]
    for metric in METRICS:
        told = summary(found, metric)
        lines.append(
            f"{metric:12} {told.fixes:3} fixes  median {told.median:6.1%}  "
            f"worst {told.worst:6.1%}  {told.worst_of}"
        )
    return "\n".join(lines)


def _line(row: Row) -> str:
    cells = []
    for metric in METRICS:
        error = row.error(metric)
        shown = "" if error is None else f"{error:.1%}"
        cells.append(f"{row.foreseen[metric]:>10}{row.true[metric]:>11}{shown:>8} ")
    name = f"{row.fix}{' (range)' if row.is_range else ''}"
    return f"{row.bundler:10}{name[:31]:32}" + "".join(cells)


def main(folders: Sequence[str]) -> int:
    """Print the table; 1 when there is nothing to hold against."""
    with tempfile.TemporaryDirectory() as space:
        given = [case for folder in folders for case in rebuilt_cases(Path(folder))]
        cases = given or list(corpus_cases(Path(space)))
        found = [row for case in cases for row in rows(case)]
    if not found:
        print("No builds are at hand.", file=sys.stderr)
        return 1
    print(table(found))
    if "--json" in sys.argv:
        print(json.dumps([vars(row) for row in found]))
    return 0


if __name__ == "__main__":
    sys.exit(main([each for each in sys.argv[1:] if not each.startswith("-")]))
